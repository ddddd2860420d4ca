import type { CommandOf, MessageOf, RecordAccess } from '@chronovisor/contracts';
import { createExecutor, openMemoryStore } from '@chronovisor/event-store';
import { specify } from '@chronovisor/testing';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { access, recordAccess } from '../../../test/samples.ts';
import { chainDecider } from './decide.ts';
import { type ChainEnd, type Link, emptyChain, flaw, hashOf, laterOf, nextLink } from './link.ts';

const chain = specify(chainDecider);
const record = (number: number, before: ChainEnd = emptyChain) => ({
  ...(recordAccess(number) as CommandOf<MessageOf<typeof RecordAccess>>),
  facts: { before, day: '2026-01-01' },
});
const first = nextLink(emptyChain, access(0));

/** A chain of that many links. */
const chainOf = (length: number): Link[] => {
  const links: Link[] = [];
  for (let number = 0; number < length; number += 1) links.push(nextLink(links.at(-1) ?? emptyChain, access(number)));
  return links;
};
/** The first flaw in a chain, with its place. */
const flawIn = (links: readonly Link[]): string | null => {
  let end = emptyChain;
  for (const link of links) {
    const reason = flaw(end, link);
    if (reason !== null) return reason;
    end = link;
  }
  return null;
};

describe('the chain', () => {
  it('begins with record 0 on 64 zeros', () => {
    const events = [{ type: 'audit.AccessRecorded', version: 1, data: first }];
    chain.when(record(0)).then(events as never);
    expect(first).toMatchObject({ sequence: 0, previous: '0'.repeat(64), access: access(0) });
  });

  it('goes on from the link before', () => {
    const events = chain.given([]).after(record(0)).when(record(1)).events;
    expect(events[0]?.data).toMatchObject({ sequence: 1, previous: first.hash });
  });

  it('goes on over the days: a new day continues the last one, and a late record of the old day the new one', () => {
    const end = { sequence: 7, hash: 'a'.repeat(64) };
    expect(chain.when(record(8, end)).events[0]?.data).toMatchObject({ sequence: 8, previous: end.hash });
    const late = chain.given([]).after(record(0)).when(record(8, end));
    expect(late.events[0]?.data).toMatchObject({ sequence: 8, previous: end.hash });
  });

  it('believes its own day more than an older word of the end', () => {
    const late = chain.given([]).after(record(0)).when(record(1, emptyChain));
    expect(late.events[0]?.data).toMatchObject({ sequence: 1, previous: first.hash });
    expect(laterOf(null, emptyChain)).toBe(emptyChain);
  });

  it('has one link for a command heard twice', async () => {
    const executor = createExecutor(openMemoryStore());
    const command = record(0);
    const hear = () =>
      executor.execute({
        ...{ stream: 'audit-2026-01-01', decider: chainDecider, command, meta: {} },
        commandId: command.meta.commandId,
      });
    expect([await hear(), await hear()]).toMatchObject([
      { duplicate: false, revision: 0 },
      { duplicate: true, revision: 0 },
    ]);
  });
});

describe('a flaw in the chain', () => {
  it('is none when nothing was touched', () => expect(flawIn(chainOf(20))).toBeNull());

  it('is found wherever a record was altered, whatever was', () => {
    const alterations: ((link: Link) => Link)[] = [
      (link) => ({ ...link, access: { ...link.access, actor: { kind: 'user', id: 'bob' } } }),
      (link) => ({ ...link, access: { ...link.access, result: 'denied' } }),
      (link) => ({ ...link, hash: 'f'.repeat(64) }),
      (link) => ({ ...link, previous: 'f'.repeat(64) }),
      (link) => ({ ...link, sequence: link.sequence + 1 }),
    ];
    const links = chainOf(10);
    fc.assert(
      fc.property(fc.nat(9), fc.constantFrom(...alterations), (place, alter) => {
        const altered = links.map((link, index) => (index === place ? alter(link) : link));
        return flawIn(altered) !== null;
      }),
    );
  });

  it('is found when a record was altered and given a hash that fits', () => {
    const links = chainOf(5);
    const other = { ...(links[2] as Link), access: access(99) };
    links[2] = { ...other, hash: hashOf(other) };
    expect(flawIn(links)).toBe('record 3 does not continue record 2: one of them was replaced');
  });

  it('is found when a record is missing, came twice, or changed places', () => {
    const [a, b, c, d] = chainOf(4) as [Link, Link, Link, Link];
    expect(flawIn([a, b, d])).toBe('record 2 is missing: 3 follows 1');
    expect(flawIn([b, c, d])).toBe('record 0 is missing: 1 follows -1');
    expect(flawIn([a, b, b, c])).not.toBeNull();
    expect(flawIn([a, c, b, d])).not.toBeNull();
  });

  it('says what was altered', () => {
    const [a, b] = chainOf(2) as [Link, Link];
    expect(flawIn([a, { ...b, access: access(9) }])).toBe('record 1 was altered: its hash does not fit what it says');
  });
});
