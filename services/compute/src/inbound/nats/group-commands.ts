/** Takes the commands of groups to their streams; names are claimed and freed in the same commit. */
import { type CommandEnvelope, type Reply, groupCommands } from '@chronovisor/contracts';
import { type AnyPart, type Executed, type Executor, claimPart, releasePart } from '@chronovisor/event-store';
import { Fault, type Refusal, isRefusal } from '@chronovisor/kernel';
import { eventMeta, toReply } from '@chronovisor/nest';
import { type GroupCommand, groupDecider } from '../../domain/group/decide.ts';
import type { Group, GroupEvent } from '../../domain/group/state.ts';

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

export class GroupCommands {
  readonly #executor: Executor;

  constructor(executor: Executor) {
    this.#executor = executor;
  }

  handle = async (envelope: CommandEnvelope): Promise<Reply> => {
    const command = envelope as unknown as GroupCommand;
    const of = { stream: `group-${command.data.groupId}`, decider: groupDecider };
    return toReply(envelope, await this.#execute(envelope, command, of));
  };

  /** Which names are claimed and freed follows from what is decided, hence on the very state it was decided on. */
  async #execute(
    envelope: CommandEnvelope,
    command: GroupCommand,
    of: { readonly stream: string; readonly decider: typeof groupDecider },
  ): Promise<Executed<Group>> {
    const { commandId, expectedRevision } = command.meta;
    for (let tries = 0; tries < TRIES; tries += 1) {
      const { state, revision } = await this.#executor.load(of);
      const executed = await this.#executor.execute({
        ...of,
        command,
        commandId,
        meta: eventMeta(envelope),
        also: nameParts(groupDecider.decide(command, state), state),
        expectedRevision: expectedRevision ?? revision,
      });
      if (executed.ok || expectedRevision !== undefined || executed.refusal.code !== 'revision.stale') return executed;
    }
    throw new Fault('store.contended', `${of.stream} changed under each of ${TRIES} tries`, { retry: 'later' });
  }
}
