/** The rows that a creation, and its end, make of a vm's parts. */
import {
  DEFAULT_PROJECT,
  type MessageOf,
  type VmCreated,
  type VmProvisioned,
  type VmRequest,
} from '@chronovisor/contracts';
import type { RecordedEvent } from '@chronovisor/event-store';
import type { DiskRow, NicRow, VmRow } from './row.ts';

type Created = MessageOf<typeof VmCreated>['data'];
type Provisioned = MessageOf<typeof VmProvisioned>['data'];

const askedDisk = ({ volumeId, poolId, size, format, bus }: VmRequest['disks'][number]): DiskRow => ({
  volumeId,
  poolId,
  size,
  format,
  bus,
  path: null,
});
const askedNic = ({ nicId, networkId, kind, mac, model, forwards }: VmRequest['nics'][number]): NicRow => ({
  nicId,
  networkId,
  kind,
  mac,
  model,
  address: null,
  forwards,
});

export const rowOf = ({ vmId, name, hostId, spec, start, request, cloneOf }: Created, event: RecordedEvent): VmRow => ({
  id: vmId,
  name,
  description: spec.description,
  labels: spec.labels ?? {},
  autostart: spec.autostart ?? false,
  projectId: spec.projectId ?? DEFAULT_PROJECT,
  hostId,
  status: 'building',
  intent: start ? 'running' : 'off',
  os: spec.os,
  vcpus: spec.vcpus,
  cpu: spec.cpu ?? null,
  memory: spec.memory,
  maxMemory: spec.maxMemory ?? null,
  cloneOf: cloneOf ?? null,
  linkedClones: [],
  pending: null,
  updating: null,
  disks: spec.disks.map(askedDisk),
  nics: spec.nics.map(askedNic),
  boot: spec.boot,
  iso: spec.iso !== null && 'path' in spec.iso ? spec.iso.path : null,
  firmware: spec.firmware,
  graphics: spec.graphics,
  operation: { id: request.operationId, type: 'vm.create' },
  drifts: [],
  process: null,
  guestPanickedAt: null,
  lastExit: null,
  generation: 0,
  revision: event.revision,
  createdAt: event.at,
  updatedAt: event.at,
});

export const provision = (vm: VmRow, { disks, nics, boot, iso }: Provisioned): void => {
  vm.status = 'off';
  vm.disks = disks;
  vm.nics = nics;
  vm.boot = boot;
  vm.iso = iso;
};
