/** Network's nouns. */
import { z } from 'zod';
import { NicId, VmId } from '../ids.ts';
import { MacAddress, Name } from '../units.ts';

export const Subnet = z.cidrv4().meta({ description: 'IPv4 CIDR such as 10.177.3.0/24' });

/** How a NAT network stands on one host. */
export const Activation = z.strictObject({
  bridge: z.string().max(15),
  subnet: Subnet,
  gateway: z.ipv4(),
});
export type Activation = z.infer<typeof Activation>;

/** A nic as the host's network part plugs it. */
export const NicPlug = z.strictObject({
  nicId: NicId,
  networkId: z.uuidv7(),
  mac: MacAddress,
  address: z.ipv4().nullable(),
  hostname: Name,
});
export type NicPlug = z.infer<typeof NicPlug>;

/** A plugged nic: the TAP that QEMU opens. */
export const Tap = z.strictObject({ nicId: NicId, tap: z.string().max(15) });
export type Tap = z.infer<typeof Tap>;

export const VmTaps = z.strictObject({ vmId: VmId, taps: z.array(Tap) });
export type VmTaps = z.infer<typeof VmTaps>;
