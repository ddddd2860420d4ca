/** Whether a vm fits on a host at all, now and forever: what the host does not have, it will not have later. */
import type { HostFacts, VmRequest } from '@chronovisor/contracts';
import { type Refusal, refuse } from '@chronovisor/kernel';

export interface HostSeen {
  readonly facts: HostFacts;
  readonly silent: boolean;
}

const MIB = 1024 ** 2;

export const fits = (request: Pick<VmRequest, 'memory' | 'firmware'>, host: HostSeen | undefined): Refusal | null => {
  if (host === undefined) {
    return refuse('host.not-found', 'there is no such host', {
      hint: 'List the hosts.',
      errors: [{ pointer: '/host', detail: 'no host has this name or id' }],
    });
  }
  const { capacity, capabilities, name } = host.facts;
  if (host.silent)
    return refuse('host.unavailable', `the host ${name} is silent`, {
      hint: 'Start its host process, or choose another host.',
    });
  if (request.memory > capacity.memory) {
    const detail = `${name} has ${Math.floor(capacity.memory / MIB)} MiB`;
    return refuse('vm.memory-over-host', `the vm asks for more memory than ${name} has`, {
      hint: `Ask for at most ${Math.floor(capacity.memory / MIB)}MiB.`,
      errors: [{ pointer: '/memory', detail }],
    });
  }
  if (!capabilities.firmware.includes(request.firmware)) {
    return refuse('vm.firmware-unavailable', `${name} cannot start ${request.firmware} firmware`, {
      hint: 'Install the ovmf package on the host, or use bios.',
      errors: [{ pointer: '/firmware', detail: `${name} has ${capabilities.firmware.join(', ')}` }],
    });
  }
  return null;
};
