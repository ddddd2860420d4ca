/** What a budget gives and refuses, and that thing and reservation are recorded both or neither. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { add, counter } from '../../test/counter.ts';
import { createExecutor } from '../execute/execute.ts';
import { openMemoryStore } from '../memory/memory-store.ts';
import { RESOURCES, type Amounts, inWords, plus } from './amounts.ts';
import { type BudgetCommand, type BudgetEvent, type BudgetState, budgets } from './budgets.ts';
import { Holdings } from './holdings.ts';
import { budgetStream, closePart, freePart, holdPart, limitPart, missingHoldPart } from './parts.ts';

const GIB = 1024 ** 3;
const about = { kind: 'project', id: 'p' } as const;
const title = 'the project web';
const limit = (limits: Amounts): BudgetCommand => ({ type: 'Limit', ...about, title, limits, anyway: false });
const hold = (owner: string, amounts: Amounts): BudgetCommand => ({
  type: 'Hold',
  ...about,
  opens: false,
  anyway: false,
  holdings: [{ owner, amounts }],
});
const free = (...owners: string[]): BudgetCommand => ({ type: 'Free', ...about, owners });
const close: BudgetCommand = { type: 'Close', ...about };

const decided = (state: BudgetState, command: BudgetCommand): readonly BudgetEvent[] => {
  const events = budgets.decide(command, state);
  if ('code' in events) throw new Error(events.message);
  return events;
};
const after = (...commands: readonly BudgetCommand[]): BudgetState =>
  commands.reduce((state, command) => decided(state, command).reduce(budgets.evolve, state), budgets.initial);

describe('a budget', () => {
  it('gives as much as its limits allow, and not one more', () => {
    const full = after(limit({ vms: 2 }), hold('vms/a', { vms: 1, vcpus: 4 }), hold('vms/b', { vms: 1 }));
    expect(full.used).toEqual({ vms: 2, vcpus: 4 });
    expect(budgets.decide(hold('vms/c', { vms: 1 }), full)).toMatchObject({
      code: 'project.quota-exceeded',
      message: 'the project web has no room: 1 vm asked for, 0 of 2 free',
      hint: expect.stringContaining('raise the quota'),
    });
  });

  it('names everything there is too little of', () =>
    expect(
      budgets.decide(hold('vms/a', { vms: 1, memory: GIB, disk: 3 * GIB }), after(limit({ memory: 0, disk: GIB }))),
    ).toMatchObject({
      message:
        'the project web has no room: 1GiB of memory asked for, 0B of 0B free; 3GiB of disk asked for, 1GiB of 1GiB free',
    }));

  it('holds the same once, however often it is asked for', () => {
    const held = after(limit({}), hold('vms/a', { vms: 1 }));
    expect(decided(held, hold('vms/a', { vms: 1 }))).toEqual([]);
    expect(decided(held, limit({}))).toEqual([]);
    expect(decided(after(limit({}), limit({ vms: 0 })), limit({ vms: 0 }))).toEqual([]);
  });

  it('knows no limit from a limit of none', () =>
    expect(decided(after(limit({})), limit({ vms: 0 }))).toMatchObject([{ type: 'budgets.Limited' }]));

  it('takes the new size of what is held instead of the old one', () => {
    const grown = after(limit({ disk: 4 }), hold('volumes/a', { disk: 3 }), hold('volumes/a', { disk: 4 }));
    expect(grown.used).toEqual({ disk: 4 });
    expect(budgets.decide(hold('volumes/a', { disk: 5 }), grown)).toMatchObject({ code: 'project.quota-exceeded' });
    expect(decided(grown, hold('volumes/a', { disk: 1 }))).toMatchObject([{ data: { used: { disk: 1 } } }]);
  });

  it('frees what was held, once, and nothing that was not', () => {
    const empty = after(limit({}), hold('vms/a', { vms: 1 }), free('vms/a', 'vms/b', 'vms/a'));
    expect(empty.used).toEqual({});
    expect(decided(empty, free('vms/a'))).toEqual([]);
  });

  it('is not made smaller than what is used, and says how much that is', () =>
    expect(budgets.decide(limit({ vms: 1 }), after(limit({}), hold('a', { vms: 2 })))).toMatchObject({
      code: 'project.quota-below-use',
      errors: [{ pointer: '/quota/vms', detail: '2 vms in use' }],
    }));

  it('is made smaller all the same where the world and nobody’s wish made it so', () => {
    const command = { ...limit({ vms: 1 }), anyway: true } as BudgetCommand;
    const over = after(limit({}), hold('a', { vms: 2, vcpus: 1 }), command);
    expect(over.limits).toEqual({ vms: 1 });
    expect(decided(over, hold('a', { vms: 1, vcpus: 3 }))).toHaveLength(1);
  });

  it('takes in what is so already, and then gives nothing more', () => {
    const seen = { ...hold('a', { vms: 2 }), anyway: true } as BudgetCommand;
    const over = after(limit({ vms: 1 }), seen);
    expect(over.used).toEqual({ vms: 2 });
    expect(budgets.decide(hold('b', { vms: 1 }), over)).toMatchObject({
      message: expect.stringContaining('0 of 1 free'),
    });
  });

  it('is closed only when nothing is held, and then gives nothing', () => {
    const held = after(limit({}), hold('vms/a', { vms: 1 }));
    expect(budgets.decide(close, held)).toMatchObject({ code: 'project.in-use', blockedBy: 'vms/a' });
    const closed = after(limit({}), close);
    expect(budgets.decide(hold('vms/a', { vms: 1 }), closed)).toMatchObject({ code: 'project.not-found' });
    expect(decided(closed, close)).toEqual([]);
  });

  it('that nobody opened gives nothing, unless it is there from the start', () => {
    const asked = hold('vms/a', { vms: 1 });
    expect(budgets.decide(asked, budgets.initial)).toMatchObject({ code: 'project.not-found' });
    expect(decided(budgets.initial, { ...asked, opens: true } as BudgetCommand)).toHaveLength(1);
  });

  it('never uses more than its limits and always as much as is held, whatever comes', () => {
    const owner = fc.constantFrom('a', 'b', 'c', 'd');
    const amounts = fc.record({ vms: fc.integer({ min: 0, max: 3 }), disk: fc.integer({ min: 0, max: 5 }) });
    const command = fc.oneof(
      fc.tuple(owner, amounts).map(([who, what]) => hold(who, what)),
      owner.map((who) => free(who)),
      amounts.map((limits) => limit(limits)),
    );
    fc.assert(
      fc.property(fc.array(command, { maxLength: 40 }), (commands) => {
        let state = after(limit({ vms: 4, disk: 6 }));
        for (const next of commands) {
          const events = budgets.decide(next, state);
          if (!('code' in events)) state = events.reduce(budgets.evolve, state);
          const sum = ['a', 'b', 'c', 'd'].reduce<Amounts>((all, who) => plus(all, state.holdings.of(who) ?? {}), {});
          expect(state.used).toEqual(sum);
          for (const one of RESOURCES) expect(sum[one] ?? 0).toBeLessThanOrEqual(state.limits[one] ?? Infinity);
        }
      }),
    );
  });
});

describe('holdings', () => {
  it('are never changed in place', () => {
    const one = Holdings.none.with([{ owner: 'a', amounts: { vms: 1 } }]);
    const two = one.with([{ owner: 'a', amounts: undefined }]);
    expect([one.size, two.size, Holdings.none.size]).toEqual([1, 0, 0]);
    expect(one.of('a')).toEqual({ vms: 1 });
  });

  it('spread ten thousand ids that follow each other', () => {
    const changes = Array.from({ length: 10_000 }, (_, i) => ({
      owner: `vms/01900000-0000-7000-8000-${i.toString(16).padStart(12, '0')}`,
      amounts: { vms: 1 },
    }));
    const all = Holdings.none.with(changes);
    expect(all.size).toBe(10_000);
    expect(all.owners(3)).toHaveLength(3);
  });
});

describe('together with the one that needs it', () => {
  const executor = createExecutor(openMemoryStore());
  const budget = { ...about, opens: false };
  const make = (id: string, also = [holdPart(budget, [{ owner: `vms/${id}`, amounts: { vms: 1 } }])]) =>
    executor.execute({
      stream: `counter-${id}`,
      decider: counter,
      command: add(1),
      commandId: `make-${id}`,
      meta: {},
      also,
    });
  const used = async () => (await executor.load({ stream: budgetStream(about), decider: budgets })).state.used;

  it('37 of 100 win a quota of 37, and the others leave nothing behind', async () => {
    await make('first', [limitPart(about, { title, limits: { vms: 37 }, anyway: false })]);
    const done = await Promise.all(Array.from({ length: 100 }, (_, i) => make(`a${i}`)));
    expect(done.filter(({ ok }) => ok)).toHaveLength(37);
    expect(await used()).toEqual({ vms: 37 });
    const left = await Promise.all(done.map((_, i) => executor.load({ stream: `counter-a${i}`, decider: counter })));
    expect(left.filter(({ revision }) => revision >= 0)).toHaveLength(37);
  });

  it('a repeated command reserves nothing more', async () => {
    const first = (await Promise.all(Array.from({ length: 100 }, (_, i) => make(`a${i}`)))).filter(({ ok }) => ok);
    expect(first).toHaveLength(37);
    expect(await used()).toEqual({ vms: 37 });
  });

  it('nothing is asked for that is held already', async () => {
    const holder = (await executor.load({ stream: budgetStream(about), decider: budgets })).state.holdings.owners(
      1,
    )[0] as string;
    expect(await missingHoldPart(executor, budget, { owner: holder, amounts: { vms: 1 } })).toEqual([]);
    expect(await missingHoldPart(executor, budget, { owner: holder, amounts: { vms: 2 } })).toHaveLength(1);
    await make('z', [freePart(about as never, [holder])]);
    expect(await used()).toEqual({ vms: 36 });
    expect(await make('y', [closePart(about)])).toMatchObject({ ok: false, refusal: { code: 'project.in-use' } });
  });
});

it('an amount is read as people write it', () => {
  expect([inWords('vms', 1), inWords('addresses', 1), inWords('vcpus', 2), inWords('memory', 1.5 * GIB)]).toEqual([
    '1 vm',
    '1 address',
    '2 vcpus',
    '1.5GiB of memory',
  ]);
  expect([inWords('disk', 512), inWords('disk', 700 * 1024 ** 2)]).toEqual(['512B of disk', '700MiB of disk']);
});
