/** How a host reaches a port of a guest: at its address on a bridge, or through a forward of QEMU's own network. Pure. */
import type { Machine } from '../qemu-process/qemu-process.port.ts';

export interface Way {
  readonly address: string;
  readonly port: number;
  /** QEMU takes the connection itself, before the guest has said anything. */
  readonly forwarded: boolean;
}

const reachable = (address: string): string => (address === '0.0.0.0' ? '127.0.0.1' : address);

export const waysTo = ({ spec, process }: Pick<Machine, 'spec' | 'process'>, port: number): readonly Way[] => [
  ...spec.nics.flatMap(({ kind, address }) =>
    kind === 'nat' && address !== null ? [{ address, port, forwarded: false }] : [],
  ),
  ...(process.forwards ?? [])
    .filter(({ protocol, guestPort }) => protocol === 'tcp' && guestPort === port)
    .map(({ hostAddress, hostPort }) => ({ address: reachable(hostAddress), port: hostPort, forwarded: true })),
];
