/** What a host can never carry is refused at once, with the field and a way out. */
import type { HostFacts } from '@chronovisor/contracts';
import { expect, it } from 'vitest';
import { fits, type HostSeen } from './fits.ts';

const GIB = 1024 ** 3;
const facts = { name: 'h1', capacity: { cpus: 2, memory: 4 * GIB }, capabilities: { firmware: ['bios'] } };
const host = (change: Partial<HostSeen> = {}): HostSeen => ({
  facts: facts as unknown as HostFacts,
  silent: false,
  ...change,
});
const asked = { memory: GIB, firmware: 'bios' as const };

it('takes what fits, to the last byte', () => {
  expect(fits(asked, host())).toBe(null);
  expect(fits({ ...asked, memory: 4 * GIB }, host())).toBe(null);
});

it('refuses a host that is not there, or silent', () => {
  expect(fits(asked, undefined)).toMatchObject({ code: 'host.not-found', errors: [{ pointer: '/host' }] });
  expect(fits(asked, host({ silent: true }))).toMatchObject({ code: 'host.unavailable' });
});

it('refuses more memory than there is, and says how much there is', () => {
  expect(fits({ ...asked, memory: 4 * GIB + 1 }, host())).toMatchObject({
    code: 'vm.memory-over-host',
    hint: 'Ask for at most 4096MiB.',
    errors: [{ pointer: '/memory', detail: 'h1 has 4096 MiB' }],
  });
});

it('refuses firmware that is not installed', () => {
  expect(fits({ ...asked, firmware: 'uefi' }, host())).toMatchObject({
    code: 'vm.firmware-unavailable',
    errors: [{ pointer: '/firmware', detail: 'h1 has bios' }],
  });
});
