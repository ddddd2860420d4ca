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

const isAbout = (event: RecordedEvent, commandId: string): boolean =>
  (event.data as { readonly request?: Request | null } | null)?.request?.commandId === commandId;

/** Whether the events begin work for the request and leave it to be done: what ends with its own commit is done. */
const opensWork = (events: readonly RecordedEvent[], commandId: string): boolean => {
  const roles = events.filter((event) => isAbout(event, commandId)).map(({ type }) => eventRegistry.get(type));
  return (
    roles.some((role) => role?.opens !== undefined && role.ends === undefined) &&
    roles.every((role) => role?.ends === undefined)
  );
};

type Done = Extract<Executed<unknown>, { ok: true }>;

const workOf = (
  { meta: { commandId, operationId } }: CommandEnvelope,
  { events }: Done,
  joined: Request | null,
): Pick<Accepted, 'awaits' | 'operationId'> => {
  if (events.length > 0) return { awaits: opensWork(events, commandId) ? commandId : null, operationId };
  return { awaits: joined?.commandId ?? null, operationId: joined?.operationId ?? null };
};

/** `executed` may be of any decider: only its events matter. */
export const toReply = (command: CommandEnvelope, executed: Executed<unknown>, extras: ReplyExtras = {}): Reply => {
  if (!executed.ok) return executed.refusal as Reply;
  const { position, revision, duplicate } = executed;
  const accepted: Accepted = {
    kind: 'accepted',
    position,
    revision: revision < 0 ? null : revision,
    duplicate,
    ...workOf(command, executed, extras.joined ?? null),
  };
  return extras.result === undefined
    ? accepted
    : { ...accepted, result: extras.result as NonNullable<Accepted['result']> };
};
