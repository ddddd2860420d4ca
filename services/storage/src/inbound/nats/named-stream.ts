/** Executes a command together with what must be recorded with it: the claim or release of a name, the room it takes. */
import type { CommandEnvelope } from '@chronovisor/contracts';
import {
  type AnyPart,
  type DomainEvent,
  type Executed,
  type Executor,
  claimPart,
  releasePart,
} from '@chronovisor/event-store';
import { type Decider, Fault, isRefusal } from '@chronovisor/kernel';
import { eventMeta } from '@chronovisor/nest';

/** A unique name as the claims know it. */
export type Name = Parameters<typeof claimPart>[0];

export interface NamedStream<C, S, E extends DomainEvent> {
  readonly stream: string;
  readonly decider: Decider<C, S, E>;
  readonly command: C;
  /** The name its bearer holds in that state. */
  readonly nameIn: (state: S) => Name | null;
  /** What else goes with the change from one state to the next. */
  readonly alsoFor?: (before: S, after: S) => Promise<readonly AnyPart[]>;
}

const TRIES = 10;

const namesFor = (had: Name | null, has: Name | null): readonly AnyPart[] => {
  if (had === null && has !== null) return [claimPart(has)];
  return had !== null && has === null ? [releasePart(had)] : [];
};

const changesOf = async <C, S, E extends DomainEvent>(
  { decider, command, nameIn, alsoFor }: NamedStream<C, S, E>,
  before: S,
): Promise<readonly AnyPart[]> => {
  const decision = decider.decide(command, before);
  if (isRefusal(decision) || decision.length === 0) return [];
  const after = decision.reduce(decider.evolve, before);
  return [...namesFor(nameIn(before), nameIn(after)), ...((await alsoFor?.(before, after)) ?? [])];
};

/** The claims and reservations were chosen for one revision, so they are recorded on that one only; on another they are chosen anew. */
export const executeNamed = async <C, S, E extends DomainEvent>(
  executor: Executor,
  envelope: CommandEnvelope,
  of: NamedStream<C, S, E>,
): Promise<Executed<S>> => {
  const { stream, decider, command } = of;
  const { commandId, expectedRevision } = envelope.meta;
  for (let tries = 0; tries < TRIES; tries += 1) {
    const { state, revision } = await executor.load({ stream, decider });
    const executed = await executor.execute({
      stream,
      decider,
      command,
      commandId,
      meta: eventMeta(envelope),
      expectedRevision: expectedRevision ?? revision,
      also: await changesOf(of, state),
    });
    const isStale = !executed.ok && executed.refusal.code === 'revision.stale';
    if (!isStale || expectedRevision !== undefined) return executed;
  }
  throw new Fault('store.contended', `${stream} changed under each of ${TRIES} tries`, { retry: 'later' });
};
