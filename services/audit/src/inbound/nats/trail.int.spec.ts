import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import {
  type EventStore,
  type Executor,
  createExecutor,
  openMemoryStore,
  openSqliteStore,
} from '@chronovisor/event-store';
import { Fault } from '@chronovisor/kernel';
import { createTail } from '@chronovisor/nest';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { recordAccess, verify } from '../../../test/samples.ts';
import { hashOf } from '../../domain/chain/link.ts';
import { ChainEndView } from '../../projections/trail/chain-end-view.ts';
import { AccessRecorder } from './access-recorder.ts';
import { AuditCommandsController } from './commands.controller.ts';
import type { Verification } from './verify-trail.ts';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

/** Audit's control part over a store. */
const start = async (store: EventStore): Promise<AuditCommandsController> => {
  const tail = createTail(store, (fault) => {
    throw fault;
  });
  const chain = new ChainEndView();
  tail.follow(chain);
  const door = new AuditCommandsController(
    store,
    new AccessRecorder({ store, executor: createExecutor(store), tail, chain }),
  );
  await tail.start();
  closers.push(() => tail.close());
  return door;
};
type Door = AuditCommandsController;

const record = async (door: Door, ...args: Parameters<typeof recordAccess>): Promise<void> => {
  expect(await door.handle(recordAccess(...args))).toMatchObject({ kind: 'accepted', duplicate: false });
};
const verified = async (door: Door): Promise<Verification> => {
  const reply = await door.handle(verify());
  if (reply.kind !== 'accepted') throw new Error(reply.message);
  return reply.result as unknown as Verification;
};
const dayOf = (number: number): string => `2026-01-0${number}T12:00:00.000Z`;

describe('the trail over a store in memory', () => {
  let store: EventStore;
  let door: Door;
  beforeEach(async () => {
    store = openMemoryStore();
    door = await start(store);
    closers.push(() => store.close());
  });

  it('is valid when it is empty', async () => {
    expect(await verified(door)).toEqual({ valid: true, records: 0, broken: null });
  });

  it('is one chain over a change of the day, with 100 records at once and late ones among them', async () => {
    const days = Array.from({ length: 100 }, (_, index) => (index < 50 ? 1 : 2) + (index % 7 === 0 ? 1 : 0));
    const replies = await Promise.all(days.map((day, index) => door.handle(recordAccess(index, dayOf(day)))));
    expect(replies.filter(({ kind }) => kind === 'accepted')).toHaveLength(100);
    expect(await verified(door)).toEqual({ valid: true, records: 100, broken: null });
    const streams = new Set<string>();
    for await (const { stream } of store.readAll()) streams.add(stream);
    expect([...streams].toSorted()).toEqual(['audit-1970-01-01', 'audit-2026-01-02', 'audit-2026-01-03']);
  });

  it('has a record that is sent twice once, also when others came between', async () => {
    const command = recordAccess(0, dayOf(1));
    await door.handle(command);
    await record(door, 1, dayOf(2));
    // Under another day by now, which is no other record.
    expect(await door.handle(command)).toMatchObject({ code: 'command.id-reused' });
    await record(door, 2, dayOf(2));
    const again = recordAccess(3, dayOf(2));
    await door.handle(again);
    expect(await door.handle(again)).toMatchObject({ kind: 'accepted', duplicate: true });
    expect(await verified(door)).toEqual({ valid: true, records: 4, broken: null });
  });

  it('goes on in the next process', async () => {
    await record(door, 0, dayOf(1));
    const next = await start(store);
    await record(next, 1, dayOf(2));
    expect(await verified(next)).toEqual({ valid: true, records: 2, broken: null });
  });

  it('is one chain though two processes write it, each with its own day and with late ones among them', async () => {
    const doors = [door, await start(store)] as const;
    for (const day of [1, 2, 3]) {
      const replies = await Promise.all(
        Array.from({ length: 60 }, (_, index) =>
          doors[index % 2]?.handle(recordAccess(index, dayOf(index % 3 === 0 ? day + 1 : day))),
        ),
      );
      expect(replies.filter((reply) => reply?.kind === 'accepted')).toHaveLength(60);
      for (const one of doors) expect(await verified(one)).toEqual({ valid: true, records: day * 60, broken: null });
    }
  });

  it('is one chain though one process has not heard that the other began a day', async () => {
    await record(door, 0, dayOf(1));
    let heard = false;
    const chain = new ChainEndView();
    const waitFor = async (): Promise<void> => {
      heard = true;
      chain.reset();
      for await (const event of store.readAll()) chain.apply(event);
    };
    await waitFor();
    heard = false;
    await record(door, 1, dayOf(2));
    await record(door, 2, dayOf(2));
    const recorder = new AccessRecorder({ store, executor: createExecutor(store), tail: { waitFor }, chain });
    await record(new AuditCommandsController(store, recorder), 3, dayOf(1));
    expect(heard).toBe(true);
    expect(await verified(door)).toEqual({ valid: true, records: 4, broken: null });
  });

  it('goes on after a record of which nobody knows whether it was written', async () => {
    const executor = createExecutor(store);
    let answersAreLost = true;
    const forgetful: Executor = {
      load: (of) => executor.load(of),
      execute: async (execution) => {
        const executed = await executor.execute(execution);
        if (answersAreLost) throw new Fault('store.unknown-outcome', 'no answer', { retry: 'look-first' });
        return executed;
      },
    };
    // A view that is late: it sees nothing before somebody waits for it.
    const chain = new ChainEndView();
    const waitFor = async (): Promise<void> => {
      chain.reset();
      for await (const event of store.readAll()) chain.apply(event);
    };
    const recorder = new AccessRecorder({ store, executor: forgetful, tail: { waitFor }, chain });
    const other = new AuditCommandsController(store, recorder);
    await expect(other.handle(recordAccess(0, dayOf(1)))).rejects.toMatchObject({ code: 'store.unknown-outcome' });
    answersAreLost = false;
    await record(other, 1, dayOf(2));
    expect(await verified(other)).toEqual({ valid: true, records: 2, broken: null });
  });
});

