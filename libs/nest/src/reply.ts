/** Turns what the executor did into the answer on the bus. */
import { type Accepted, type CommandEnvelope, type Reply, type Request, eventRegistry } from '@chronovisor/contracts';
import type { Executed, RecordedEvent } from '@chronovisor/event-store';
import type { Json } from '@chronovisor/kernel';

export interface ReplyExtras {
  /** The request already under way that this command asked for as well. */
  readonly joined?: Request | null;
  /** What the sender needs at once, when the work is done. */
  readonly result?: Json;
}

const requestOf = (event: RecordedEvent): Request | null =>
  ((event.data as { readonly request?: Request | null } | null)?.request ?? null) as Request | null;

const opensWork = (event: RecordedEvent, commandId: string): boolean => {
  const definition = eventRegistry.get(event.type);
  return definition?.opens !== undefined && definition.ends === undefined && requestOf(event)?.commandId === commandId;
};

/** `executed` may be of any decider: only its events matter. */
export const toReply = (command: CommandEnvelope, executed: Executed<unknown>, extras: ReplyExtras = {}): Reply => {
  if (!executed.ok) return executed.refusal as Reply;
  const { commandId, operationId } = command.meta;
  const joined = extras.joined ?? null;
  const opened = executed.events.some((event) => opensWork(event, commandId));
  const changed = executed.events.length > 0;
  const accepted: Accepted = {
    kind: 'accepted',
    position: executed.position,
    revision: executed.revision < 0 ? null : executed.revision,
    duplicate: executed.duplicate,
    awaits: opened ? commandId : changed ? null : (joined?.commandId ?? null),
    operationId: changed ? operationId : (joined?.operationId ?? null),
  };
  return extras.result === undefined
    ? accepted
    : { ...accepted, result: extras.result as NonNullable<Accepted['result']> };
};
