/** What a proof promises, on a machine of one's choice and on this one, whatever this one can do. */
import { describe, expect, it } from 'vitest';
import { fakeAccelerator, type FakeAcceleratorOptions } from './accelerator.fake.ts';
import { liveAccelerator, type LiveAcceleratorOptions } from './accelerator.live.ts';
import type { AcceleratorPort } from './accelerator.port.ts';
import { allSteps } from './verdict.ts';

interface Machine {
  readonly usual: AcceleratorPort;
  readonly withoutQemu: AcceleratorPort;
  readonly withoutKvm: AcceleratorPort;
  readonly withStrangeCpu: AcceleratorPort;
  readonly inAHurry: AcceleratorPort;
}

const fake = (more: FakeAcceleratorOptions): Machine => ({
  usual: fakeAccelerator(more),
  withoutQemu: fakeAccelerator({ ...more, qemu: 'missing' }),
  withoutKvm: fakeAccelerator({ ...more, kvm: 'absent' }),
  withStrangeCpu: fakeAccelerator({ ...more, cpuModels: { tcg: 'steam' } }),
  inAHurry: fakeAccelerator({ ...more, limitMs: 1 }),
});
// A machine under load takes its time, which is no reason to call its accelerator broken here.
const patient: LiveAcceleratorOptions = { limitMs: 20_000 };
const live: Machine = {
  usual: liveAccelerator(patient),
  withoutQemu: liveAccelerator({ qemu: 'qemu-system-none' }),
  withoutKvm: liveAccelerator({ ...patient, kvmDevice: '/dev/kvm-none' }),
  withStrangeCpu: liveAccelerator({ ...patient, cpuModels: { tcg: 'steam' } }),
  inAHurry: liveAccelerator({ limitMs: 1 }),
};

describe.each([
  ['a fake host with a working KVM', fake({ kvm: 'works' })],
  ['a fake host with a broken KVM', fake({ kvm: { brokenAfter: 'L' } })],
  ['a fake host whose KVM is closed to it', fake({ kvm: 'forbidden' })],
  ['this host', live],
])('on %s a proof', (_, machine) => {
  it('of TCG succeeds, with every step passed: the control that the probe itself is sound', async () => {
    const proof = await machine.usual.prove('tcg');
    expect(proof).toMatchObject({ accelerator: 'tcg', usable: true, stage: allSteps, cpuModel: 'max' });
    expect(proof.tookMs).toBeGreaterThan(0);
  });

  it('of KVM says usable exactly when every step was passed, and else why not', async () => {
    const proof = await machine.usual.prove('kvm');
    expect(proof).toMatchObject({ accelerator: 'kvm', cpuModel: 'host' });
    expect(proof.usable).toBe(proof.stage === allSteps);
    expect(proof.reason).toMatch(
      proof.usable ? /^KVM ran a probe/ : /^(KVM is present and |this machine offers no KVM)/,
    );
  });

  it('of auto is KVM if that is proven, else TCG with the reason said', async () => {
    const kvm = await machine.usual.prove('kvm');
    const proof = await machine.usual.prove('auto');
    expect(proof).toMatchObject({ accelerator: kvm.usable ? 'kvm' : 'tcg', usable: true });
    expect(proof.reason).toMatch(kvm.usable ? /^KVM ran/ : /KVM.*; TCG is used instead$/);
  });

  it('says that there is no KVM, and that there is no QEMU', async () => {
    expect(await machine.withoutKvm.prove('kvm')).toMatchObject({
      usable: false,
      stage: '',
      reason: expect.stringContaining('offers no KVM'),
    });
    expect(await machine.withoutQemu.prove('tcg')).toMatchObject({
      usable: false,
      stage: '',
      reason: expect.stringContaining('not installed'),
    });
    expect(await machine.withoutQemu.prove('auto')).toMatchObject({ usable: false });
  });

  it("gives QEMU's own words when it does not start", async () => {
    const proof = await machine.withStrangeCpu.prove('tcg');
    expect(proof).toMatchObject({ usable: false, stage: '', cpuModel: 'steam' });
    expect(proof.reason).toContain("unable to find CPU model 'steam'");
  });

  it('ends with its time limit', async () => {
    const proof = await machine.inAHurry.prove('tcg');
    expect(proof.usable).toBe(false);
    expect(proof.reason).toContain('did not finish within 1 ms');
  });
});
