/** Who may hold a name, and that taking it and creating its bearer are one. */
import { describe, expect, it } from 'vitest';
import { counter, add } from '../../test/counter.ts';
import { createExecutor } from '../execute/execute.ts';
import { openMemoryStore } from '../memory/memory-store.ts';
import { claimPart, claims, claimStream, releasePart, type ClaimCommand, type ClaimState } from './claims.ts';

const name = { kind: 'vm-name', key: 'web-1' };
const claim = (owner: string): ClaimCommand => ({ type: 'Claim', ...name, owner });
const release = (owner: string): ClaimCommand => ({ type: 'Release', ...name, owner });
const free: ClaimState = { status: 'free' };
const heldByAnn: ClaimState = { status: 'held', owner: 'ann' };

describe('a claim', () => {
  it('on what is free takes it', () => {
    const events = claims.decide(claim('ann'), free);
    expect(events).toEqual([{ type: 'claims.Claimed', version: 1, data: { ...name, owner: 'ann' } }]);
    expect(Array.isArray(events) && events.reduce(claims.evolve, free)).toEqual(heldByAnn);
  });

  it('heard twice does nothing', () => expect(claims.decide(claim('ann'), heldByAnn)).toEqual([]));

  it('on what another holds is refused and says who does', () =>
    expect(claims.decide(claim('bob'), heldByAnn)).toMatchObject({
      code: 'claim.taken',
      hint: expect.stringContaining('ann'),
    }));

  it('is refused with the words of the one who asks', () =>
    expect(
      claims.decide({ type: 'Claim', ...name, owner: 'bob', refusalCode: 'vm.name-taken' }, heldByAnn),
    ).toMatchObject({
      code: 'vm.name-taken',
      message: 'the vm name web-1 is taken',
    }));
});

describe('a release', () => {
  it('by the holder frees it', () => {
    const events = claims.decide(release('ann'), heldByAnn);
    expect(Array.isArray(events) && events.reduce(claims.evolve, heldByAnn)).toEqual(free);
  });

  it('by another does nothing', () => expect(claims.decide(release('bob'), heldByAnn)).toEqual([]));
  it('heard twice does nothing', () => expect(claims.decide(release('ann'), free)).toEqual([]));
});

describe('the stream of a claim', () => {
  it('is never shared by two things', () => {
    const things = [
      ['a-b', 'c'],
      ['a', 'b-c'],
      ['a%2Db', 'c'],
      ['a', 'b c'],
      ['a', 'b%20c'],
      ['a', 'B c'],
      ['ab', 'c'],
    ] as const;
    expect(new Set(things.map(([kind, key]) => claimStream(kind, key))).size).toBe(things.length);
  });

  it('takes MACs, addresses of devices and names of any script', () => {
    const stream = /^[^$~\s]+$/;
    for (const key of ['52:54:00:12:34:56', '0000:3b:00.1', 'köln', '$all', 'fe80::1%eth0'])
      expect(claimStream('x', key)).toMatch(stream);
  });
});

describe('together with the one that needs it', () => {
  const executor = createExecutor(openMemoryStore());
  const create = (id: string, key: string) =>
    executor.execute({
      stream: `counter-${id}`,
      decider: counter,
      command: add(1),
      commandId: `create-${id}`,
      meta: {},
      also: [claimPart({ kind: 'vm-name', key, owner: id })],
    });

  it('one of twenty wins a name, and the others leave nothing behind', async () => {
    const done = await Promise.all(Array.from({ length: 20 }, (_, i) => create(`a${i}`, 'web-1')));
    expect(done.filter(({ ok }) => ok)).toHaveLength(1);
    const states = await Promise.all(done.map((_, i) => executor.load({ stream: `counter-a${i}`, decider: counter })));
    expect(states.filter(({ revision }) => revision >= 0)).toHaveLength(1);
  });

  it('a released name can be taken by another', async () => {
    await create('b', 'web-2');
    const also = [releasePart({ kind: 'vm-name', key: 'web-2', owner: 'b' })];
    await executor.execute({
      stream: 'counter-b',
      decider: counter,
      command: add(1),
      commandId: 'delete-b',
      meta: {},
      also,
    });
    expect(await create('c', 'web-2')).toMatchObject({ ok: true });
  });
});
