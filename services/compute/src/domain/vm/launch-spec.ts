/** What a host is told to launch: the configuration with its generation. */
import type { LaunchSpec } from '@chronovisor/contracts';
import type { PresentVm } from './state.ts';

export const launchSpec = (vm: Pick<PresentVm, 'vmId' | 'name' | 'config'>, generation: number): LaunchSpec => ({
  vmId: vm.vmId,
  name: vm.name,
  generation,
  vcpus: vm.config.vcpus,
  ...(vm.config.cpu === null ? {} : { cpu: vm.config.cpu }),
  memory: vm.config.memory,
  ...(vm.config.maxMemory === null ? {} : { maxMemory: vm.config.maxMemory }),
  os: vm.config.os,
  firmware: vm.config.firmware,
  boot: vm.config.boot,
  iso: vm.config.iso,
  disks: [...vm.config.disks],
  nics: [...vm.config.nics],
  graphics: vm.config.graphics,
});
