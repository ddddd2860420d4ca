/** Commands of network. */
import { z } from 'zod';
import { NetworkKind, PortForward } from '../compute/model.ts';
import { command } from '../define.ts';
import { HostId, NetworkId, NicId, ProjectId, VmId } from '../ids.ts';
import { Problem, Request } from '../messages.ts';
import { MacAddress, Name } from '../units.ts';
import { Labels } from '../compute/labels.ts';
import { LabelNetwork } from './labels.ts';
import { Activation, Subnet } from './model.ts';

const failed = { problem: Problem, request: Request };

export const CreateNetwork = command(
  'network.CreateNetwork',
  'Declare a network. Legal when the name is free. A `nat` network is made on a host when the first nic needs it.',
  {
    networkId: NetworkId,
    name: Name,
    networkKind: NetworkKind,
    subnet: Subnet.nullable(),
    labels: Labels.optional(),
  },
);
export const DeleteNetwork = command(
  'network.DeleteNetwork',
  'Remove a network and what hosts made for it. Legal when no nic is on it.',
  { networkId: NetworkId },
);
export const ActivateNetwork = command(
  'network.ActivateNetwork',
  'Have the network on a host. Done at once when it stands there; its result is the activation, null for `user`.',
  { networkId: NetworkId, hostId: HostId },
);
export const RecordNetworkActive = command('network.RecordNetworkActive', 'The host has made it.', {
  networkId: NetworkId,
  hostId: HostId,
  activation: Activation,
  request: Request,
});
export const RecordNetworkFailed = command('network.RecordNetworkFailed', 'The host could not do it.', {
  networkId: NetworkId,
  hostId: HostId,
  ...failed,
});
export const RecordNetworkInactive = command('network.RecordNetworkInactive', 'The host has removed it.', {
  networkId: NetworkId,
  hostId: HostId,
  request: Request,
});

export const CreateNic = command(
  'network.CreateNic',
  'Give a vm a nic: a unique MAC, and an address where the network decides it. Done at once; its result is the nic.',
  {
    nicId: NicId,
    vmId: VmId,
    hostId: HostId,
    networkId: NetworkId,
    mac: MacAddress.nullable(),
    model: z.enum(['virtio', 'e1000']),
    forwards: z.array(PortForward).max(64),
    /** Of the vm; left out: the default project. */
    projectId: ProjectId.optional(),
  },
);
export const DeleteNic = command(
  'network.DeleteNic',
  'Give back its MAC and address. Done at once; a repeat does nothing.',
  { nicId: NicId },
);

export const networkCommands = [
  CreateNetwork,
  DeleteNetwork,
  ActivateNetwork,
  RecordNetworkActive,
  RecordNetworkFailed,
  RecordNetworkInactive,
  CreateNic,
  DeleteNic,
  LabelNetwork,
] as const;
