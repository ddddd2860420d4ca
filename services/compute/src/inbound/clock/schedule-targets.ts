/** Which vms a schedule means now. */
import type { ScheduleTarget } from '@chronovisor/contracts';
import { selects } from '@chronovisor/kernel';
import type { OrderView, OrderedVm } from '../../projections/order/order-view.ts';

export interface ScheduledVm {
  readonly vmId: string;
  readonly name: string;
}

const known = (order: OrderView, ids: readonly string[]): readonly OrderedVm[] =>
  ids.flatMap((id) => order.get(id) ?? []);

const meant = (order: OrderView, target: ScheduleTarget): readonly OrderedVm[] => {
  if ('vmIds' in target) return known(order, target.vmIds);
  if ('groupId' in target) return known(order, order.membersOf(target.groupId));
  return order.all().filter(({ labels }) => selects(target.requirements, labels));
};

export const vmsOf = (order: OrderView, target: ScheduleTarget): readonly ScheduledVm[] =>
  meant(order, target).map(({ vmId, name }) => ({ vmId, name }));
