/** Takes what is said of needs to the one stream of all needs. */
import {
  type CommandEnvelope,
  type DeleteVm,
  type MessageOf,
  type Reply,
  dependencyCommands,
} from '@chronovisor/contracts';
import type { AnyPart, Executor } from '@chronovisor/event-store';
import { type Refusal, isRefusal, refuse } from '@chronovisor/kernel';
import { eventMeta, toReply } from '@chronovisor/nest';
import { type DependencyCommand, dependentsOf } from '../../domain/dependencies/decide.ts';
import { vmDecider } from '../../domain/vm/decide/decide.ts';
import type { Vm, VmEvent } from '../../domain/vm/state.ts';
import { type NeedsGraph, needsStream } from './needs-graph.ts';

export const DEPENDENCY_TYPES: readonly string[] = dependencyCommands.map(({ type }) => type);

type SetDependencies = Extract<DependencyCommand, { type: 'compute.SetVmDependencies' }>;

/** For the commit that removes a vm. */
export const forgottenParts = (decision: readonly VmEvent[] | Refusal): readonly AnyPart[] =>
  isRefusal(decision)
    ? []
    : decision.flatMap((event) =>
        event.type === 'compute.VmDeleted' || event.type === 'compute.VmCreateUndone'
          ? [{ ...needsStream, command: { type: 'compute.DropVmDependencies', data: { vmId: event.data.vmId } } }]
          : [],
      );

type Removal = MessageOf<typeof DeleteVm>['data'];

/** Why a vm must not be deleted without force: others need it. A deletion under way goes on. */
export const mustStay = async (
  executor: Executor,
  { vmId, force, leaving = [] }: Removal,
  vm: Vm,
): Promise<Refusal | null> => {
  if (force || vm.kind !== 'present' || vm.operation?.type === 'vm.delete') return null;
  const gone = new Set<string>(leaving);
  const needing = dependentsOf((await executor.load(needsStream)).state, vmId).filter((id) => !gone.has(id));
  if (needing.length === 0) return null;
  const names = await Promise.all(needing.map((id) => nameOf(executor, id)));
  return refuse('vm.depended-on', `${vm.name} is needed by ${names.toSorted().join(', ')}`, {
    hint: 'Take these dependencies away first, or delete it with force=true: they are forgotten then.',
  });
};

const vmState = async (executor: Executor, vmId: string): Promise<Vm> =>
  (await executor.load({ stream: `vm-${vmId}`, decider: vmDecider })).state;

const nameOf = async (executor: Executor, vmId: string): Promise<string> => {
  const vm = await vmState(executor, vmId);
  return vm.kind === 'present' ? vm.name : vmId;
};

const absent = (vmId: string, pointer: string | null): Refusal =>
  refuse('vm.not-found', `there is no vm ${vmId}`, {
    hint: 'List the vms to see their names and ids.',
    ...(pointer === null ? {} : { errors: [{ pointer, detail: 'there is no such vm' }] }),
  });

const noGroup = (groupId: string, pointer: string): Refusal =>
  refuse('group.unknown', `there is no group ${groupId}`, {
    hint: 'List the groups to see their names and ids.',
    errors: [{ pointer, detail: 'there is no such group' }],
  });

export class DependencyCommands {
  readonly #executor: Executor;
  readonly #graph: NeedsGraph;

  constructor(executor: Executor, graph: NeedsGraph) {
    this.#executor = executor;
    this.#graph = graph;
  }

  handle = (envelope: CommandEnvelope): Promise<Reply> => this.#graph.edit(() => this.#set(envelope));

  async #set(envelope: CommandEnvelope): Promise<Reply> {
    const asked = envelope as unknown as SetDependencies;
    const no = await this.#absent(asked);
    if (no !== null) return no as Reply;
    const groups = asked.data.dependencies.flatMap((need) => ('groupId' in need ? [need.groupId] : []));
    const command = { ...asked, known: await this.#graph.known(groups) };
    const { commandId } = command.meta;
    const executed = await this.#executor.execute({ ...needsStream, command, commandId, meta: eventMeta(envelope) });
    return toReply(envelope, executed);
  }

  async #absent({ data }: SetDependencies): Promise<Refusal | null> {
    if (!(await this.#isThere(data.vmId))) return absent(data.vmId, null);
    for (const [index, need] of data.dependencies.entries()) {
      if ('vmId' in need && !(await this.#isThere(need.vmId))) return absent(need.vmId, `/${index}/vm`);
      if ('groupId' in need && !(await this.#graph.isGroup(need.groupId)))
        return noGroup(need.groupId, `/${index}/group`);
    }
    return null;
  }

  async #isThere(vmId: string): Promise<boolean> {
    return (await vmState(this.#executor, vmId)).kind === 'present';
  }
}
