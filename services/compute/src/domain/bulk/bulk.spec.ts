import type { BulkEdge, BulkItem, CommandMeta, Problem } from '@chronovisor/contracts';
import { specify } from '@chronovisor/testing';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BulkCommand, type Result, bulkDecider } from './decide.ts';
import { type Bulk, type BulkEvent, checkKeyOf } from './state.ts';

const bulk = specify(bulkDecider);
const operationId = 'op' as never;
const meta = { operationId, commandId: operationId, actor: { kind: 'user', id: 'ann' } } as unknown as CommandMeta;
const idOf = (name: string): string => `id of ${name}`;
const problem: Problem = { code: 'x.y', message: 'it broke' };

const ready = (name: string): BulkEdge => ({ vmId: name as never, until: { type: 'ready' }, timeoutSeconds: 60 });
const running = (name: string): BulkEdge => ({ ...ready(name), until: { type: 'running' } });
const item = (name: string, ...after: readonly BulkEdge[]): BulkItem =>
  ({ vmId: name, name, ...(after.length === 0 ? {} : { after: [...after] }) }) as BulkItem;

const begin = (items: readonly BulkItem[], over: { concurrency?: number; onError?: 'continue' | 'stop' } = {}) =>
  ({
    type: 'compute.BeginBulk',
    version: 1,
    data: {
      ...{ operationId, action: 'start', order: { type: 'compute.StartVm', data: {} }, items: [...items] },
      ...{ concurrency: 2, onError: 'continue', ...over },
    },
    meta,
    idOf,
  }) as BulkCommand;
const cancel = { type: 'compute.CancelBulk', version: 1, data: { operationId }, meta, idOf } as BulkCommand;
const result = (vmId: string, over: Partial<Result> = {}): Result => ({
  ...{ vmId, check: null, isBack: false, problem: null, operationId: idOf(vmId) },
  ...over,
});
const advance = (...results: readonly Result[]): BulkCommand => ({ type: 'advance', results, idOf });
const done = (...names: readonly string[]): BulkCommand => advance(...names.map((name) => result(name)));
const failed = (name: string): BulkCommand => advance(result(name, { problem }));
const checked = (edge: BulkEdge, over: Partial<Result> = {}): BulkCommand =>
  advance(result(edge.vmId, { check: checkKeyOf(edge), ...over }));

const sentIn = (events: readonly BulkEvent[]): readonly string[] =>
  events.flatMap((event) => (event.type === 'compute.BulkVmsSent' ? event.data.vms.map(({ vmId }) => vmId) : []));
const countsOf = (state: Bulk) => (state.kind === 'running' ? state.counts : null);

describe('an order to many vms', () => {
  const four = begin([item('a'), item('b'), item('c'), item('d')]);

  it('goes to as many as may be at a time, and to the next ones as these end', () => {
    const begun = bulk.when(four);
    expect(sentIn(begun.events)).toEqual(['a', 'b']);
    const next = bulk.given(begun.events).when(done('b'));
    expect(sentIn(next.events)).toEqual(['c']);
    next.thenTypes('compute.BulkVmsEnded', 'compute.BulkVmsSent').thenOnlyOnce();
    bulk.given(begun.events).when(done('a', 'b')).thenTypes('compute.BulkVmsEnded', 'compute.BulkVmsSent');
  });

  it('succeeds when each has done as it was asked', () =>
    bulk
      .given(bulk.when(four).events)
      .after(done('a', 'b'))
      .when(done('c', 'd'))
      .thenTypes('compute.BulkVmsEnded', 'compute.BulkSucceeded')
      .thenOnlyOnce());

  it('goes on over a failure and tells it at the end', () => {
    const end = bulk.given(bulk.when(four).events).after(failed('a')).after(done('b', 'c')).when(done('d'));
    end.thenTypes('compute.BulkVmsEnded', 'compute.BulkFailed');
    expect(end.events.at(-1)?.data).toMatchObject({ problem: { message: 'of 4 vms 3 done, 1 failed: a' } });
  });

  it('stops at a failure when it is told to, and lets end what is under way', () => {
    const stopping = bulk.given(bulk.when(begin([item('a'), item('b'), item('c')], { onError: 'stop' })).events);
    const halted = stopping.when(failed('a'));
    halted.thenTypes('compute.BulkVmsEnded', 'compute.BulkHalted');
    expect(countsOf(halted.state)).toMatchObject({ sent: 1, skipped: 1, failed: 1 });
    const end = stopping.after(failed('a')).when(done('b'));
    end.thenTypes('compute.BulkVmsEnded', 'compute.BulkFailed');
  });

  it('is begun once, and hears of each vm once, whoever says so again', () => {
    const begun = bulk.given(bulk.when(four).events);
    begun.when(four).thenNothing();
    begun.after(done('a')).when(failed('a')).thenNothing();
    begun.when(done('d', 'stranger')).thenNothing();
    begun.after(cancel).after(done('a', 'b')).when(done('a')).thenNothing();
  });
});

