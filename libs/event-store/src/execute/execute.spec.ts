/** Load, decide, append over the memory store: what a service may rely on when it hands in a command. */
import { beforeEach, describe, expect, it } from 'vitest';
import { refuse } from '@chronovisor/kernel';
import { add, counter, set } from '../../test/counter.ts';
import { watch, type WatchedStore } from '../../test/watched-store.ts';
import { openMemoryStore } from '../memory/memory-store.ts';
import type { RecordedEvent } from '../port.ts';
import { createExecutor, type Executor } from './execute.ts';
import { part } from './plan.ts';
import { rehearse } from './rehearsal.ts';

let store: WatchedStore;
let executor: Executor;
let ids = 0;
const fresh = (): string => `command-${(ids += 1)}`;
const run = (amount: number, commandId = fresh(), stream = 'counter-1') =>
  executor.execute({ stream, decider: counter, command: add(amount), commandId, meta: { actor: 'ann' } });

beforeEach(() => {
  store = watch(openMemoryStore());
  executor = createExecutor(store);
});

describe('a command', () => {
  it('is decided on the folded stream and recorded with its meta', async () => {
    await run(2);
    const done = await run(3);
    expect(done).toMatchObject({ ok: true, duplicate: false, state: 5, revision: 1, position: 2 });
    expect(done.ok && done.events).toMatchObject([
      { type: 'test.Counted', revision: 1, data: { amount: 3 }, meta: { actor: 'ann' } },
    ]);
  });

  it('that is refused leaves nothing behind', async () => {
    expect(await run(1001)).toMatchObject({ ok: false, refusal: { code: 'counter.full' } });
    expect(await store.head()).toBe(0);
  });

  it('that changes nothing is answered with the state and appends nothing', async () => {
    await run(7);
    const done = await executor.execute({
      stream: 'counter-1',
      decider: counter,
      command: set(7),
      commandId: fresh(),
      meta: {},
    });
    expect(done).toEqual({ ok: true, duplicate: false, events: [], state: 7, revision: 0, position: 1 });
    expect(store.seen.appends).toBe(1);
  });

  it('in a dry run shows its events and appends nothing', async () => {
    await run(1);
    const dry = { stream: 'counter-1', decider: counter, command: add(5), commandId: fresh(), meta: {}, dryRun: true };
    const done = await executor.execute(dry);
    expect(done).toMatchObject({
      ok: true,
      state: 6,
      revision: 1,
      events: [{ revision: 1, position: 0, data: { amount: 5 } }],
    });
    expect(await store.head()).toBe(1);
    expect(await executor.load({ stream: 'counter-1', decider: counter })).toMatchObject({ state: 1, revision: 0 });
  });
});

describe('a rehearsal', () => {
  it('decides each command upon the events of those before it, and appends nothing', async () => {
    await run(1);
    const { outcome, events } = await rehearse(async () => {
      await run(5);
      await run(7);
      return executor.load({ stream: 'counter-1', decider: counter });
    });
    expect(outcome).toMatchObject({ state: 13, revision: 2 });
    expect(events.map(({ data }) => data)).toEqual([{ amount: 5 }, { amount: 7 }]);
    expect(await store.head()).toBe(1);
    expect(await executor.load({ stream: 'counter-1', decider: counter })).toMatchObject({ state: 1, revision: 0 });
  });

  it('ends with what it ran: what goes on beside it is recorded', async () => {
    await Promise.all([rehearse(() => run(5)), run(2)]);
    expect(await executor.load({ stream: 'counter-1', decider: counter })).toMatchObject({ state: 2, revision: 0 });
  });
});

