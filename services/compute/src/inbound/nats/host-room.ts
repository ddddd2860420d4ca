/** What vms take of their host while they run: reserved in the commit that asks for the start, given back in the one that says they are off. */
import type { HostFacts } from '@chronovisor/contracts';
import { type AnyPart, type Holding, freePart, holdPart, limitPart } from '@chronovisor/event-store';
import { type Refusal, canonicalJson, isRefusal } from '@chronovisor/kernel';
import type { Settings } from '../../domain/host/state.ts';
import type { VmCommand } from '../../domain/vm/decide/decide.ts';
import { evolve } from '../../domain/vm/evolve.ts';
import { presentSize } from '../../domain/vm/size.ts';
import type { Vm, VmEvent } from '../../domain/vm/state.ts';

/** Hosts are there before anybody limits them. */
const budgetOf = (hostId: string) => ({ kind: 'host', id: hostId, opens: true }) as const;

/** A vm whose host is silent may still run there. */
const roomOf = (vm: Vm): { readonly hostId: string; readonly holding: Holding } | null => {
  if (vm.kind !== 'present' || (vm.process === null && vm.work?.type !== 'start')) return null;
  return { hostId: vm.hostId, holding: { owner: `vms/${vm.vmId}`, amounts: { ...presentSize(vm) } } };
};

/** What a host has seen is so, whether there is room for it or not. */
export const isSeen = ({ type }: VmCommand): boolean => type.startsWith('compute.Record');

/** `before`: the state the decision was made on. */
export const roomParts = (
  command: VmCommand,
  decision: readonly VmEvent[] | Refusal,
  before: Vm,
): readonly AnyPart[] => {
  if (isRefusal(decision) || decision.length === 0) return [];
  const [had, has] = [roomOf(before), roomOf(decision.reduce(evolve, before))];
  if (canonicalJson(had) === canonicalJson(has)) return [];
  if (has !== null) return [holdPart(budgetOf(has.hostId), [has.holding], isSeen(command))];
  return had === null ? [] : [freePart(budgetOf(had.hostId), [had.holding.owner])];
};

/** `anyway`: a host that comes back smaller is smaller, whatever runs on it. */
export const hostLimit = ({ hostId, name, capacity }: HostFacts, { overcommit }: Settings, anyway: boolean): AnyPart =>
  limitPart(budgetOf(hostId), {
    title: `the host ${name}`,
    limits: {
      vcpus: Math.floor(capacity.cpus * overcommit.vcpus),
      memory: Math.floor(capacity.memory * overcommit.memory),
    },
    anyway,
  });
