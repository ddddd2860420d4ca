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
  const told = inOrder({ action, items, dependents }, near);
  return Object.fromEntries(told.map(({ vmId, after = [] }) => [vmId, after.map((edge) => edge.vmId)]));
};

describe('a start', () => {
  it('brings what is needed, and waits for it', () =>
    expect(order('start', ['web'])).toEqual({ web: ['app'], app: ['db'], db: [] }));
  it('waits until that is as far as was said', () => {
    const items = inOrder({ action: 'start', items: [{ vmId: 'app', name: 'app' } as never], dependents: false }, near);
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

it('does not matter to what neither starts nor ends a vm', () =>
  expect(order('restart', ['web', 'db'])).toEqual({ web: [], db: [] }));
