/** What `nft -j -f -` reads for one NAT network. */
import type { NatTable } from './nft.port.ts';

const family = 'ip';

const meta = (key: string, right: string) => ({ match: { op: '==', left: { meta: { key } }, right } });

/** Adding before deleting: a table that is not there cannot be deleted. */
export const dropTable = (name: string): readonly unknown[] => [
  { add: { table: { family, name } } },
  { delete: { table: { family, name } } },
];

export const freshTable = (name: string): readonly unknown[] => [
  ...dropTable(name),
  { add: { table: { family, name } } },
];

/** Chain names carry the prefix because bare words such as `fwd` are reserved in nft's own language. */
export const natTable = ({ name, bridge, subnet }: NatTable): readonly unknown[] => {
  const [addr, len] = subnet.split('/');
  const prefix = { prefix: { addr, len: Number(len) } };
  const address = (field: 'saddr' | 'daddr', op: '==' | '!=') => ({
    match: { op, left: { payload: { protocol: 'ip', field } }, right: prefix },
  });
  const rule = (chain: string, ...expr: readonly unknown[]) => ({
    add: { rule: { family, table: name, chain, expr } },
  });
  const chain = (chainName: string, type: string, hook: string, prio: number) => ({
    add: { chain: { family, table: name, name: chainName, type, hook, prio, policy: 'accept' } },
  });
  const [into, from] = [meta('oifname', bridge), meta('iifname', bridge)];
  const known = { match: { op: 'in', left: { ct: { key: 'state' } }, right: ['established', 'related'] } };
  return [
    ...freshTable(name),
    chain('chrono_postrouting', 'nat', 'postrouting', 100),
    rule('chrono_postrouting', address('saddr', '=='), address('daddr', '!='), { masquerade: null }),
    chain('chrono_forward', 'filter', 'forward', 0),
    rule('chrono_forward', from, into, { accept: null }),
    rule('chrono_forward', into, address('daddr', '=='), known, { accept: null }),
    rule('chrono_forward', from, address('saddr', '=='), { accept: null }),
    rule('chrono_forward', into, { reject: null }),
    rule('chrono_forward', from, { reject: null }),
  ];
};