describe('a repeated command id', () => {
  it('gives back what was recorded, although the decision would differ now', async () => {
    const first = await run(600, 'same');
    const again = await run(600, 'same');
    expect(again).toMatchObject({ ok: true, duplicate: true, state: 600, events: first.ok ? first.events : [] });
  });

  it('is found by another executor that would decide to do nothing', async () => {
    const command = { stream: 'counter-1', decider: counter, command: set(4), commandId: 'same', meta: {} };
    const first = await executor.execute(command);
    const again = await createExecutor(store).execute(command);
    expect(again).toMatchObject({ ok: true, duplicate: true, events: first.ok ? first.events : [] });
  });

  it('with the fingerprint of another request is refused', async () => {
    const command = { stream: 'counter-1', decider: counter, commandId: 'same' };
    await executor.execute({ ...command, command: add(1), meta: { fingerprint: 'a' } });
    const other = await executor.execute({ ...command, command: add(2), meta: { fingerprint: 'b' } });
    expect(other).toMatchObject({ ok: false, refusal: { code: 'command.id-reused' } });
  });

  it('on another stream is refused', async () => {
    await run(1, 'same');
    expect(await run(1, 'same', 'counter-2')).toMatchObject({ ok: false, refusal: { code: 'command.id-reused' } });
  });
});

describe('an expected revision', () => {
  const at = (expectedRevision: number, commandId = fresh()) =>
    executor.execute({ stream: 'counter-1', decider: counter, command: add(1), commandId, meta: {}, expectedRevision });

  it("lets the command through when it is the stream's, -1 standing for no events", async () => {
    expect(await at(-1)).toMatchObject({ ok: true, revision: 0 });
    expect(await at(0)).toMatchObject({ ok: true, revision: 1 });
  });

  it('refuses the command when the stream has moved on, also when only others know', async () => {
    await at(-1);
    await createExecutor(store).execute({
      stream: 'counter-1',
      decider: counter,
      command: add(1),
      commandId: fresh(),
      meta: {},
    });
    expect(await at(0)).toMatchObject({ ok: false, refusal: { code: 'revision.stale' } });
  });

  it('does not stand in the way of a repeated command', async () => {
    await at(-1, 'same');
    expect(await at(-1, 'same')).toMatchObject({ ok: true, duplicate: true });
  });
});

describe('against others', () => {
  it('no command is lost when fifty come at once', async () => {
    await Promise.all(Array.from({ length: 50 }, () => run(1)));
    expect(await executor.load({ stream: 'counter-1', decider: counter })).toMatchObject({ state: 50, revision: 49 });
    expect(store.seen.appends).toBe(50);
  });

  it('a conflict is decided anew on what the other one wrote', async () => {
    await run(1);
    const other = createExecutor(store);
    await other.execute({ stream: 'counter-1', decider: counter, command: add(10), commandId: fresh(), meta: {} });
    expect(await run(100)).toMatchObject({ ok: true, state: 111, revision: 2 });
  });

  it('a refusal is never given from an old state', async () => {
    await run(900);
    const other = createExecutor(store);
    await other.execute({ stream: 'counter-1', decider: counter, command: add(-500), commandId: fresh(), meta: {} });
    expect(await run(200)).toMatchObject({ ok: true, state: 600 });
  });

  it('a lost answer is found again by the same id', async () => {
    store.loseAnswers(1);
    expect(await run(5)).toMatchObject({ ok: true, duplicate: true, state: 5, revision: 0 });
    expect(await store.head()).toBe(1);
  });

  it('answers that stay lost are told as an unknown outcome', async () => {
    store.loseAnswers(100);
    await expect(run(5)).rejects.toMatchObject({ code: 'store.unknown-outcome', retry: 'look-first' });
  });
});

