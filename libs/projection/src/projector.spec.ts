/** One reader, several views: order, read-your-writes, views that fail, and folding anew. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Fault } from '@chronovisor/kernel';
import { createUpcast, openMemoryStore, type EventStore, type RecordedEvent } from '@chronovisor/event-store';
import { createProjector, type Projector, type ProjectorOptions } from './projector.ts';
import type { View } from './view.ts';

const numberIn = (event: RecordedEvent): number => (event.data as { n: number }).n;

/** Remembers what it was given; throws at the number it is told to. */
const listing = (
  name: string,
  log: string[] = [],
): View & { numbers: number[]; poison: number | null; starts: number } => ({
  name,
  numbers: [],
  poison: null,
  starts: 0,
  init() {
    this.numbers = [];
    this.starts += 1;
  },
  apply(event) {
    if (numberIn(event) === this.poison) throw new Error(`no ${this.poison}`);
    this.numbers.push(numberIn(event));
    log.push(`${name}${numberIn(event)}`);
  },
});

let store: EventStore;
let errors: Fault[];
let sent: number;
const projectors: Projector[] = [];

const append = async (...numbers: number[]): Promise<number> => {
  const events = numbers.map((n) => ({ type: 'test.Happened', version: 1, data: { n }, meta: {} }));
  const result = await store.append({ id: `c${(sent += 1)}`, writes: [{ stream: 'vm-1', expected: 'any', events }] });
  return result.ok ? result.position : Number.NaN;
};

const project = (views: View[], more: Partial<ProjectorOptions> = {}): Projector => {
  const projector = createProjector({ store, views, onError: (error) => errors.push(error), ...more });
  projectors.push(projector);
  return projector;
};

beforeEach(() => {
  store = openMemoryStore();
  errors = [];
  sent = 0;
});

afterEach(async () => {
  await Promise.all(projectors.splice(0).map((projector) => projector.close()));
  await store.close();
});

it('feeds each event to the views in their order', async () => {
  const log: string[] = [];
  await append(1, 2);
  await project([listing('a', log), listing('b', log)]).caughtUp;
  expect(log).toEqual(['a1', 'b1', 'a2', 'b2']);
});

it('tells how far it is and that it caught up', async () => {
  await append(1, 2, 3);
  const projector = project([listing('a')]);
  expect(projector.health()).toEqual({ position: 0, caughtUp: false, failures: [] });
  await projector.caughtUp;
  expect(projector.health()).toEqual({ position: 3, caughtUp: true, failures: [] });
});

describe('who waits for a position', () => {
  it('finds what was written in the view', async () => {
    const view = listing('a');
    const projector = project([view]);
    for (let n = 0; n < 20; n += 1) {
      await projector.waitFor(await append(n));
      expect(view.numbers.at(-1)).toBe(n);
    }
  });

  it('need not wait for one that is applied', async () => {
    const projector = project([listing('a')]);
    await projector.waitFor(await append(1));
    await projector.waitFor(1, { timeoutMs: 0 });
    await projector.waitFor(0);
    expect(projector.position).toBe(1);
  });

  it('is told when it takes too long', async () => {
    const waiting = project([listing('a')]).waitFor(99, { timeoutMs: 5 });
    await expect(waiting).rejects.toMatchObject({ code: 'projection.behind', retry: 'later' });
  });

  it('may give up', async () => {
    const control = new AbortController();
    const waiting = project([listing('a')]).waitFor(99, { signal: control.signal });
    control.abort(new Error('gone'));
    await expect(waiting).rejects.toThrow('gone');
    await expect(project([listing('b')]).waitFor(99, { signal: control.signal })).rejects.toThrow('gone');
  });

  it('is turned away when the projector closes', async () => {
    const projector = project([listing('a')]);
    const waiting = projector.waitFor(99).catch((reason: unknown) => reason);
    await projector.close();
    expect(await waiting).toMatchObject({ code: 'projection.closed' });
    await expect(projector.waitFor(99)).rejects.toMatchObject({ code: 'projection.closed' });
  });
});

describe('a view that throws', () => {
  it('is set aside with the event named, while the others go on', async () => {
    const bad = { ...listing('bad'), poison: 2 };
    const good = listing('good');
    const projector = project([bad, good]);
    await projector.waitFor(await append(1, 2, 3));
    expect(good.numbers).toEqual([1, 2, 3]);
    expect(bad.numbers).toEqual([1]);
    expect(projector.health().failures).toMatchObject([
      { view: 'bad', message: 'no 2', event: { type: 'test.Happened', stream: 'vm-1', revision: 1, position: 2 } },
    ]);
    expect(errors).toMatchObject([{ code: 'projection.failed', facts: { view: 'bad' } }]);
  });

  it('is whole again after a rebuild with its cause gone', async () => {
    const bad = { ...listing('bad'), poison: 2 as number | null };
    const projector = project([bad]);
    await projector.waitFor(await append(1, 2, 3));
    bad.poison = null;
    await projector.rebuild();
    expect(bad.numbers).toEqual([1, 2, 3]);
    expect(projector.health()).toEqual({ position: 3, caughtUp: true, failures: [] });
  });
});

describe('a rebuild', () => {
  it('folds everything anew and goes on from there', async () => {
    const view = listing('a');
    const projector = project([view]);
    await projector.waitFor(await append(1, 2));
    await projector.rebuild();
    await projector.waitFor(await append(3));
    expect(view.numbers).toEqual([1, 2, 3]);
    expect(view.starts).toBe(2);
  });

  it('asked for several times at once is done once', async () => {
    const view = listing('a');
    const projector = project([view]);
    await projector.waitFor(await append(1, 2));
    await Promise.all([projector.rebuild(), projector.rebuild(), projector.rebuild()]);
    await projector.waitFor(await append(3));
    expect(view.numbers).toEqual([1, 2, 3]);
    expect(view.starts).toBe(2);
  });

  it('during the first start serves those who wait for that', async () => {
    await append(1, 2);
    const view = listing('a');
    const projector = project([view]);
    const { caughtUp } = projector;
    await Promise.all([projector.rebuild(), caughtUp]);
    expect(view.numbers).toEqual([1, 2]);
  });
});

describe('with upcasters', () => {
  it('views see present events only', async () => {
    const view = listing('a');
    const upcasters = { 'test.Happened@1': () => ({ type: 'test.Happened', version: 2, data: { n: 7 } }) };
    const projector = project([view], {
      upcast: createUpcast({ upcasters, isKnown: (type) => type === 'test.Happened' }),
    });
    const strange = { type: 'test.Dreamt', version: 1, data: {}, meta: {} };
    await store.append({ id: 'strange', writes: [{ stream: 'vm-2', expected: 'any', events: [strange] }] });
    await projector.waitFor(await append(1));
    expect(view.numbers).toEqual([7]);
  });

  it('one that throws is told and tried again, and no event is applied twice', async () => {
    const view = listing('a');
    let throws = 2;
    const upcast = (event: RecordedEvent): RecordedEvent => {
      if (numberIn(event) === 2 && throws > 0) {
        throws -= 1;
        throw new Error('bad upcaster');
      }
      return event;
    };
    const projector = project([view], { upcast });
    await projector.waitFor(await append(1, 2, 3));
    expect(view.numbers).toEqual([1, 2, 3]);
    expect(errors).toMatchObject([{ code: 'projection.unread' }, { code: 'projection.unread' }]);
  });
});