describe('a cancel', () => {
  const begun = bulk.given(bulk.when(begin([item('a'), item('b'), item('c'), item('d')])).events);

  it('sends nothing more and ends with what is under way', () => {
    begun.when(cancel).thenTypes('compute.BulkHalted').thenOnlyOnce();
    const end = begun.after(cancel).after(done('a')).when(failed('b'));
    end.thenTypes('compute.BulkVmsEnded', 'compute.BulkCancelled');
    expect(end.events.at(-1)?.data).toMatchObject({
      problem: { code: 'bulk.cancelled', message: 'of 4 vms 1 done, 1 failed, 2 never sent' },
    });
  });

  it('is refused when there is nothing left to keep back, and after the end', () => {
    const all = begun.after(done('a', 'b'));
    all.when(cancel).thenRefused('operation.not-cancellable');
    all.after(done('c', 'd')).when(cancel).thenRefused('operation.ended');
    bulk.when(cancel).thenRefused('operation.not-found');
  });
});

describe('vms that wait for others', () => {
  const chain = [item('web', ready('app')), item('app', running('db')), item('db'), item('mail')];
  const begun = bulk.given(bulk.when(begin(chain, { concurrency: 10 })).events);

  it('begin in waves', () => {
    expect(sentIn(bulk.when(begin(chain, { concurrency: 10 })).events)).toEqual(['db', 'mail']);
    expect(sentIn(begun.when(done('db')).events)).toEqual(['app']);
  });

  it('begin after a check of the other where running is not enough', () => {
    const appRuns = begun.after(done('db')).when(done('app'));
    appRuns.thenTypes('compute.BulkVmsEnded', 'compute.BulkChecksSent').thenOnlyOnce();
    const isReady = begun
      .after(done('db'))
      .after(done('app'))
      .when(checked(ready('app')));
    isReady.thenTypes('compute.BulkChecksEnded', 'compute.BulkVmsSent').thenOnlyOnce();
    expect(sentIn(isReady.events)).toEqual(['web']);
  });

  it('are left out when the other fails, they and all that hang on them, and nobody else', () => {
    const broken = begun.when(failed('db'));
    broken.thenTypes('compute.BulkVmsEnded', 'compute.BulkVmsEnded', 'compute.BulkVmsEnded');
    expect(broken.events.slice(1).map(({ data }) => data)).toMatchObject([
      { vms: [{ vmId: 'app', outcome: 'skipped', problem: { message: 'it waits for db, which failed: it broke' } }] },
      { vms: [{ vmId: 'web', outcome: 'skipped', problem: { message: 'it waits for app, which was left out' } }] },
    ]);
    begun.after(failed('db')).when(done('mail')).thenTypes('compute.BulkVmsEnded', 'compute.BulkFailed');
  });

  it('are left out when the other never comes so far', () => {
    const late = begun
      .after(done('db'))
      .after(done('app', 'mail'))
      .when(checked(ready('app'), { problem }));
    late.thenTypes('compute.BulkChecksEnded', 'compute.BulkVmsEnded', 'compute.BulkFailed');
    expect(late.events[1]?.data).toMatchObject({
      vms: [{ vmId: 'web', problem: { message: 'it waits for app, which did not come so far: it broke' } }],
    });
  });

  it('do not keep a cancelled bulk waiting for a check', () =>
    begun
      .after(done('db', 'mail'))
      .after(done('app'))
      .when(cancel)
      .thenTypes('compute.BulkHalted', 'compute.BulkCancelled'));

  it('in a ring are refused, with the ring named', () => {
    const ring = [item('a', running('c')), item('b', running('a')), item('c', running('b')), item('d')];
    bulk.when(begin(ring)).thenRefused('bulk.cycle', {
      message: 'vms wait for each other in a ring: a waits for c waits for b waits for a',
    });
    bulk.when(begin([item('a', running('a'))])).thenRefused('bulk.cycle');
    bulk.when(begin([item('a', running('z'))])).thenRefused('bulk.invalid');
    bulk.when(begin([item('a'), item('a')])).thenRefused('bulk.invalid');
  });
});