describe('several streams', () => {
  const both = (one: number, two: number, commandId = fresh()) =>
    executor.execute({
      stream: 'counter-1',
      decider: counter,
      command: add(one),
      commandId,
      meta: {},
      also: [part({ stream: 'counter-2', decider: counter, command: add(two) })],
    });

  it('are written in one commit', async () => {
    const done = await both(1, 2);
    expect(done.ok && done.events.map(({ stream, commitId }) => [stream, commitId])).toEqual([
      ['counter-1', `command-${ids}`],
      ['counter-2', `command-${ids}`],
    ]);
    expect(await executor.load({ stream: 'counter-2', decider: counter })).toMatchObject({ state: 2 });
  });

  it('are all left alone when one refuses', async () => {
    expect(await both(1, 2000)).toMatchObject({ ok: false, refusal: { code: 'counter.full' } });
    expect(await store.head()).toBe(0);
  });

  it('may be one stream twice, the second part seeing the first', async () => {
    const also = [part({ stream: 'counter-1', decider: counter, command: set(9) })];
    const done = await executor.execute({
      stream: 'counter-1',
      decider: counter,
      command: add(4),
      commandId: fresh(),
      meta: {},
      also,
    });
    expect(done).toMatchObject({
      ok: true,
      state: 9,
      revision: 1,
      events: [{ data: { amount: 4 } }, { data: { amount: 5 } }],
    });
  });

  it('crossing each other never wait in a ring', async () => {
    const cross = (first: string, second: string) =>
      executor.execute({
        stream: first,
        decider: counter,
        command: add(1),
        commandId: fresh(),
        meta: {},
        also: [part({ stream: second, decider: counter, command: add(1) })],
      });
    await Promise.all(
      Array.from({ length: 20 }, (_, i) => (i % 2 ? cross('counter-a', 'counter-b') : cross('counter-b', 'counter-a'))),
    );
    expect(await executor.load({ stream: 'counter-a', decider: counter })).toMatchObject({ state: 20 });
  });
});

describe('the state of a long stream', () => {
  it('is not read again for each command', async () => {
    for (let i = 0; i < 100; i += 1) await run(1);
    store.seen.eventsRead = 0;
    await run(1);
    expect(store.seen.eventsRead).toBe(0);
  });

  it('is given up for others when the memory is full, and read again', async () => {
    executor = createExecutor(store, { cacheSize: 1 });
    await run(1);
    await run(1, fresh(), 'counter-2');
    store.seen.eventsRead = 0;
    expect(await run(1)).toMatchObject({ state: 2 });
    expect(store.seen.eventsRead).toBe(1);
  });
});

describe('old and unknown events', () => {
  const meta = {};
  const old = { type: 'test.Counted', version: 1, data: { by: 5 }, meta };
  const strange = { type: 'test.Dreamt', version: 1, data: {}, meta };

  it('are raised to the present version, or left out and told', async () => {
    const unknown: RecordedEvent[] = [];
    executor = createExecutor(store, {
      upcasters: {
        'test.Counted@1': ({ type, data }) => ({ type, version: 2, data: { amount: (data as { by: number }).by } }),
      },
      isKnown: (type) => type === 'test.Counted',
      onUnknown: (event) => unknown.push(event),
    });
    await store.append({ id: 'old', writes: [{ stream: 'counter-1', expected: 'no-stream', events: [old, strange] }] });
    expect(await run(1)).toMatchObject({ ok: true, state: 6, revision: 2 });
    expect(unknown.map(({ type }) => type)).toEqual(['test.Dreamt']);
  });

  it('whose upcasters go round in a circle are a bug that is told', async () => {
    executor = createExecutor(store, { upcasters: { 'test.Counted@2': (event) => event } });
    await store.append({
      id: 'any',
      writes: [{ stream: 'counter-1', expected: 'no-stream', events: [{ ...old, version: 2 }] }],
    });
    await expect(run(1)).rejects.toThrow('circle');
  });
});

it('frees the stream after a decider that throws', async () => {
  const broken = {
    ...counter,
    decide: () => {
      throw new Error('bug');
    },
  };
  await expect(
    executor.execute({ stream: 'counter-1', decider: broken, command: add(1), commandId: fresh(), meta: {} }),
  ).rejects.toThrow('bug');
  expect(await run(1)).toMatchObject({ ok: true });
  const no = { ...counter, decide: () => refuse('counter.no', 'no') };
  expect(
    await executor.execute({ stream: 'counter-1', decider: no, command: add(1), commandId: fresh(), meta: {} }),
  ).toMatchObject({ ok: false });
});
