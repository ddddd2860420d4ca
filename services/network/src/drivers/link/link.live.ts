/** Interfaces by `ip`: JSON out, a batch of lines in. */
import { Fault } from '@chronovisor/kernel';
import { z } from 'zod';
import type { Program } from '../program/program.port.ts';
import type { Link, LinkSeen } from './link.port.ts';

const Shown = z.array(
  z.object({
    ifname: z.string(),
    flags: z.array(z.string()),
    master: z.string().optional(),
    linkinfo: z
      .object({ info_kind: z.string().optional(), info_data: z.object({ type: z.string().optional() }).optional() })
      .optional(),
    addr_info: z
      .array(z.object({ family: z.string().optional(), local: z.string().optional(), prefixlen: z.int().optional() }))
      .optional(),
  }),
);
const Routes = z.array(z.object({ dst: z.string(), dev: z.string().optional() }));

/** Names of bridges and TAPs that we make, and of nothing else. */
const OURS = /^ch[rt][0-9a-f]{8,12}$/;

const kindOf = ({ linkinfo }: z.infer<typeof Shown>[number]): LinkSeen['kind'] => {
  if (linkinfo?.info_kind === 'bridge') return 'bridge';
  return linkinfo?.info_kind === 'tun' && linkinfo.info_data?.type === 'tap' ? 'tap' : 'other';
};

const seenOf = (shown: z.infer<typeof Shown>[number]): LinkSeen => ({
  name: shown.ifname,
  kind: kindOf(shown),
  up: shown.flags.includes('UP'),
  master: shown.master ?? null,
  addresses: (shown.addr_info ?? [])
    .filter(({ family }) => family === 'inet')
    .map(({ local, prefixlen }) => `${local}/${prefixlen}`),
});

const foreign = (name: string): Fault =>
  new Fault('link.foreign', `the interface ${name} is not one of ours`, { retry: 'never', facts: { name } });

const checked = (name: string, kind: LinkSeen['kind'], seen: LinkSeen | undefined): LinkSeen | undefined => {
  if (!OURS.test(name) || (seen !== undefined && seen.kind !== kind)) throw foreign(name);
  return seen;
};

/** `ip` prints nothing at all where a list is empty. */
const parsed = <T>(schema: z.ZodType<T>, text: string): T => schema.parse(text.trim() === '' ? [] : JSON.parse(text));

const list = async (program: Program): Promise<readonly LinkSeen[]> =>
  parsed(Shown, await program.run('ip', ['-json', '-details', 'address', 'show'])).map(seenOf);

const find = async (program: Program, name: string): Promise<LinkSeen | undefined> =>
  (await list(program)).find((seen) => seen.name === name);

const batch = async (program: Program, lines: readonly string[]): Promise<void> => {
  if (lines.length > 0) await program.run('ip', ['-batch', '-'], `${lines.join('\n')}\n`);
};

export const liveLink = (program: Program): Link => ({
  list: () => list(program),

  routes: async () =>
    parsed(Routes, await program.run('ip', ['-json', '-4', 'route', 'show', 'table', 'all']))
      .filter(({ dst }) => dst !== 'default')
      .map(({ dst, dev }) => ({ destination: dst.includes('/') ? dst : `${dst}/32`, device: dev ?? '' })),

  ensureBridge: async ({ name, address, mac }) => {
    const seen = checked(name, 'bridge', await find(program, name));
    const strays = (seen?.addresses ?? []).filter((other) => other !== address);
    await batch(program, [
      ...(seen === undefined ? [`link add name ${name} address ${mac} type bridge forward_delay 0 stp_state 0`] : []),
      ...strays.map((stray) => `address del ${stray} dev ${name}`),
      ...(seen?.addresses.includes(address) ? [] : [`address add ${address} brd + dev ${name}`]),
      ...(seen?.up ? [] : [`link set dev ${name} up`]),
    ]);
  },

  ensureTap: async (name, bridge) => {
    const seen = checked(name, 'tap', await find(program, name));
    await batch(program, [
      ...(seen === undefined ? [`tuntap add dev ${name} mode tap`] : []),
      ...(seen?.master === bridge ? [] : [`link set dev ${name} master ${bridge}`]),
      ...(seen?.up ? [] : [`link set dev ${name} up`]),
    ]);
  },

  remove: async (name) => {
    const seen = await find(program, name);
    if (seen === undefined) return;
    if (!OURS.test(name) || seen.kind === 'other') throw foreign(name);
    // WHY SAFE: the name is of our own making, and what bears it is a bridge or a TAP, never a card of the host.
    await program.run('ip', ['link', 'delete', 'dev', name]);
  },
});
