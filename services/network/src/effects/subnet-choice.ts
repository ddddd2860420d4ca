/** Finds a subnet that nothing on the host routes elsewhere. */
import { type Refusal, refuse } from '@chronovisor/kernel';
import ipaddr from 'ipaddr.js';
import type { Route } from '../drivers/link/link.port.ts';

/** Where networks without a subnet of their own are put: one /24 each. */
const OWN_RANGE = '10.177';
const COUNT = 256;

const overlap = (one: string, other: string): boolean => {
  const [a, aLength] = ipaddr.IPv4.parseCIDR(one);
  const [b, bLength] = ipaddr.IPv4.parseCIDR(other);
  return a.match(b, Math.min(aLength, bLength));
};

const inTheWay = (subnet: string, routes: readonly Route[], bridge: string): Route | undefined =>
  routes.find(({ destination, device }) => device !== bridge && overlap(subnet, destination));

export interface SubnetWish {
  /** Null: any free one. */
  readonly subnet: string | null;
  /** The network's own bridge, whose routes do not count. */
  readonly bridge: string;
  /** Where to begin to look. */
  readonly start: number;
}

export const chooseSubnet = ({ subnet, bridge, start }: SubnetWish, routes: readonly Route[]): string | Refusal => {
  if (subnet !== null) {
    const other = inTheWay(subnet, routes, bridge);
    if (other === undefined) return subnet;
    return refuse(
      'network.subnet-overlaps',
      `${subnet} overlaps ${other.destination}, which the host reaches by ${other.device}`,
      {
        hint: 'Make the network with another subnet, or without one.',
      },
    );
  }
  for (let step = 0; step < COUNT; step += 1) {
    const candidate = `${OWN_RANGE}.${(start + step) % COUNT}.0/24`;
    if (inTheWay(candidate, routes, bridge) === undefined) return candidate;
  }
  return refuse('network.no-free-subnet', `every subnet of ${OWN_RANGE}.0.0/16 is in use on the host`, {
    hint: 'Make the network with a subnet of your own choice.',
  });
};

/** The host's own address there: the first. */
export const gatewayOf = (subnet: string): string => {
  const [network] = ipaddr.IPv4.parseCIDR(subnet);
  const [a = 0, b = 0, c = 0, d = 0] = network.octets;
  return [a, b, c, d + 1].join('.');
};
