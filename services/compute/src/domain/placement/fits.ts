/** Whether a vm fits on a host at all, now and forever: what the host does not have, it will not have later. */
import type { HostFacts, VmRequest } from '@chronovisor/contracts';
import { type Refusal, refuse } from '@chronovisor/kernel';

export interface HostSeen {
  readonly facts: HostFacts;
  readonly silent: boolean;
}

const MIB = 1024 ** 2;

/** Null where there is room. */
export const roomFor = (memory: number, { name, capacity }: HostFacts): Refusal | null => {
  if (memory <= capacity.memory) return null;
  const mebibytes = Math.floor(capacity.memory / MIB);
  return refuse('vm.memory-over-host', `the vm asks for more memory than ${name} has`, {
    hint: `Ask for at most ${mebibytes}MiB.`,
    errors: [{ pointer: '/memory', detail: `${name} has ${mebibytes} MiB` }],
  });
};

const canBoot = (firmware: VmRequest['firmware'], { name, capabilities }: HostFacts): Refusal | null =>
  capabilities.firmware.includes(firmware)
    ? null
    : refuse('vm.firmware-unavailable', `${name} cannot start ${firmware} firmware`, {
        hint: 'Install the ovmf package on the host, or use bios.',
        errors: [{ pointer: '/firmware', detail: `${name} has ${capabilities.firmware.join(', ')}` }],
      });

export const fits = (
  { memory, firmware }: Pick<VmRequest, 'memory' | 'firmware'>,
  host: HostSeen | undefined,
): Refusal | null => {
  if (host === undefined) {
    return refuse('host.not-found', 'there is no such host', {
      hint: 'List the hosts.',
      errors: [{ pointer: '/host', detail: 'no host has this name or id' }],
    });
  }
  if (host.silent)
    return refuse('host.unavailable', `the host ${host.facts.name} is silent`, {
      hint: 'Start its host process, or choose another host.',
    });
  return roomFor(memory, host.facts) ?? canBoot(firmware, host.facts);
};
