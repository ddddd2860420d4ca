/** Decides the beginning and the end of a vm. */
import { type Refusal, refuse } from '@chronovisor/kernel';
import type { PresentVm, Vm } from '../state.ts';
import { frozen } from './clone.ts';
import { building, busy, firstRefusal, isOwn, isSingleStep, unknown } from './legal.ts';
import { type CommandNamed, type Decision, givenUp, happened, requestOf, workFailed } from './types.ts';

export const create = (command: CommandNamed<'compute.CreateVm'>, vm: Vm): Decision => {
  const { vmId, name, hostId, request, start, cloneOf } = command.data;
  if (vm.kind === 'present' && vm.operation?.request.commandId === command.meta.commandId) return [];
  if (vm.kind !== 'none')
    return refuse('vm.id-taken', `the id ${vmId} was used before`, { hint: 'Leave the id out: one is made.' });
  const origin = cloneOf === undefined ? {} : { cloneOf };
  const created = { vmId, name, hostId, request: requestOf(command), spec: request, start, ...origin };
  return [happened('compute.VmCreated', created)];
};

export const provisioned = (command: CommandNamed<'compute.RecordVmProvisioned'>, vm: PresentVm): Decision =>
  vm.status === 'building' ? [happened('compute.VmProvisioned', { ...command.data })] : [];

/** By its saga alone, and whatever came between: the parts are gone already. */
export const createUndone = (command: CommandNamed<'compute.RecordVmCreateUndone'>, vm: PresentVm): Decision =>
  vm.createdBy === command.meta.operationId
    ? [...workFailed(vm, givenUp(vm, command.data.problem)), happened('compute.VmCreateUndone', { ...command.data })]
    : [];

/** The same, where somebody had part of it left. */
export const createFailed = (command: CommandNamed<'compute.RecordVmCreateFailed'>, vm: PresentVm): Decision =>
  vm.createdBy === command.meta.operationId && vm.operation?.type === 'vm.create'
    ? [...workFailed(vm, givenUp(vm, command.data.problem)), happened('compute.VmCreateFailed', { ...command.data })]
    : [];

const mayRun = ({ status, work }: PresentVm): boolean => status === 'running' || status === 'paused' || work !== null;

const linkOf = ({ cloneOf }: PresentVm) => (cloneOf?.mode === 'linked' ? { linkedTo: cloneOf.vmId } : {});

/** Its volumes hold only what differs from those of the other vm. */
const keepsLinked = ({ data }: CommandNamed<'compute.DeleteVm'>, { name, cloneOf }: PresentVm): Refusal | null =>
  data.volumes === 'keep' && cloneOf?.mode === 'linked'
    ? refuse('vm.frozen', `${name} is a linked clone: its volumes are nothing without the vm they are based on`, {
        hint: 'Delete it with its volumes, or make a full clone of it first.',
      })
    : null;

/** Force goes over what a single step is about, not over an operation of several. */
const removesOver = ({ data }: CommandNamed<'compute.DeleteVm'>, vm: PresentVm): boolean =>
  data.force && isSingleStep(vm);

const forbidsRemoval = (command: CommandNamed<'compute.DeleteVm'>, vm: PresentVm): Refusal | null =>
  firstRefusal(
    building(vm),
    removesOver(command, vm) ? null : busy(command, vm),
    unknown(vm),
    frozen(vm),
    keepsLinked(command, vm),
    mayRun(vm) && !command.data.force
      ? refuse('vm.running', `${vm.name} is ${vm.status}`, { hint: 'Stop it first, or delete it with force=true.' })
      : null,
  );

/** Who asks for the same waits for it; who wants the volumes to fare otherwise must not be told that it was done. */
const alreadyUnderWay = (command: CommandNamed<'compute.DeleteVm'>, vm: PresentVm): Decision =>
  vm.keepsVolumes === (command.data.volumes === 'keep')
    ? []
    : refuse('vm.busy', `${vm.name} is being deleted already, ${vm.keepsVolumes ? 'without' : 'with'} its volumes`, {
        hint: 'What becomes of its volumes is settled; look at them when the deletion has ended.',
        ...(vm.operation === null ? {} : { blockedBy: vm.operation.request.operationId }),
      });

export const remove = (command: CommandNamed<'compute.DeleteVm'>, vm: PresentVm): Decision => {
  if (vm.operation?.type === 'vm.delete') return alreadyUnderWay(command, vm);
  const no = forbidsRemoval(command, vm);
  if (no !== null) return no;
  const { vmId, hostId, config } = vm;
  return [
    ...workFailed(vm, { code: 'vm.superseded', message: `${vm.name} is being deleted` }),
    happened('compute.VmDeleteRequested', {
      vmId,
      hostId,
      request: requestOf(command),
      volumes: command.data.volumes,
      wasRunning: mayRun(vm),
      ...linkOf(vm),
      disks: [...config.disks],
      nics: [...config.nics],
    }),
  ];
};

const forbidsFileRemoval = (command: CommandNamed<'compute.RemoveVmFiles'>, vm: PresentVm): Refusal | null => {
  if (!isOwn(command, vm)) {
    return refuse('operation.ended', `${vm.name} is neither being deleted nor being taken back`, {
      hint: 'Delete the vm: its files go with it.',
    });
  }
  return mayRun(vm) ? refuse('vm.running', `${vm.name} is ${vm.status}`, { hint: 'Stop it first.' }) : null;
};

/** A vm that was never launched has no files, so a host that is away keeps nobody from removing it. */
export const removeFiles = (command: CommandNamed<'compute.RemoveVmFiles'>, vm: PresentVm): Decision => {
  if (vm.work?.type === 'remove-files') return [];
  const no = forbidsFileRemoval(command, vm);
  if (no !== null) return no;
  const { vmId, hostId, generation } = vm;
  if (generation === 0 && vm.cloneOf === null) return [];
  return [happened('compute.VmFilesRemovalRequested', { vmId, hostId, request: requestOf(command) })];
};

export const deleted = (_command: CommandNamed<'compute.RecordVmDeleted'>, vm: PresentVm): Decision =>
  vm.operation?.type === 'vm.delete'
    ? [...workFailed(vm, givenUp(vm, null)), happened('compute.VmDeleted', { vmId: vm.vmId })]
    : [];

/** What its last step still had under way is given up with it, so that the vm can be asked again. */
export const deleteFailed = (command: CommandNamed<'compute.RecordVmDeleteFailed'>, vm: PresentVm): Decision =>
  vm.operation?.type === 'vm.delete'
    ? [...workFailed(vm, givenUp(vm, command.data.problem)), happened('compute.VmDeleteFailed', { ...command.data })]
    : [];
