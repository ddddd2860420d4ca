/** UEFI: the host's code, and this vm's own variables, which stay with it for good. */
import { Fault } from '@chronovisor/kernel';
import type { LaunchFacts, LaunchSpec } from './launch-facts.ts';

/** In the vm's directory, which is QEMU's working directory. */
export const variablesFile = 'vars.fd';

export const firmwareArguments = (spec: LaunchSpec, facts: LaunchFacts): readonly string[] => {
  if (spec.firmware === 'bios') return [];
  if (facts.uefiCode === null)
    throw new Fault('vm.firmware-unavailable', 'this host has no UEFI firmware', { retry: 'never' });
  const code = { driver: 'file', 'node-name': 'firmware-code', 'read-only': true, filename: facts.uefiCode };
  const variables = { driver: 'file', 'node-name': 'firmware-vars', filename: variablesFile };
  return ['-blockdev', JSON.stringify(code), '-blockdev', JSON.stringify(variables)];
};
