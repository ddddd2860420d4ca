/** Commands and ids the specs of this service speak with. */
import type { CommandMeta, HostId, NetworkId, NicId, Request, VmId, network } from '@chronovisor/contracts';
import { newId } from '@chronovisor/kernel/ids';

export const networkId = newId() as NetworkId;
export const hostA = newId() as HostId;
export const hostB = newId() as HostId;
export const vmId = newId() as VmId;
export const nicId = newId() as NicId;

export const metaOf = (): CommandMeta => {
  const commandId = newId() as CommandMeta['commandId'];
  return {
    commandId,
    operationId: commandId as string as CommandMeta['operationId'],
    correlationId: commandId,
    actor: { kind: 'user', id: 'ann' },
    at: '2026-01-01T00:00:00.000Z',
  };
};

export const requestIn = (meta: CommandMeta): Request => ({ operationId: meta.operationId, commandId: meta.commandId });

export const activation: network.Activation = { bridge: 'chr01234567', subnet: '10.177.3.0/24', gateway: '10.177.3.1' };
export const problem = { code: 'network.host-failed', message: 'it did not work' };

const version = 1;
export const createNetwork = (
  data: Partial<{ name: string; networkKind: 'user' | 'nat'; subnet: string | null }> = {},
) => ({
  type: 'network.CreateNetwork' as const,
  version,
  data: { networkId, name: 'blue', networkKind: 'nat' as const, subnet: null, ...data },
  meta: metaOf(),
});
export const activateNetwork = (hostId: HostId) => ({
  type: 'network.ActivateNetwork' as const,
  version,
  data: { networkId, hostId },
  meta: metaOf(),
});
export const deleteNetwork = () => ({
  type: 'network.DeleteNetwork' as const,
  version,
  data: { networkId },
  meta: metaOf(),
});
export const recordActive = (hostId: HostId, request: Request) => ({
  type: 'network.RecordNetworkActive' as const,
  version,
  data: { networkId, hostId, activation, request },
  meta: metaOf(),
});
export const recordFailed = (hostId: HostId, request: Request) => ({
  type: 'network.RecordNetworkFailed' as const,
  version,
  data: { networkId, hostId, problem, request },
  meta: metaOf(),
});
export const recordInactive = (hostId: HostId, request: Request) => ({
  type: 'network.RecordNetworkInactive' as const,
  version,
  data: { networkId, hostId, request },
  meta: metaOf(),
});

type CreateNicData = Pick<network.NicPlug, 'mac'> & {
  forwards: { protocol: 'tcp'; hostAddress: string; hostPort: number; guestPort: number }[];
};
export const createNic = (
  data: Partial<Omit<CreateNicData, 'mac'> & { mac: string | null; nicId: NicId; hostId: HostId }> = {},
) => ({
  type: 'network.CreateNic' as const,
  version,
  data: { nicId, vmId, hostId: hostA, networkId, mac: null, model: 'virtio' as const, forwards: [], ...data },
  meta: metaOf(),
});
export const deleteNic = (id = nicId) => ({
  type: 'network.DeleteNic' as const,
  version,
  data: { nicId: id },
  meta: metaOf(),
});
