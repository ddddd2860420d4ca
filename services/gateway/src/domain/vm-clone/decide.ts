/** Turns a vm that is there, and the body that asks for a clone of it, into the request for the new one. */
import type { DiskRequest, http, NicRequest, VmRequest } from '@chronovisor/contracts';
import { refuse, type Refusal } from '@chronovisor/kernel';

type Kept = 'os' | 'firmware' | 'vcpus' | 'memory' | 'boot' | 'graphics' | 'description' | 'labels';

export interface Original extends Pick<VmRequest, Exclude<Kept, 'labels'>> {
  readonly name: string;
  readonly labels: NonNullable<VmRequest['labels']>;
  readonly status: string;
  readonly cpu: VmRequest['cpu'] | null;
  readonly maxMemory: number | null;
  readonly projectId: VmRequest['projectId'] | null;
  readonly iso: string | null;
  readonly disks: readonly Pick<DiskRequest, 'volumeId' | 'poolId' | 'size' | 'format' | 'bus'>[];
  readonly nics: readonly (Omit<NicRequest, 'mac' | 'forwards'> & {
    readonly forwards: readonly NicRequest['forwards'][number][];
  })[];
  readonly operation: { readonly id: string; readonly type: string } | null;
}

type Mode = http.CloneVmBody['mode'];

const again = 'Wait for it to end, then clone the vm.';

/** What compute would say of it now; its own word counts, for it may be another by then. */
const hindrance = ({ name, status, operation }: Original, mode: Mode): Refusal | null => {
  if (status === 'building') return refuse('vm.building', `${name} is still being made`, { hint: again });
  if (operation !== null)
    return refuse('vm.busy', `${name} is busy with ${operation.type}`, { hint: again, blockedBy: operation.id });
  if (status === 'unknown')
    return refuse('vm.unknown', `${name} is unknown: its host is silent`, { hint: 'Start the host process again.' });
  if (mode === 'full' || status === 'off') return null;
  return refuse('vm.not-off', `${name} is ${status}: a linked clone is based on disks that do not change`, {
    hint: 'Shut it down first, or make a full clone.',
    errors: [{ pointer: '/mode', detail: 'linked takes a vm that is off' }],
  });
};

const diskOf = (disk: Original['disks'][number], volumeId: string, mode: Mode): DiskRequest => ({
  volumeId: volumeId as DiskRequest['volumeId'],
  existing: false,
  poolId: disk.poolId,
  size: disk.size,
  format: mode === 'linked' ? 'qcow2' : disk.format,
  bus: disk.bus,
  imageId: null,
  copyOf: disk.volumeId,
});

/** Two vms cannot have one port of the host: the clone's are picked anew. */
const nicOf = ({ networkId, kind, model, forwards }: Original['nics'][number], nicId: string): NicRequest => ({
  nicId: nicId as NicRequest['nicId'],
  networkId,
  kind,
  mac: null,
  model,
  forwards: forwards.map((forward) => ({ ...forward, hostPort: 0 })),
});

const optional = ({ cpu, maxMemory, projectId }: Original) => ({
  ...(cpu === null || cpu === undefined ? {} : { cpu }),
  ...(maxMemory === null ? {} : { maxMemory }),
  ...(projectId === null || projectId === undefined ? {} : { projectId }),
});

/** `idOf`: a new id that follows from the clone's and a name. */
export const resolveClone = (
  { mode, description, labels }: http.CloneVmBody,
  vm: Original,
  idOf: (name: string) => string,
): VmRequest | Refusal =>
  hindrance(vm, mode) ?? {
    vcpus: vm.vcpus,
    memory: vm.memory,
    ...optional(vm),
    os: vm.os,
    firmware: vm.firmware,
    boot: vm.boot,
    bootImageId: null,
    iso: vm.iso === null ? null : { path: vm.iso },
    disks: vm.disks.map((disk, index) => diskOf(disk, idOf(`disk-${index}`), mode)),
    nics: vm.nics.map((nic, index) => nicOf(nic, idOf(`nic-${index}`))),
    graphics: vm.graphics,
    description: description ?? vm.description,
    labels: labels ?? vm.labels,
  };