describe('the trail over a file', () => {
  const RECORDS = 6;
  let file: string;
  let store: EventStore;
  let door: Door;

  beforeEach(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'chrono-audit-'));
    closers.push(() => rm(folder, { recursive: true }));
    file = join(folder, 'events.sqlite');
    store = openSqliteStore({ file });
    closers.push(() => store.close());
    door = await start(store);
    for (let number = 0; number < RECORDS; number += 1) await record(door, number, dayOf(number < 3 ? 1 : 2));
  });

  /** As somebody with access to the file would. */
  const tamper = (statement: string): void => {
    const db = new DatabaseSync(file);
    try {
      expect(db.prepare(statement).run().changes).toBeGreaterThan(0);
    } finally {
      db.close();
    }
  };
  const reopen = async (): Promise<Door> => {
    await store.close();
    store = openSqliteStore({ file });
    return start(store);
  };
  const setAt = (sequence: number, what: string): string =>
    `UPDATE events SET data = json_set(data, ${what}) WHERE json_extract(data, '$.sequence') = ${sequence}`;

  it('is valid as it was written, also for the next process', async () => {
    const whole = { valid: true, records: RECORDS, broken: null };
    expect([await verified(door), await verified(await reopen())]).toEqual([whole, whole]);
  });

  it('tells which record was altered behind its back', async () => {
    tamper(setAt(2, `'$.access.actor.id', 'nobody'`));
    const broken = { position: 3, sequence: 2, reason: 'record 2 was altered: its hash does not fit what it says' };
    expect(await verified(door)).toEqual({ valid: false, records: 2, broken });
    expect(await verified(await reopen())).toEqual({ valid: false, records: 2, broken });
  });

  it('tells where a record is missing', async () => {
    tamper(`DELETE FROM events WHERE json_extract(data, '$.sequence') = 2`);
    expect(await verified(door)).toMatchObject({ valid: false, records: 2, broken: { sequence: 3 } });
  });

  it('tells that records were cut off at its end while the process runs', async () => {
    tamper(`DELETE FROM events WHERE json_extract(data, '$.sequence') >= 4`);
    expect(await verified(door)).toMatchObject({
      valid: false,
      records: 4,
      broken: { sequence: 5, reason: 'the trail ends at record 3, but record 5 was written' },
    });
  });

  it('tells that all of it was taken away', async () => {
    tamper(`DELETE FROM events`);
    expect(await verified(door)).toMatchObject({ valid: false, records: 0, broken: { sequence: 5 } });
  });

  it('tells that its end was made anew, with hashes that fit', async () => {
    const db = new DatabaseSync(file);
    const row = db.prepare(`SELECT data FROM events WHERE json_extract(data, '$.sequence') = 5`).get();
    db.close();
    const link = JSON.parse(String(row?.['data'])) as Parameters<typeof hashOf>[0];
    const other = { ...link, access: { ...link.access, action: 'compute.DeleteVm' } };
    tamper(setAt(5, `'$.access.action', 'compute.DeleteVm', '$.hash', '${hashOf(other)}'`));
    expect(await verified(door)).toMatchObject({ valid: false, records: 5, broken: { sequence: 5 } });
  });
});
