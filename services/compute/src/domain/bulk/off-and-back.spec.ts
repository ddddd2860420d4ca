/** Holds what a bulk does with vms that go off and come back: all off before any is back, and none left off without need. */
import type { BulkEdge, BulkItem, CommandMeta, Problem } from '@chronovisor/contracts';
import { specify } from '@chronovisor/testing';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BulkCommand, type Result, bulkDecider, backName } from './decide.ts';
import { type Bulk, type BulkEvent, checkKeyOf } from './state.ts';

const bulk = specify(bulkDecider);
const meta = { operationId: 'op', commandId: 'op', actor: { kind: 'user', id: 'ann' } } as unknown as CommandMeta;
const idOf = (name: string): string => `id of ${name}`;
const problem: Problem = { code: 'x.y', message: 'it broke' };
const edge = (name: string, type = 'running'): BulkEdge =>
  ({ vmId: name, until: { type }, timeoutSeconds: 60 }) as unknown as BulkEdge;

/** Of vms that need others, each an earlier one: who needs it goes off before it. */
const itemsOf = (needs: Readonly<Record<string, readonly BulkEdge[]>>): readonly BulkItem[] =>
  Object.entries(needs).map(([name, needed]) => {
    const after = Object.keys(needs).filter((other) => needs[other]?.some(({ vmId }) => vmId === name));
    const order = { type: 'compute.ShutdownVm', data: {} };
    const back = { order: { type: 'compute.StartVm', data: {} }, after: needed };
    return { vmId: name, name, order, after: after.map((other) => edge(other)), back } as unknown as BulkItem;
  });
const begin = (items: readonly BulkItem[], over: object = {}) =>
  ({
    type: 'compute.BeginBulk',
    version: 1,
    data: {
      ...{ operationId: 'op', action: 'restart', order: { type: 'compute.RestartVm', data: {} }, items },
      ...{ concurrency: 10, onError: 'continue', ...over },
    },
    meta,
    idOf,
  }) as unknown as BulkCommand;
const cancel = {
  type: 'compute.CancelBulk',
  version: 1,
  data: { operationId: 'op' },
  meta,
  idOf,
} as unknown as BulkCommand;
const advance = (...results: readonly Result[]): BulkCommand => ({ type: 'advance', results, idOf });
const off = (vmId: string, over: Partial<Result> = {}): BulkCommand =>
  advance({ vmId, check: null, isBack: false, problem: null, operationId: idOf(vmId), ...over });
const back = (vmId: string, over: Partial<Result> = {}): BulkCommand =>
  advance({ vmId, check: null, isBack: true, problem: null, operationId: idOf(backName(vmId)), ...over });

const sent = (events: readonly BulkEvent[]): readonly string[] =>
  events.flatMap((event) => (event.type === 'compute.BulkVmsSent' ? event.data.vms.map((vm) => vm.operationId) : []));
const ids = (...names: readonly string[]): readonly string[] => names.map(idOf);
const lastOf = (events: readonly BulkEvent[]): object | undefined => events.at(-1)?.data;

const chain = itemsOf({ web: [edge('app')], app: [edge('db', 'ready')], db: [] });
const begun = bulk.given(bulk.when(begin(chain)).events);

describe('vms that go off and come back', () => {
  it('go off in the contrary order, and come back when all they need is back and ready', () => {
    expect(sent(bulk.when(begin(chain)).events)).toEqual(ids('web'));
    expect(sent(begun.when(off('web')).events)).toEqual(ids('app'));
    begun.when(off('web')).thenTypes('compute.BulkVmsTurned', 'compute.BulkVmsSent').thenOnlyOnce();
    const allOff = begun.after(off('web')).after(off('app'));
    expect(sent(allOff.when(off('db')).events)).toEqual(ids(backName('db')));
    const dbBack = allOff.after(off('db')).when(back('db'));
    dbBack.thenTypes('compute.BulkVmsEnded', 'compute.BulkChecksSent');
    const check = {
      vmId: 'db',
      check: checkKeyOf(edge('db', 'ready')),
      isBack: false,
      problem: null,
      operationId: 'x',
    };
    const isReady = allOff.after(off('db')).after(back('db')).after(advance(check));
    expect(sent(isReady.when(back('app')).events)).toEqual(ids(backName('web')));
    isReady.after(back('app')).when(back('web')).thenTypes('compute.BulkVmsEnded', 'compute.BulkSucceeded');
  });

  it('take a late answer to the first order for none to the second', () => {
    const turned = begun.after(off('web')).after(off('app')).after(off('db'));
    turned.when(off('db')).thenNothing();
    turned.when(off('db', { problem })).thenNothing();
    begun.when(back('web')).thenNothing();
  });

  it('come back as they were when what they need did not go off', () => {
    const stayed = begun.after(off('web')).when(off('app', { problem }));
    expect(sent(stayed.events)).toEqual(ids(backName('web')));
    expect(stayed.events[1]?.data).toMatchObject({ vms: [{ vmId: 'db', outcome: 'skipped' }] });
    const end = begun.after(off('web')).after(off('app', { problem })).when(back('web'));
    expect(lastOf(end.events)).toMatchObject({ problem: { message: 'of 3 vms 1 done, 1 failed, 1 left out: app' } });
  });

  it('stay off when what they need went off and did not come back, and say so', () => {
    const broken = begun.after(off('web')).after(off('app')).after(off('db')).when(back('db', { problem }));
    broken.thenTypes(
      ...['Ended', 'Ended', 'Ended'].map((name) => `compute.BulkVms${name}` as const),
      'compute.BulkFailed',
    );
    expect(broken.events.slice(1, 3).map(({ data }) => data)).toMatchObject([
      { vms: [{ vmId: 'app', problem: { message: 'it waits for db, which failed: it broke; it stays off' } }] },
      { vms: [{ vmId: 'web', problem: { message: 'it waits for app, which was left out; it stays off' } }] },
    ]);
  });

  it('come back after a cancel and after a halt: nothing is left off that was on', () => {
    const cancelled = begun.after(off('web')).after(cancel);
    expect(sent(cancelled.when(off('app')).events)).toEqual(ids(backName('app')));
    const end = cancelled.after(off('app')).after(back('app')).when(back('web'));
    expect(lastOf(end.events)).toMatchObject({ problem: { message: 'of 3 vms 2 done, 1 never sent' } });
    const stopping = bulk.given(bulk.when(begin(chain, { onError: 'stop' })).events);
    expect(sent(stopping.after(off('web')).when(off('app', { problem })).events)).toEqual(ids(backName('web')));
  });

  it('are not started by a restart when they were off', () => {
    const wasOff = begun.when(off('web', { operationId: null }));
    expect(wasOff.events[0]?.data).toMatchObject({
      vms: [{ vmId: 'web', outcome: 'failed', problem: { code: 'vm.not-running', message: 'web is off' } }],
    });
    expect(sent(wasOff.events)).toEqual([]);
  });
});

