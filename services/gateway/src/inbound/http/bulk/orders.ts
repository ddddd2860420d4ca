/** What each vm of a bulk is told: the same words as if it were told alone. */
import { type BulkAction, type BulkEdge, type BulkItem, type BulkOrder, http } from '@chronovisor/contracts';
import { canonicalJson } from '@chronovisor/kernel';
import type { z } from 'zod';
import type { Catalogue } from '../../../projections/catalogue/catalogue.ts';
import type { VmRow } from '../../../projections/vms/row.ts';
import { invalidAt } from '../http-problem.ts';
import { parsePart } from '../parse.ts';
import { planUpdate } from '../vms/vm-plans.ts';

const COMMANDS = {
  start: 'compute.StartVm',
  shutdown: 'compute.ShutdownVm',
  stop: 'compute.StopVm',
  restart: 'compute.RestartVm',
  pause: 'compute.PauseVm',
  resume: 'compute.ResumeVm',
  delete: 'compute.DeleteVm',
} as const satisfies Partial<Record<BulkAction, string>>;

export interface Orders {
  readonly order: BulkOrder;
  readonly items: readonly BulkItem[];
}

const itemOf = ({ id, name }: VmRow): BulkItem => ({ vmId: id, name }) as BulkItem;

const alike = (order: BulkOrder, vms: readonly VmRow[]): Orders => ({ order, items: vms.map(itemOf) });

/** A vm is frozen while others are linked to it: these go first. */
const clonesFirst = (vms: readonly VmRow[]): readonly BulkItem[] => {
  const named = new Set(vms.map(({ id }) => id));
  return vms.map((vm) => {
    const after = vm.linkedClones
      .filter((id) => named.has(id))
      .map((vmId) => ({ vmId, until: { type: 'running' }, timeoutSeconds: 1 }) as unknown as BulkEdge);
    return after.length === 0 ? itemOf(vm) : { ...itemOf(vm), after };
  });
};

type Update = z.infer<typeof http.bulkParams.reconfigure>;

const updateOf = (catalogue: Catalogue, update: Update, { id: vmId }: VmRow): BulkOrder => {
  const { apply, timeoutSeconds, force, ...body } = update;
  const { type, data } = planUpdate(catalogue, { vmId, body, how: { apply, timeoutSeconds, force } }).plan.order;
  const { vmId: _, ...rest } = data as { readonly vmId: string } & BulkOrder['data'];
  return { type, data: rest };
};

/** What a change comes to may differ by host and by what the vm has: the first one's is the rule, others say theirs. */
const updates = (catalogue: Catalogue, update: Update, vms: readonly VmRow[]): Orders => {
  const orders = vms.map((vm) => updateOf(catalogue, update, vm));
  const [order = { type: 'compute.UpdateVm', data: {} }] = orders;
  const usual = canonicalJson(order);
  const items = vms.map((vm, index) => {
    const own = orders[index] ?? order;
    return canonicalJson(own) === usual ? itemOf(vm) : { ...itemOf(vm), order: own };
  });
  return { order, items };
};

const sensible = (action: BulkAction, params: object, vms: readonly VmRow[]): void => {
  const isChange = action === 'reconfigure' || action === 'label';
  if (isChange && Object.keys(params).length === 0) throw invalidAt('/params', `${action} says nothing to change`);
  if (action === 'reconfigure' && 'name' in params && vms.length > 1)
    throw invalidAt('/params/name', `${vms.length} vms cannot have one name`);
};

export const ordersFor = (catalogue: Catalogue, { action, params }: http.BulkBody, vms: readonly VmRow[]): Orders => {
  const read = parsePart(http.bulkParams[action], params, 'params');
  sensible(action, params ?? {}, vms);
  switch (action) {
    case 'label':
      return alike({ type: 'compute.UpdateVm', data: { changes: { labels: read } } } as BulkOrder, vms);
    case 'reconfigure':
      return updates(catalogue, read as Update, vms);
    case 'delete':
      return { order: { type: COMMANDS.delete, data: read as BulkOrder['data'] }, items: clonesFirst(vms) };
    default:
      return alike({ type: COMMANDS[action], data: read as BulkOrder['data'] }, vms);
  }
};
