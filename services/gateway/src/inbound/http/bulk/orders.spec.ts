/** Holds which vms of a bulk wait for which. */
import { describe, expect, it } from 'vitest';
import { Catalogue } from '../../../projections/catalogue/catalogue.ts';
import type { VmRow } from '../../../projections/vms/row.ts';
import { ordersFor } from './orders.ts';

const vm = (id: string, ...linkedClones: readonly string[]): VmRow =>
  ({ id, name: `vm-${id}`, linkedClones }) as unknown as VmRow;

const waits = (action: 'delete' | 'stop', ...vms: readonly VmRow[]): object => {
  const body = { action, params: {}, concurrency: 10, onError: 'continue' as const };
  const { items } = ordersFor(new Catalogue(), body, vms);
  return Object.fromEntries(items.map(({ vmId, after = [] }) => [vmId, after.map((edge) => edge.vmId)]));
};

describe('an order to many', () => {
  it('deletes linked clones before the vms they are linked to', () => {
    expect(waits('delete', vm('a', 'b', 'elsewhere'), vm('b', 'c'), vm('c'))).toEqual({ a: ['b'], b: ['c'], c: [] });
  });

  it('keeps no clone waiting where nothing is deleted', () => {
    expect(waits('stop', vm('a', 'b'), vm('b'))).toEqual({ a: [], b: [] });
  });
});
