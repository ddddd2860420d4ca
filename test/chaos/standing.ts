/** What stands in the network namespace of a run, held against what has to stand there. */
import type { House } from '../e2e/support/house.ts';
import type { Namespace } from '../e2e/support/namespace.ts';
import { processesOf } from '../e2e/support/vm-processes.ts';
import { type Shown, showAll } from './shown.ts';

type Findings = readonly string[];

const linksIn = async ({ inside }: Namespace, prefix: string): Promise<readonly string[]> =>
  (JSON.parse(await inside('ip', '-j', 'link', 'show')) as readonly { ifname: string }[])
    .map(({ ifname }) => ifname)
    .filter((name) => name.startsWith(prefix));

const tablesIn = async ({ inside }: Namespace): Promise<readonly string[]> =>
  (await inside('nft', 'list', 'tables'))
    .split('\n')
    .map((line) => line.split(' ').at(-1) ?? '')
    .filter((name) => name.startsWith('chrono_'));

const differing = (what: string, there: readonly string[], wanted: readonly string[]): Findings => [
  ...there.filter((name) => !wanted.includes(name)).map((name) => `the ${what} ${name} belongs to nobody`),
  ...wanted.filter((name) => !there.includes(name)).map((name) => `the ${what} ${name} is not there`),
];

/** Bridges, tables and servers of networks stand as long as the network; TAPs as long as their vm runs. */
const findings = async (space: Namespace, dataDir: string, { vms, networks }: Shown): Promise<Findings> => {
  const running = vms.filter(({ status }) => status !== 'off');
  const taps = running.flatMap(({ nics }) =>
    nics.filter(({ kind }) => kind === 'nat').map(({ id }) => `cht${id.slice(-12)}`),
  );
  const bridges = networks.flatMap(({ hosts }) => hosts.flatMap(({ bridge }) => (bridge === null ? [] : [bridge])));
  const tables = bridges.map((bridge) => bridge.replace('chr', 'chrono_'));
  // As long as any stands it is noted that forwarding was off before.
  const noted = bridges.length > 0 ? ['chrono_forwarding'] : [];
  const servers = await processesOf(dataDir, 'dnsmasq');
  return [
    ...differing('TAP', await linksIn(space, 'cht'), taps),
    ...differing('bridge', await linksIn(space, 'chr'), bridges),
    ...differing('table', await tablesIn(space), [...tables, ...noted]),
    ...(servers.length === bridges.length
      ? []
      : [`${servers.length} dnsmasq (${servers.join(', ')}) serve ${bridges.length} bridges`]),
  ];
};

export const checkStanding = async ({ api, dataDir }: House, space: Namespace | null): Promise<Findings> =>
  space === null ? [] : findings(space, dataDir, await showAll(api));
