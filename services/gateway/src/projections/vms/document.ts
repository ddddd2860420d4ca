/** A vm as clients see it. */
import { type http, placesIn } from '@chronovisor/contracts';
import type { DiskRow, NicRow, VmRow } from './row.ts';

/** Names of other nouns; an id stands for itself when its noun is gone. */
export interface Names {
  readonly host: (id: string) => string;
  readonly pool: (id: string) => string;
  readonly network: (id: string) => string;
  readonly project: (id: string) => string;
}

const diskOf = (disk: DiskRow, names: Names): http.VmDocument['disks'][number] => ({
  volume: disk.volumeId,
  pool: names.pool(disk.poolId),
  poolId: disk.poolId,
  size: disk.size,
  format: disk.format,
  bus: disk.bus,
  path: disk.path,
});

/** While it runs, the ports that stand: where 0 was asked for, the host has picked one. */
const forwardsOf = (nic: NicRow, process: VmRow['process']): http.VmDocument['nics'][number]['forwards'] => {
  const standing = process?.forwards?.filter(({ nicId }) => nicId === nic.nicId) ?? [];
  if (standing.length === 0) return [...nic.forwards];
  return standing.map(({ protocol, hostAddress, hostPort, guestPort }) => ({
    protocol,
    hostAddress,
    hostPort,
    guestPort,
  }));
};

const nicOf = (nic: NicRow, process: VmRow['process'], names: Names): http.VmDocument['nics'][number] => ({
  id: nic.nicId,
  network: names.network(nic.networkId),
  kind: nic.kind,
  mac: nic.mac,
  model: nic.model,
  address: nic.address,
  forwards: forwardsOf(nic, process),
});

const cpuOf = ({ cpu, vcpus }: VmRow): http.VmDocument['cpu'] => {
  const topology = cpu ?? { sockets: 1, cores: vcpus, threads: 1 };
  return { ...topology, maxVcpus: placesIn(topology) };
};

/** Nothing but an ordinary status gives way to the change under way. */
const statusOf = ({ status, updating }: VmRow): http.VmDocument['status'] =>
  updating !== null && (status === 'running' || status === 'off') ? updating : status;

export const vmDocument = (vm: VmRow, names: Names): http.VmDocument => {
  const host = names.host(vm.hostId);
  return {
    id: vm.id as http.VmDocument['id'],
    name: vm.name,
    description: vm.description,
    labels: vm.labels,
    autostart: vm.autostart,
    project: names.project(vm.projectId),
    projectId: vm.projectId,
    status: statusOf(vm),
    intent: vm.intent,
    host,
    hostId: vm.hostId as http.VmDocument['hostId'],
    os: vm.os,
    vcpus: vm.vcpus,
    cpu: cpuOf(vm),
    memory: vm.memory,
    maxMemory: vm.maxMemory ?? vm.memory,
    ...(vm.cloneOf === null ? {} : { cloneOf: { vm: vm.cloneOf.vmId, mode: vm.cloneOf.mode } }),
    ...(vm.linkedClones.length === 0 ? {} : { linkedClones: [...vm.linkedClones] as http.VmDocument['id'][] }),
    ...(vm.pending === null ? {} : { pendingChanges: vm.pending }),
    disks: vm.disks.map((disk) => diskOf(disk, names)),
    nics: vm.nics.map((nic) => nicOf(nic, vm.process, names)),
    boot: vm.boot,
    iso: vm.iso,
    firmware: vm.firmware,
    graphics: vm.graphics,
    addresses: vm.nics.flatMap(({ address }) => (address === null ? [] : [address])),
    operation: vm.operation as http.VmDocument['operation'],
    ...(vm.guestPanickedAt === null ? {} : { guestPanickedAt: vm.guestPanickedAt }),
    drifts: [...vm.drifts],
    ...(vm.lastExit === null ? {} : { lastExit: vm.lastExit }),
    ...(vm.process === null ? {} : { process: { pid: vm.process.pid, host, accelerator: vm.process.accelerator } }),
    generation: vm.generation,
    revision: vm.revision,
    createdAt: vm.createdAt,
    updatedAt: vm.updatedAt,
  };
};
