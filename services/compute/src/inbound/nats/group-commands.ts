/** Takes the commands of groups to their streams; names are claimed and freed in the same commit. */
import { type CommandEnvelope, type Reply, groupCommands } from '@chronovisor/contracts';
import { type AnyPart, type Executed, type Executor, claimPart, releasePart } from '@chronovisor/event-store';
import { Fault, type Refusal, isRefusal, refuse } from '@chronovisor/kernel';
import { eventMeta, toReply } from '@chronovisor/nest';
import { type RingOfGroup, ringOfGroup } from '../../domain/dependencies/decide.ts';
import { type GroupCommand, groupDecider } from '../../domain/group/decide.ts';
import type { Group, GroupEvent } from '../../domain/group/state.ts';
import type { NeedsGraph } from './needs-graph.ts';

export const GROUP_TYPES: readonly string[] = groupCommands.map(({ type }) => type);

const TRIES = 10;

const claim = (key: string, owner: string): AnyPart =>
  claimPart({ kind: 'group-name', key, owner, refusalCode: 'group.name-taken' });
const release = (key: string, owner: string): AnyPart => releasePart({ kind: 'group-name', key, owner });

const partsOf = (event: GroupEvent, before: Group): readonly AnyPart[] => {
  const { groupId } = event.data;
  if (event.type === 'compute.GroupCreated') return [claim(event.data.name, groupId)];
  if (before.kind !== 'present') return [];
  if (event.type === 'compute.GroupDeleted') return [release(before.name, groupId)];
  const { name } = event.data.changes;
  return name === undefined ? [] : [claim(name, groupId), release(before.name, groupId)];
};

/** `before`: the state the decision was made on. */
const nameParts = (decision: readonly GroupEvent[] | Refusal, before: Group): readonly AnyPart[] =>
  isRefusal(decision) ? [] : decision.flatMap((event) => partsOf(event, before));

type UpdateGroup = Extract<GroupCommand, { type: 'compute.UpdateGroup' }>;

/** Where the body names the member by which a ring would close. */
const pointerTo = (memberId: string, { data: { changes } }: UpdateGroup): string => {
  const [field, ids] = changes.vmIds === undefined ? ['addVms', changes.add] : ['vms', changes.vmIds];
  const at = (ids ?? []).findIndex((id) => id === memberId);
  return at === -1 ? `/${field}` : `/${field}/${at}`;
};

const cycle = ({ named, name, memberId }: RingOfGroup, command: UpdateGroup): Refusal =>
  refuse('dependency.cycle', `${name} would need itself: ${named}`, {
    hint: 'Leave this vm out of the group, or take one of these dependencies away first.',
    errors: [{ pointer: pointerTo(memberId, command), detail: named }],
  });

export class GroupCommands {
  readonly #executor: Executor;
  readonly #graph: NeedsGraph;

  constructor(executor: Executor, graph: NeedsGraph) {
    this.#executor = executor;
    this.#graph = graph;
  }

  handle = async (envelope: CommandEnvelope): Promise<Reply> => {
    const command = envelope as unknown as GroupCommand;
    const executed = await this.#graph.edit(() => this.#execute(envelope, command));
    return toReply(envelope, executed);
  };

  /** Which names are claimed and freed follows from what is decided, hence on the very state it was decided on. */
  async #execute(envelope: CommandEnvelope, command: GroupCommand): Promise<Executed<Group>> {
    const { commandId, expectedRevision } = command.meta;
    const of = { stream: `group-${command.data.groupId}`, decider: groupDecider };
    for (let tries = 0; tries < TRIES; tries += 1) {
      const { state, revision } = await this.#executor.load(of);
      const decision = groupDecider.decide(command, state);
      const refusal = await this.#ring(command, decision);
      if (refusal !== null) return { ok: false, refusal };
      const executed = await this.#executor.execute({
        ...of,
        command,
        commandId,
        meta: eventMeta(envelope),
        also: nameParts(decision, state),
        expectedRevision: expectedRevision ?? revision,
      });
      if (executed.ok || expectedRevision !== undefined || executed.refusal.code !== 'revision.stale') return executed;
    }
    throw new Fault('store.contended', `${of.stream} changed under each of ${TRIES} tries`, { retry: 'later' });
  }

  /** What needs the group would come to need itself. */
  async #ring(command: GroupCommand, decision: readonly GroupEvent[] | Refusal): Promise<Refusal | null> {
    if (isRefusal(decision) || command.type !== 'compute.UpdateGroup') return null;
    for (const event of decision) {
      if (event.type !== 'compute.GroupUpdated') continue;
      const { groupId, changes } = event.data;
      if (changes.vmIds === undefined) continue;
      const known = await this.#graph.known([], new Map([[groupId as string, changes.vmIds]]));
      const ring = ringOfGroup(groupId, await this.#graph.needs(), known);
      if (ring !== null) return cycle(ring, command);
    }
    return null;
  }
}
