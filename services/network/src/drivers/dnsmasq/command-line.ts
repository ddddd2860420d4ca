/** How a dnsmasq is called, and what it reads. */
import ipaddr from 'ipaddr.js';
import type { Reservation, ServerWanted } from './dnsmasq.port.ts';

export interface Files {
  readonly pid: string;
  readonly log: string;
  readonly leases: string;
  /** Read again after the server has given up root, so it lies where everybody may read. */
  readonly hosts: string;
}

export const pidArgument = (files: Pick<Files, 'pid'>): string => `--pid-file=${files.pid}`;

/** Only reserved MACs are served: guests cannot use up the subnet, and strangers get nothing. */
export const commandLine = ({ bridge, subnet, domain }: ServerWanted, files: Files): readonly string[] => {
  const [network] = ipaddr.IPv4.parseCIDR(subnet);
  const mask = ipaddr.IPv4.subnetMaskFromPrefixLength(Number(subnet.split('/')[1]));
  return [
    '--conf-file=/dev/null',
    '--no-hosts',
    `--interface=${bridge}`,
    '--except-interface=lo',
    '--bind-dynamic',
    `--dhcp-range=${network.toString()},static,${mask.toString()},1h`,
    '--dhcp-authoritative',
    '--dhcp-lease-max=65536',
    '--no-ping',
    `--dhcp-hostsfile=${files.hosts}`,
    `--dhcp-leasefile=${files.leases}`,
    pidArgument(files),
    `--log-facility=${files.log}`,
    '--quiet-dhcp',
    `--domain=${domain}`,
    `--local=/${domain}/`,
    '--domain-needed',
    '--bogus-priv',
  ];
};

export const hostsText = (reservations: readonly Reservation[]): string =>
  reservations.map(({ mac, address, hostname }) => `${mac},${address},${hostname}\n`).join('');

/** `<expiry> <mac> <address> <name> <client id>` */
const parts = (line: string): readonly string[] => line.split(' ');

/** Lines whose address is now reserved for another MAC: dnsmasq would rather give nothing than take a lease back. */
export const outdatedLeases = (leases: string, reservations: readonly Reservation[]): readonly string[] => {
  const owners = new Map(reservations.map(({ mac, address }) => [address, mac]));
  return leases.split('\n').filter((line) => {
    const [, mac, address = ''] = parts(line);
    const owner = owners.get(address);
    return owner !== undefined && owner !== mac;
  });
};

export const withoutLeases = (leases: string, outdated: readonly string[]): string =>
  leases
    .split('\n')
    .filter((line) => !outdated.includes(line))
    .join('\n');
