/** Hosts, pools, networks and vms for tests. */
import {
  HostJoined,
  network,
  storage,
  VmCreated,
  VmProvisioned,
  type LaunchSpec,
  type Request,
  type VmRequest,
} from '@chronovisor/contracts';
import { newId } from '@chronovisor/kernel/ids';
import { happening, type Happening, type Recorder } from './recorder.ts';

export const GIB = 1024 ** 3;
export const MIB = 1024 ** 2;

export const requestOf = (id: string = newId()): Request => ({ operationId: id, commandId: id }) as unknown as Request;

export interface SampleHost {
  readonly hostId: string;
  readonly sessionId: string;
  readonly name: string;
}

export const hostFacts = ({ hostId, sessionId, name }: SampleHost, networks: ('user' | 'nat')[] = ['user']) => ({
  hostId,
  name,
  sessionId,
  version: '0.1.0',
  pid: 4242,
  capacity: { cpus: 4, memory: 8 * GIB },
  capabilities: {
    qemuVersion: '7.2.0',
    machineTypes: ['q35'],
    accelerator: 'tcg' as const,
    accelerators: [{ accelerator: 'tcg' as const, usable: true, reason: 'always' }],
    firmware: ['bios' as const],
    networks,
  },
});

export const sampleHost = (name = 'local'): SampleHost => ({ hostId: newId(), sessionId: newId(), name });

/** A host with its default pool, and the network `user`. */
export interface World {
  readonly host: SampleHost;
  readonly poolId: string;
  readonly networkId: string;
}

export const putHost = async (recorder: Recorder, host: SampleHost, networks?: ('user' | 'nat')[]): Promise<void> => {
  await recorder.put(`host-${host.hostId}`, happening(HostJoined, { facts: hostFacts(host, networks) }));
};

export const putPool = async (recorder: Recorder, hostId: string, name = 'default'): Promise<string> => {
  const poolId = newId();
  const request = requestOf();
  await recorder.put(
    `pool-${poolId}`,
    happening(storage.PoolCreationRequested, { poolId, name, hostId, path: null, request }),
    happening(storage.PoolReady, { poolId, path: `/pools/${name}`, request }),
  );
  return poolId;
};

export const putNetwork = async (recorder: Recorder, name: string, networkKind: 'user' | 'nat'): Promise<string> => {
  const networkId = newId();
  const data = { networkId, name, networkKind, subnet: null, request: requestOf() };
  await recorder.put(`network-${networkId}`, happening(network.NetworkCreated, data));
  return networkId;
};

export const putWorld = async (recorder: Recorder): Promise<World> => {
  const host = sampleHost();
  await putHost(recorder, host);
  return { host, poolId: await putPool(recorder, host.hostId), networkId: await putNetwork(recorder, 'user', 'user') };
};

export const vmSpec = (over: Partial<VmRequest> = {}): VmRequest => ({
  vcpus: 1,
  memory: 512 * MIB,
  os: 'linux',
  firmware: 'bios',
  boot: { order: ['disk'], menu: false, kernel: null, initrd: null, cmdline: null },
  bootImageId: null,
  iso: null,
  disks: [],
  nics: [],
  graphics: { type: 'none' },
  description: '',
  ...over,
});

export const launchSpec = (vmId: string, name: string, generation = 1): LaunchSpec => {
  const { vcpus, memory, os, firmware, boot, graphics } = vmSpec();
  return {
    vmId,
    name,
    generation,
    vcpus,
    memory,
    os,
    firmware,
    boot,
    iso: null,
    disks: [],
    nics: [],
    graphics,
  } as unknown as LaunchSpec;
};

export const created = (
  vmId: string,
  hostId: string,
  over: { name?: string; spec?: VmRequest; request?: Request } = {},
): Happening =>
  happening(VmCreated, {
    vmId,
    name: over.name ?? 'web-1',
    hostId,
    request: over.request ?? requestOf(),
    spec: over.spec ?? vmSpec(),
    start: false,
  });

export const provisioned = (vmId: string): Happening => {
  const { boot } = vmSpec();
  return happening(VmProvisioned, { vmId, disks: [], nics: [], boot, iso: null });
};
