/** Which host ports QEMU's own network really took: where 0 was asked for, only QEMU knows. */
import type { LaunchSpec, StandingForward } from '@chronovisor/contracts';
import type { QmpClient } from '@chronovisor/qmp';
import { netdevId } from './command-line/nics.ts';

/** A line such as `TCP[HOST_FORWARD]  11       127.0.0.1 38139       10.0.2.15    80     0     0` under `Hub -1 (net-...):`. */
const forwardLine = /^(TCP|UDP)\[HOST_FORWARD\]\s+\d+\s+(\S+)\s+(\d+)\s+\S+\s+(\d+)\s/u;
const netdevLine = /\(([^)]+)\):$/u;

/** From QEMU's table for people, since the protocol has no such question. Pure. */
export const forwardsIn = (table: string, spec: LaunchSpec): readonly StandingForward[] => {
  let netdev = '';
  return table.split(/\r?\n/u).flatMap((raw): readonly StandingForward[] => {
    const line = raw.trim();
    netdev = netdevLine.exec(line)?.[1] ?? netdev;
    const [, protocol, hostAddress, hostPort, guestPort] = forwardLine.exec(line) ?? [];
    const nic = spec.nics.find(({ nicId }) => netdevId(nicId) === netdev);
    if (nic === undefined || hostAddress === undefined) return [];
    const { nicId } = nic;
    return [
      {
        nicId,
        protocol: protocol === 'UDP' ? 'udp' : 'tcp',
        hostAddress: hostAddress === '*' ? '0.0.0.0' : hostAddress,
        hostPort: Number(hostPort),
        guestPort: Number(guestPort),
      },
    ];
  });
};

/** As long as the guest has not answered, QEMU says `SYN_SENT` of a connection it has taken in its name. */
const connectionLine = /^TCP\[(ESTABLISHED|CLOSE_WAIT|FIN_WAIT_[12])\]\s+-?\d+\s+\S+\s+(\d+)\s/u;

export const connectedPortsIn = (table: string): ReadonlySet<number> =>
  new Set(
    table.split(/\r?\n/u).flatMap((line) => {
      const port = connectionLine.exec(line.trim())?.[2];
      return port === undefined ? [] : [Number(port)];
    }),
  );

const tableOf = (client: QmpClient): Promise<string> =>
  client.execute('human-monitor-command', { 'command-line': 'info usernet' });

export const isLedThrough = async (client: QmpClient, hostPort: number): Promise<boolean> =>
  connectedPortsIn(await tableOf(client)).has(hostPort);

export const standingForwards = async (client: QmpClient, spec: LaunchSpec): Promise<readonly StandingForward[]> => {
  if (spec.nics.every(({ kind, forwards }) => kind !== 'user' || forwards.length === 0)) return [];
  return forwardsIn(await tableOf(client), spec);
};
