/** The words for what was really seen of broken accelerators. */
import { describe, expect, it } from 'vitest';
import { allSteps, proofFrom, type Observation } from './verdict.ts';

const proof = (observation: Observation) =>
  proofFrom({ accelerator: 'kvm', cpuModel: 'host', observation, tookMs: 70 });

describe('the verdict', () => {
  it('needs both the exit status and every step', () => {
    const ran = { kind: 'ran', errors: '' } as const;
    expect(proof({ ...ran, end: { by: 'exit', code: 33 }, stage: allSteps }).usable).toBe(true);
    expect(proof({ ...ran, end: { by: 'exit', code: 33 }, stage: 'RPLIHSFGMT' }).usable).toBe(false);
    expect(proof({ ...ran, end: { by: 'exit', code: 0 }, stage: allSteps }).usable).toBe(false);
    expect(proof({ ...ran, end: { by: 'limit', limitMs: 2000 }, stage: allSteps }).usable).toBe(false);
  });

  it('tells of a processor that does not take its registers', () => {
    const errors =
      'qemu-system-x86_64: warning: host does not support X\nqemu-system-x86_64: error: failed to set MSR 0x10a to 0x69\nqemu-system-x86_64: ../kvm.c:2907: Assertion failed\n';
    expect(proof({ kind: 'ran', end: { by: 'signal', signal: 'SIGABRT' }, stage: '', errors }).reason).toBe(
      'KVM is present and does not work: QEMU was ended by SIGABRT, before the first instruction (error: failed to set MSR 0x10a to 0x69)',
    );
  });

  it('tells how far a guest came that KVM gave up on', () => {
    const errors = 'KVM internal error. Suberror: 1\nextra data[0]: 0x0\n';
    expect(proof({ kind: 'ran', end: { by: 'kvm-error' }, stage: 'RPL', errors }).reason).toBe(
      'KVM is present and does not work: KVM could not go on, at interrupts (KVM internal error. Suberror: 1)',
    );
  });

  it('tells wrong results and unexpected exceptions apart', () => {
    const end = { by: 'exit', code: 65 } as const;
    expect(proof({ kind: 'ran', end, stage: 'RPLIH!', errors: '' }).reason).toContain(
      'a wrong result after memory mapped in the high half',
    );
    expect(proof({ kind: 'ran', end, stage: 'RPLX', errors: '' }).reason).toContain(
      'an unexpected exception after long mode',
    );
  });
});
