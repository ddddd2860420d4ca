/** In which order many vms are told something, read as sentences. */
import type { BulkAction, BulkItem, Dependency } from '@chronovisor/contracts';
import { describe, expect, it } from 'vitest';
import { type Neighbours, inOrder } from './order.ts';

const need = (id: string, type = 'running'): Dependency =>
  ({ [id === 'backend' ? 'groupId' : 'vmId']: id, until: { type }, timeoutSeconds: 60 }) as unknown as Dependency;

/** web needs app, app needs db until it is ready, shop needs the group of db, cache and itself. */
const needs: Readonly<Record<string, readonly Dependency[]>> = {
  web: [need('app')],
  app: [need('db', 'ready')],
  shop: [need('backend')],
};
const members = ['db', 'cache', 'shop'];
const near: Neighbours = {
  needsOf: (id) => needs[id] ?? [],
  membersOf: () => members,
  neededBy: (id) => ({ app: ['web'], db: ['app', 'shop'], cache: ['shop'], shop: ['shop'] })[id] ?? [],
  nameOf: (id) => `the ${id}`,
  isRunning: (id) => id !== 'shop',
};

const order = (action: BulkAction, ids: readonly string[], dependents = false) => {
  const items = ids.map((vmId) => ({ vmId, name: vmId }) as unknown as BulkItem);
  const told = inOrder({ action, order: { type: 'x', data: {} }, items, dependents }, near);
  return Object.fromEntries(told.map(({ vmId, after = [] }) => [vmId, after.map((edge) => edge.vmId)]));
};

describe('a start', () => {
  it('brings what is needed, and waits for it', () =>
    expect(order('start', ['web'])).toEqual({ web: ['app'], app: ['db'], db: [] }));
  it('waits until that is as far as was said', () => {
    const told = { action: 'start', order: { type: 'x', data: {} }, dependents: false } as const;
    const items = inOrder({ ...told, items: [{ vmId: 'app', name: 'app' } as never] }, near);
    expect(items[0]?.after).toMatchObject([{ vmId: 'db', until: { type: 'ready' }, timeoutSeconds: 60 }]);
    expect(items[1]).toEqual({ vmId: 'db', name: 'the db' });
  });
  it('brings every vm of a group, and waits for none of itself', () =>
    expect(order('start', ['shop'])).toEqual({ shop: ['db', 'cache'], db: [], cache: [] }));
  it('names each vm once', () => expect(Object.keys(order('start', ['db', 'app', 'web']))).toHaveLength(3));
  it('of vms that need nothing is what it was', () =>
    expect(order('start', ['db', 'cache'])).toEqual({ db: [], cache: [] }));
});

describe('going off', () => {
  it('begins with those who need others, also over one that is not named', () => {
    for (const action of ['shutdown', 'stop', 'delete'] as const)
      expect(order(action, ['db', 'web'])).toEqual({ db: ['web'], web: [] });
  });
  it('is for the named alone', () => expect(order('shutdown', ['db'])).toEqual({ db: [] }));
  it('is for all who need them and run, where that is asked for', () =>
    expect(order('shutdown', ['db'], true)).toEqual({ db: ['app', 'web'], app: ['web'], web: [] }));
});

describe('a delete of linked clones', () => {
  const told = (...items: readonly object[]) =>
    inOrder(
      {
        action: 'delete',
        order: { type: 'compute.DeleteVm', data: { force: false } },
        items,
        dependents: false,
      } as never,
      near,
    ).map(({ vmId, after = [], order: own }) => [vmId, after.map((edge) => edge.vmId), own?.data['leaving']]);
  const running = (vmId: string) => ({ vmId, until: { type: 'running' }, timeoutSeconds: 1 });

  it('takes the clone first, whoever of both needs the other', () => {
    const clone = (vmId: string, of: string) => [
      { vmId: of, name: of, after: [running(vmId)] },
      { vmId, name: vmId },
    ];
    expect(told(...clone('app', 'db'))).toEqual([
      ['db', ['app', 'app'], undefined],
      ['app', [], undefined],
    ]);
    expect(told(...clone('db', 'web'))).toEqual([
      ['web', ['db'], undefined],
      ['db', [], ['web']],
    ]);
  });

  it('keeps the order of the rest', () => {
    const items = [
      { vmId: 'app', name: 'app', after: [running('db')] },
      { vmId: 'db', name: 'db' },
      { vmId: 'web', name: 'web' },
    ];
    expect(told(...items)).toEqual([
      ['app', ['db', 'web'], undefined],
      ['db', ['web'], ['app']],
      ['web', [], undefined],
    ]);
  });
});

describe('a restart', () => {
  const restart = (...ids: readonly string[]) =>
    inOrder(
      {
        action: 'restart',
        order: { type: 'compute.RestartVm', data: { timeoutSeconds: 5, force: true } },
        items: ids.map((vmId) => ({ vmId, name: vmId }) as unknown as BulkItem),
        dependents: false,
      },
      near,
    );

  it('takes all off in the contrary order before any comes back, each after what it needs', () => {
    const down = { type: 'compute.ShutdownVm', data: { timeoutSeconds: 5, force: true } };
    const up = { type: 'compute.StartVm', data: {} };
    expect(restart('web', 'app', 'db')).toMatchObject([
      { vmId: 'web', order: down, back: { order: up, after: [{ vmId: 'app' }, { vmId: 'db' }] } },
      {
        vmId: 'app',
        order: down,
        after: [{ vmId: 'web' }],
        back: { after: [{ vmId: 'db', until: { type: 'ready' } }] },
      },
      { vmId: 'db', order: down, after: [{ vmId: 'app' }, { vmId: 'web' }], back: { order: up, after: [] } },
    ]);
  });

  it('keeps the order also over a vm that is not named, which is left alone', () =>
    expect(restart('db', 'web').map(({ vmId, after = [], back }) => [vmId, after.length, back?.after])).toEqual([
      ['db', 1, []],
      ['web', 0, [expect.objectContaining({ vmId: 'db', until: { type: 'running' } })]],
    ]));

  it('of vms that have nothing to do with each other is that of each', () =>
    expect(restart('web', 'cache')).toEqual([
      { vmId: 'web', name: 'web' },
      { vmId: 'cache', name: 'cache' },
    ]));
});

it('does not matter to what neither starts nor ends a vm', () =>
  expect(order('pause', ['web', 'db'])).toEqual({ web: [], db: [] }));
