/** Decides what a host's look at the hardware of a vm means: something has drifted, or is as it should be again. */
import type { Difference } from '@chronovisor/contracts';
import type { PresentVm } from '../state.ts';
import { POWER, differing } from './drift.ts';
import { type CommandNamed, type Decision, happened } from './types.ts';

type Seen = CommandNamed<'compute.RecordVmHardware'>['data'];

/** While something is under way, either side may be ahead of the other. */
export const isComparable = (vm: PresentVm, { generation, seen }: Seen): boolean =>
  vm.operation === null &&
  vm.work === null &&
  vm.generation === generation &&
  (vm.status === 'off' ? seen.plugged === null : seen.plugged !== null && vm.process !== null);

const vcpuDifference = ({ name, config }: PresentVm, { plugged }: Seen['seen']): readonly Difference[] =>
  plugged === null || plugged.vcpus === config.vcpus
    ? []
    : [
        {
          field: 'vcpus',
          expected: String(config.vcpus),
          observed: String(plugged.vcpus),
          detail: `${name} has ${plugged.vcpus} vCPUs at QEMU, and is to have ${config.vcpus}`,
        },
      ];

const memoryDifference = ({ name, config }: PresentVm, { plugged }: Seen['seen']): readonly Difference[] =>
  plugged === null || plugged.memory === config.memory
    ? []
    : [
        {
          field: 'memory',
          expected: String(config.memory),
          observed: String(plugged.memory),
          detail: `${name} has ${plugged.memory} bytes of memory at QEMU, and is to have ${config.memory}`,
        },
      ];

/** A volume that grows is told of by itself; the vm keeps the size it got. */
const sizeDifferences = ({ config }: PresentVm, { seen, grown }: Seen): readonly Difference[] =>
  config.disks.flatMap(({ volumeId, size }) => {
    const observed = seen.disks.find((disk) => disk.volumeId === volumeId)?.size;
    const expected = grown?.[volumeId] ?? size;
    if (observed === undefined || observed === expected) return [];
    const detail = `the volume ${volumeId} has ${observed} bytes, and is to have ${expected}`;
    return [{ field: `disks/${volumeId}`, expected: `${expected} bytes`, observed: `${observed} bytes`, detail }];
  });

const differencesIn = (vm: PresentVm, data: Seen): readonly Difference[] => {
  const all = [
    ...data.seen.differences,
    ...vcpuDifference(vm, data.seen),
    ...memoryDifference(vm, data.seen),
    ...sizeDifferences(vm, data),
  ];
  // Of what is wrong in two ways, the first is told.
  return all.filter(({ field }, index) => all.findIndex((other) => other.field === field) === index);
};

export const hardwareSeen = ({ data }: CommandNamed<'compute.RecordVmHardware'>, vm: PresentVm): Decision => {
  if (!isComparable(vm, data)) return [];
  const differences = differencesIn(vm, data);
  const gone = vm.drifts.filter(
    ({ field }) => field !== POWER && !differences.some((difference) => difference.field === field),
  );
  return [
    ...gone.map(({ field }) => happened('compute.VmDriftCleared', { vmId: vm.vmId, field })),
    ...differences.flatMap((difference) => differing(vm, difference)),
  ];
};

export const repaired = (command: CommandNamed<'compute.RecordVmDriftRepaired'>, vm: PresentVm): Decision => {
  const { work } = vm;
  if (work?.type !== 'repair-drift' || work.request.commandId !== command.data.request.commandId) return [];
  return [happened('compute.VmDriftRepaired', { vmId: vm.vmId, field: work.repairs ?? POWER, request: work.request })];
};
