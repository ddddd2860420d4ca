/** Decides what becomes of a drift: taken as it is, or brought back; what can be neither says why. */
import { MEMORY_STEP, NOTHING, type RecordedChanges } from '@chronovisor/contracts';
import { type Refusal, isRefusal, refuse } from '@chronovisor/kernel';
import type { Drift, PresentVm } from '../state.ts';
import { POWER, driftOf } from './drift.ts';
import { building, busy, firstRefusal, joins, unknown } from './legal.ts';
import { pause, resume, stop } from './power.ts';
import { type CommandNamed, type Decision, happened, requestOf } from './types.ts';

type Settling = CommandNamed<'compute.AdoptVmDrift'> | CommandNamed<'compute.RepairVmDrift'>;

const noDrift = ({ name }: PresentVm, field: string | undefined): Refusal =>
  refuse('vm.no-drift', `${field === undefined ? '' : `${field} of `}${name} is as the log says`, {
    hint: 'There is nothing to adopt or to repair.',
  });

const several = ({ name, drifts }: PresentVm): Refusal =>
  refuse('vm.several-drifts', `${name} differs in ${drifts.map(({ field }) => field).join(', ')}`, {
    hint: 'Say which one is meant: field.',
    errors: [{ pointer: '/field', detail: `one of ${drifts.map(({ field }) => field).join(', ')}` }],
  });

/** Nobody is made to guess which one is meant. */
const chosen = ({ data: { field } }: Settling, vm: PresentVm): Drift | Refusal => {
  if (field === undefined && vm.drifts.length > 1) return several(vm);
  return (field === undefined ? vm.drifts[0] : driftOf(vm, field)) ?? noDrift(vm, field);
};

const forbids = (command: Settling, vm: PresentVm): Refusal | null =>
  firstRefusal(building(vm), busy(command, vm), unknown(vm));

const isPower = (word: string): boolean => word === 'running' || word === 'paused';

const notAdoptable = (message: string, hint: string): Refusal => refuse('vm.drift-not-adoptable', message, { hint });

/** What would have to be in the configuration; memory of another kind than ours does not fit there. */
const plugged = (vm: PresentVm, { field, observed }: Drift): RecordedChanges | Refusal => {
  const amount = Number(observed);
  if (field === 'vcpus') return { vcpus: amount };
  const { memory = 0, maxMemory = memory } = vm.built ?? {};
  const fits = amount >= memory && amount <= maxMemory && (amount - memory) % MEMORY_STEP === 0;
  return fits
    ? { memory: amount }
    : notAdoptable(
        `${vm.name} could not be started with ${amount} bytes of memory as it was built`,
        'Repair it: chrono vm drift repair.',
      );
};

const adoptHardware = (vm: PresentVm, drift: Drift): RecordedChanges | Refusal => {
  if (drift.field === 'vcpus' || drift.field === 'memory') return plugged(vm, drift);
  const [kind] = drift.field.split('/');
  return notAdoptable(
    `${drift.field} of ${vm.name} is ${drift.observed} instead of ${drift.expected}, and no configuration can say so`,
    kind === 'disks'
      ? 'Volumes belong to a vm through Chronovisor alone: bring the file back, or take the device out with chrono vm drift repair.'
      : 'Nics and devices belong to a vm through Chronovisor alone: take the device out with chrono vm drift repair.',
  );
};

const adoptPower = (command: CommandNamed<'compute.AdoptVmDrift'>, vm: PresentVm, drift: Drift): Decision =>
  isPower(drift.observed)
    ? [happened('compute.VmDriftAdopted', { vmId: vm.vmId, ...drift, request: requestOf(command) })]
    : notAdoptable(
        `${vm.name} shows ${drift.observed}, which nothing could go on from`,
        'Repair it: QEMU is stopped, and the vm can be started again.',
      );