/** Vms that do as they are told, or fail as they are meant to; writes down what was wrong with what they were told. */
class LittleVms {
  readonly names: readonly string[];
  readonly items: readonly BulkItem[];
  readonly off = new Set<string>();
  readonly tooEarly: string[] = [];
  readonly #needs: ReadonlyMap<string, readonly string[]>;
  readonly #fails: ReadonlyMap<string, Failing>;

  /** Each needs some before it, so that there is no ring. */
  constructor(list: readonly { readonly fails: Failing; readonly needs: readonly number[] }[]) {
    this.names = list.map((_, index) => `vm-${index}`);
    const needed = (some: readonly number[], index: number): readonly string[] =>
      index === 0 ? [] : [...new Set(some.map((step) => `vm-${index - 1 - (step % index)}`))];
    this.#needs = new Map(list.map(({ needs }, index) => [`vm-${index}`, needed(needs, index)]));
    this.#fails = new Map(list.map(({ fails }, index) => [`vm-${index}`, fails]));
    this.items = itemsOf(Object.fromEntries([...this.#needs].map(([name, all]) => [name, all.map((to) => edge(to))])));
  }

  answer(id: string): BulkCommand {
    const name = id.replace('id of ', '').replace('back ', '');
    return id === idOf(name) ? this.#goOff(name) : this.#comeBack(name);
  }

  /** Off though neither it nor anything it needs failed to come back. */
  leftOff(): readonly string[] {
    return [...this.off].filter((name) => !this.#isExcused(name));
  }

  #goOff(name: string): BulkCommand {
    const needing = this.names.filter((other) => this.#needs.get(other)?.includes(name));
    this.tooEarly.push(...needing.filter((other) => !this.off.has(other)));
    if (this.#fails.get(name) === 'off') return off(name, { problem });
    this.off.add(name);
    return off(name);
  }

  #comeBack(name: string): BulkCommand {
    if (this.#fails.get(name) === 'back') return back(name, { problem });
    this.off.delete(name);
    return back(name);
  }

  #isExcused(name: string): boolean {
    return this.#fails.get(name) === 'back' || (this.#needs.get(name) ?? []).some((to) => this.#isExcused(to));
  }
}

type Failing = 'no' | 'off' | 'back';

describe('whatever comes of each', () => {
  const failing = fc.constantFrom<Failing>('no', 'off', 'back');
  const plan = fc.array(fc.record({ fails: failing, needs: fc.array(fc.nat(20), { maxLength: 3 }) }), {
    minLength: 1,
    maxLength: 40,
  });
  const how = fc.record({ concurrency: fc.integer({ min: 1, max: 5 }), onError: fc.constantFrom('continue', 'stop') });

  it('the whole ends, none goes off before all that need it, and none stays off without need', () => {
    fc.assert(
      fc.property(plan, how, (list, over) => {
        const vms = new LittleVms(list);
        let { events, state }: { events: readonly BulkEvent[]; state: Bulk } = bulk.when(begin(vms.items, over));
        const open = [...sent(events)];
        for (let id = open.shift(); id !== undefined; id = open.shift()) {
          const next = bulk.given(events).when(vms.answer(id));
          open.push(...sent(next.events));
          events = [...events, ...next.events];
          ({ state } = next);
        }
        expect([state.kind, vms.tooEarly, vms.leftOff()]).toEqual(['over', [], []]);
      }),
      { numRuns: 100 },
    );
  });
});