describe('whatever comes of each', () => {
  /** Edges only to earlier ones: no rings. */
  const plan = fc
    .array(fc.record({ fails: fc.boolean(), after: fc.array(fc.nat(20), { maxLength: 3 }) }), {
      minLength: 1,
      maxLength: 150,
    })
    .map((list) =>
      list.map(({ fails, after }, index) => {
        const edges = index === 0 ? [] : [...new Set(after.map((back) => index - 1 - (back % index)))];
        return { fails, item: item(`vm-${index}`, ...edges.map((at) => ready(`vm-${at}`))) };
      }),
    );

  it('the whole ends, each vm is sent once at most, and never too many at a time', () => {
    fc.assert(
      fc.property(
        plan,
        fc.integer({ min: 1, max: 9 }),
        fc.constantFrom('continue', 'stop'),
        (list, concurrency, onError) => {
          const fails = new Set(list.flatMap((one) => (one.fails ? [one.item.vmId as string] : [])));
          const first = bulk.when(
            begin(
              list.map((one) => one.item),
              { concurrency, onError },
            ),
          );
          const events = [...first.events];
          let state = first.state;
          for (let turn = 0; state.kind === 'running' && turn < 1_000; turn += 1) {
            expect(state.counts.sent).toBeLessThanOrEqual(concurrency);
            const results = pendingOf(events).map(({ vmId, check }) =>
              result(vmId, { check, problem: fails.has(vmId) && (check === null || turn % 2 === 0) ? problem : null }),
            );
            expect(results).not.toEqual([]);
            const next = bulk.given(events).when(advance(...results));
            events.push(...next.events);
            ({ state } = next);
          }
          expect(state.kind).toBe('over');
          expect(new Set(sentIn(events)).size).toBe(sentIn(events).length);
        },
      ),
      { numRuns: 60 },
    );
  });
});

/** What was sent and has not ended. */
const pendingOf = (
  events: readonly BulkEvent[],
): readonly { readonly vmId: string; readonly check: string | null }[] => {
  const pending = new Map<string, { vmId: string; check: string | null }>();
  for (const event of events) {
    if (event.type === 'compute.BulkVmsSent')
      for (const { vmId } of event.data.vms) pending.set(vmId, { vmId, check: null });
    if (event.type === 'compute.BulkVmsEnded') for (const { vmId } of event.data.vms) pending.delete(vmId);
    if (event.type === 'compute.BulkChecksSent')
      for (const { vmId, check } of event.data.checks) pending.set(check, { vmId, check });
    if (event.type === 'compute.BulkChecksEnded') for (const { check } of event.data.checks) pending.delete(check);
  }
  return [...pending.values()];
};