export const adopt = (command: CommandNamed<'compute.AdoptVmDrift'>, vm: PresentVm): Decision => {
  const drift = forbids(command, vm) ?? chosen(command, vm);
  if (isRefusal(drift)) return drift;
  if (drift.field === POWER) return adoptPower(command, vm, drift);
  const changes = adoptHardware(vm, drift);
  if (isRefusal(changes)) return changes;
  return [
    happened('compute.VmUpdated', { vmId: vm.vmId, changes, request: null }),
    happened('compute.VmDriftAdopted', { vmId: vm.vmId, ...drift, request: requestOf(command) }),
  ];
};

const as = <T extends 'compute.ResumeVm' | 'compute.PauseVm' | 'compute.StopVm'>(
  { data: { vmId }, meta }: CommandNamed<'compute.RepairVmDrift'>,
  type: T,
): CommandNamed<T> => ({ type, version: 1, data: { vmId }, meta }) as unknown as CommandNamed<T>;

const repairPower = (command: CommandNamed<'compute.RepairVmDrift'>, vm: PresentVm, drift: Drift): Decision => {
  if (drift.expected === 'running') return resume(as(command, 'compute.ResumeVm'), vm);
  if (drift.expected === 'paused') return pause(as(command, 'compute.PauseVm'), vm);
  return stop(as(command, 'compute.StopVm'), vm);
};

const notRepairable = (vm: PresentVm, { field, observed }: Drift, why: string, hint: string): Refusal =>
  refuse('vm.drift-not-repairable', `${field} of ${vm.name} is ${observed}: ${why}`, { hint });

const RESTART = 'Restart the vm: chrono vm restart. It is started with what the log says.';

/** Nothing of ours makes the bytes of a file again. */
const lostFile = (vm: PresentVm, drift: Drift): Refusal =>
  notRepairable(
    vm,
    drift,
    'no file can be made again',
    'Bring it back from a backup while the vm is off, or delete the vm.',
  );

const whileNotRunning = (vm: PresentVm, drift: Drift): Refusal =>
  vm.status === 'off'
    ? lostFile(vm, drift)
    : refuse('vm.not-running', `${vm.name} is ${vm.status}: its guest cannot take part`, { hint: 'Resume it first.' });

const vcpuHindrance = (vm: PresentVm, drift: Drift): Refusal | null =>
  Number(drift.observed) > Number(drift.expected) && vm.process?.accelerator === 'tcg'
    ? notRepairable(vm, drift, 'emulated vCPUs cannot be unplugged', `${RESTART} Or adopt it.`)
    : null;

/** Why a running machine cannot be brought back; null where it can. */
const hindrance = (vm: PresentVm, drift: Drift): Refusal | null => {
  const { field, expected, observed } = drift;
  if (vm.status !== 'running') return whileNotRunning(vm, drift);
  if (field === 'memory') return null;
  if (field === 'vcpus') return vcpuHindrance(vm, drift);
  if (expected === NOTHING) return null;
  return field.startsWith('disks/') && observed !== NOTHING
    ? lostFile(vm, drift)
    : notRepairable(vm, drift, 'it is made when QEMU starts', RESTART);
};

const repairHardware = (command: CommandNamed<'compute.RepairVmDrift'>, vm: PresentVm, drift: Drift): Decision => {
  const no = hindrance(vm, drift);
  if (no !== null) return no;
  const { vmId, hostId, generation, config } = vm;
  const to = { vcpus: config.vcpus, memory: config.memory };
  const { field } = drift;
  const request = requestOf(command);
  return [happened('compute.VmDriftRepairRequested', { vmId, hostId, generation, field, to, request })];
};

export const repair = (command: CommandNamed<'compute.RepairVmDrift'>, vm: PresentVm): Decision => {
  if (vm.drifts.length > 0 && joins(command, vm, 'resume', 'pause', 'stop', 'repair-drift')) return [];
  const drift = forbids(command, vm) ?? chosen(command, vm);
  if (isRefusal(drift)) return drift;
  return drift.field === POWER ? repairPower(command, vm, drift) : repairHardware(command, vm, drift);
};
