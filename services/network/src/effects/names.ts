/** Names on the host that follow from ids: found again after any restart, and no two hosts on one machine share them. */
import { createHash } from 'node:crypto';

const digestOf = (hostId: string, networkId: string): string =>
  createHash('sha256').update(hostId).update('\0').update(networkId).digest('hex');

/** Interface names have at most 15 characters. */
export const bridgeName = (hostId: string, networkId: string): string =>
  `chr${digestOf(hostId, networkId).slice(0, 8)}`;
export const tableName = (hostId: string, networkId: string): string =>
  `chrono_${digestOf(hostId, networkId).slice(0, 8)}`;
/** The last 12 digits of a UUIDv7 are chance alone. */
export const tapName = (nicId: string): string => `cht${nicId.slice(-12)}`;

/** Locally administered, and outside of what nics are given. */
export const bridgeMac = (hostId: string, networkId: string): string =>
  ['0a', ...(digestOf(hostId, networkId).slice(8, 18).match(/../g) ?? [])].join(':');

/** Where the search for a free subnet begins: different for every host and network. */
export const startingPoint = (hostId: string, networkId: string): number =>
  Number.parseInt(digestOf(hostId, networkId).slice(-4), 16);

/** `.internal` is kept for private use and never asked of the internet. */
export const domainOf = (networkName: string): string => `${networkName}.internal`;
