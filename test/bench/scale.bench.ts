/** A hundred thousand vms and a million events on the disk: how long control takes until it is ready, and what it then holds. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openSqliteStore, type EventStore, type NewEvent, type RecordedEvent } from '@chronovisor/event-store';
import { newId } from '@chronovisor/kernel/ids';
import { startHouse, type House } from '../e2e/support/house.ts';
import { differenceRows } from './differences.ts';
import type { Row } from './result.ts';

const VMS = 100_000;
const EVENTS = 1_000_000;
const AT_ONCE = 512;
const MIB = 2 ** 20;
const ID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gu;

/** What one vm's life wrote, commit by commit, with the ids that are its own. */
interface Life {
  readonly commits: readonly (readonly { readonly stream: string; readonly event: NewEvent }[])[];
  readonly ids: ReadonlySet<string>;
  readonly name: string;
}

/** Without what asks for a record on the audit trail: its records are a chain, which nobody can write for others. */
const unaudited = (meta: NewEvent['meta']): NewEvent['meta'] =>
  Object.fromEntries(Object.entries(meta).filter(([key]) => key !== 'action'));

const idsIn = (value: unknown): readonly string[] => JSON.stringify(value).match(ID) ?? [];

const lifeOf = (events: readonly RecordedEvent[], name: string, ofOthers: ReadonlySet<string>): Life => {
  const commits = Map.groupBy(events, ({ commitId }) => commitId);
  return {
    name,
    ids: new Set(events.flatMap(idsIn).filter((id) => !ofOthers.has(id))),
    commits: [...commits.values()].map((all) =>
      all.map(({ stream, type, version, data, meta }) => ({
        stream,
        event: { type, version, data, meta: unaudited(meta) },
      })),
    ),
  };
};

/** The same life under other ids and another name. */
const anew = ({ commits, ids, name }: Life, newName: string): Life['commits'] => {
  const given = new Map([...ids].map((id) => [id, newId()]));
  const text = JSON.stringify(commits)
    .replace(ID, (id) => given.get(id) ?? id)
    .replaceAll(`"${name}"`, `"${newName}"`)
    .replaceAll(`-${name}"`, `-${newName}"`);
  return JSON.parse(text) as Life['commits'];
};

const write = async (store: EventStore, life: Life['commits']): Promise<void> => {
  for (const commit of life) {
    const writes = Map.groupBy(commit, ({ stream }) => stream);
    await store.append({
      id: newId(),
      writes: [...writes].map(([stream, all]) => ({
        stream,
        expected: 'any' as const,
        events: all.map(({ event }) => event),
      })),
    });
  }
};

const all = async (store: EventStore): Promise<RecordedEvent[]> => {
  const events: RecordedEvent[] = [];
  for await (const event of store.readAll()) events.push(event);
  return events;
};

/** Everybody's life is one that a real vm had here; only who it was is another. Gives the number of events there are. */
const multiply = async (house: House, from: number, name: string): Promise<number> => {
  const store = openSqliteStore({ file: join(house.dataDir, 'events.sqlite') });
  try {
    const events = await all(store);
    const before = new Set(events.filter(({ position }) => position <= from).flatMap(idsIn));
    const own = events.filter(({ position, stream }) => position > from && !stream.startsWith('audit-'));
    const life = lifeOf(own, name, before);
    let next = 1;
    await Promise.all(
      Array.from({ length: AT_ONCE }, async () => {
        while (next < VMS) {
          const index = next;
          next += 1;
          await write(store, anew(life, `scale-${index}`));
        }
      }),
    );
    return await store.head();
  } finally {
    await store.close();
  }
};

const rss = async (pid: number): Promise<number> =>
  Number((await readFile(`/proc/${pid}/status`, 'utf8')).match(/VmRSS:\s+(\d+)/)?.[1]) * 1024;

export const benchScale = async (): Promise<readonly Row[]> => {
  const house = await startHouse({ env: { CHRONO_HOST_DRIVER: 'sim' } });
  try {
    const { position } = (await house.api.get('/status')).body as { readonly position: number };
    await house.api.succeed('POST', '/vms', { name: 'scale-0', memory: '4MiB', host: 'h1' });
    await house.api.succeed('POST', '/vms/scale-0/start');
    await house.control.end();
    const events = await multiply(house, position, 'scale-0');
    const begun = performance.now();
    await house.startControl();
    const seconds = (performance.now() - begun) / 1_000;
    const held = await rss(house.control.pid);
    const [last] = await house.api.list(`/vms?filter=name=scale-${VMS - 1}`);
    if (last === undefined || events < EVENTS)
      throw new Error(`${events} events, and the last vm is ${last === undefined ? 'not there' : 'there'}`);
    const detail = { vms: VMS, events };
    const differences = await differenceRows(house, events);
    return [
      { name: `${VMS} vms: start of control to ready`, figure: seconds, unit: 's', reach: '<=', target: 15, detail },
      {
        name: `${VMS} vms: RSS of control when ready`,
        figure: held / MIB,
        unit: 'MiB',
        reach: '<=',
        target: 1.2e9 / MIB,
        detail,
      },
      ...differences,
    ];
  } finally {
    await house.close();
  }
};
