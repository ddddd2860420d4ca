/** What a host is told to launch: the configuration with its generation. */
import type { LaunchSpec } from '@chronovisor/contracts';
import type { PresentVm } from './state.ts';

export const launchSpec = (vm: PresentVm, generation: number): LaunchSpec => ({
  vmId: vm.vmId,
  name: vm.name,
  generation,
  vcpus: vm.config.vcpus,
  memory: vm.config.memory,
  os: vm.config.os,
  firmware: vm.config.firmware,
  boot: vm.config.boot,
  iso: vm.config.iso,
  disks: [...vm.config.disks],
  nics: [...vm.config.nics],
  graphics: vm.config.graphics,
});
