/** Events of network. */
import { Nic, NetworkKind } from '../compute/model.ts';
import { event } from '../define.ts';
import { HostId, NetworkId, NicId, ProjectId, VmId } from '../ids.ts';
import { Problem, Request } from '../messages.ts';
import { MacAddress, Name } from '../units.ts';
import { Labels } from '../compute/labels.ts';
import { NetworkLabelled } from './labels.ts';
import { Activation, Subnet } from './model.ts';
import { z } from 'zod';

const failed = { problem: Problem, request: Request };

export const NetworkCreated = event(
  'network.NetworkCreated',
  'A network is declared.',
  {
    networkId: NetworkId,
    name: Name,
    networkKind: NetworkKind,
    subnet: Subnet.nullable(),
    /** Left out where there are none. */
    labels: Labels.optional(),
    request: Request,
  },
  { opens: 'network.create', ends: 'succeeded' },
);
export const NetworkActivationRequested = event(
  'network.NetworkActivationRequested',
  'The network is to stand on a host.',
  { networkId: NetworkId, name: Name, hostId: HostId, subnet: Subnet.nullable(), request: Request },
  { opens: 'network.activate' },
);
export const NetworkActivated = event(
  'network.NetworkActivated',
  'The network stands on a host.',
  { networkId: NetworkId, hostId: HostId, activation: Activation, request: Request },
  { ends: 'succeeded' },
);
export const NetworkActivationFailed = event(
  'network.NetworkActivationFailed',
  'The host could not make the network.',
  { networkId: NetworkId, hostId: HostId, ...failed },
  { ends: 'failed' },
);
export const NetworkDeletionRequested = event(
  'network.NetworkDeletionRequested',
  'The network is to go from every host.',
  { networkId: NetworkId, hostIds: z.array(HostId), request: Request },
  { opens: 'network.delete' },
);
export const NetworkDeactivated = event('network.NetworkDeactivated', 'A host has removed the network.', {
  networkId: NetworkId,
  hostId: HostId,
});
export const NetworkDeleted = event(
  'network.NetworkDeleted',
  'The network is gone.',
  { networkId: NetworkId, request: Request },
  { ends: 'succeeded' },
);
export const NetworkDeletionFailed = event(
  'network.NetworkDeletionFailed',
  'A host still has parts of the network.',
  { networkId: NetworkId, hostId: HostId, ...failed },
  { ends: 'failed' },
);
export const NicCreated = event('network.NicCreated', 'A vm has a nic.', {
  nicId: NicId,
  vmId: VmId,
  hostId: HostId,
  nic: Nic,
  /** Left out: the default project. */
  projectId: ProjectId.optional(),
});
export const NicDeleted = event('network.NicDeleted', 'The nic is gone; its MAC and address are free.', {
  nicId: NicId,
  vmId: VmId,
  networkId: NetworkId,
  mac: MacAddress,
  address: z.ipv4().nullable(),
});

export const networkEvents = [
  NetworkCreated,
  NetworkActivationRequested,
  NetworkActivated,
  NetworkActivationFailed,
  NetworkDeletionRequested,
  NetworkDeactivated,
  NetworkDeleted,
  NetworkDeletionFailed,
  NicCreated,
  NicDeleted,
  NetworkLabelled,
] as const;
