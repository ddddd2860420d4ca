/** What each vm of a bulk is told: the same words as if it were told alone. */
import { type BulkAction, type BulkItem, type BulkOrder, http } from '@chronovisor/contracts';
import { canonicalJson } from '@chronovisor/kernel';
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

const updateOf = (catalogue: Catalogue, body: http.UpdateVmBody, vm: VmRow): BulkOrder => {
  const { type, data } = planUpdate(catalogue, body, vm.id).plan.order;
  const { vmId: _, ...rest } = data as { readonly vmId: string } & BulkOrder['data'];
  return { type, data: rest };
};

/** What a change comes to may differ by host and by what the vm has: the first one's is the rule, others say theirs. */
const updates = (catalogue: Catalogue, body: http.UpdateVmBody, vms: readonly VmRow[]): Orders => {
  const orders = vms.map((vm) => updateOf(catalogue, body, vm));
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
  sensible(action, read, vms);
  switch (action) {
    case 'label':
      return alike({ type: 'compute.UpdateVm', data: { changes: { labels: read } } } as BulkOrder, vms);
    case 'reconfigure':
      return updates(catalogue, read as http.UpdateVmBody, vms);
    default:
      return alike({ type: COMMANDS[action], data: read as BulkOrder['data'] }, vms);
  }
};
