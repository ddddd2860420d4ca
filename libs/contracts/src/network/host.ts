/** What is asked of a host's network part: by control about networks, by the same host's compute part about TAPs. */
import { z } from 'zod';
import { hostCommand, hostQuery } from '../define.ts';
import { NetworkId, VmId } from '../ids.ts';
import { Request } from '../messages.ts';
import { Name } from '../units.ts';
import { Activation, NicPlug, Subnet, Tap, VmTaps } from './model.ts';

export const HostActivateNetwork = hostCommand(
  'network.ActivateNetwork',
  'Make bridge, DHCP, DNS and masquerading; what stands is reported again.',
  { networkId: NetworkId, name: Name, subnet: Subnet.nullable(), request: Request },
);
export const HostDeactivateNetwork = hostCommand('network.DeactivateNetwork', 'Remove all of it.', {
  networkId: NetworkId,
  request: Request,
});
/**
 * Asked inside one host, as part of a recorded start: makes the TAPs, puts them on their bridges, reserves the leases.
 * Nics on `user` networks are not sent. `activation` null: the network stands as the host itself wrote it down.
 */
export const HostPlugNics = hostQuery(
  'network.PlugNics',
  'TAPs for the nics of a vm; those that stand are given again. Refused when a network is not active on the host.',
  {
    vmId: VmId,
    networks: z.array(z.strictObject({ networkId: NetworkId, activation: Activation.nullable() })),
    nics: z.array(NicPlug),
  },
  z.array(Tap),
);
export const HostUnplugNics = hostQuery('network.UnplugNics', 'Remove every TAP of a vm.', { vmId: VmId }, z.null());
/** Removes the TAPs of vms that do not run; asked after adoption. */
export const HostSweepTaps = hostQuery(
  'network.SweepTaps',
  'Remove TAPs of vms not in the list; gives what was removed.',
  { running: z.array(VmId) },
  z.array(VmTaps),
);

export const networkHostMessages = [
  HostActivateNetwork,
  HostDeactivateNetwork,
  HostPlugNics,
  HostUnplugNics,
  HostSweepTaps,
] as const;
