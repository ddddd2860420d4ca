/** Decides all parts of one command over their states; nothing is appended here. */
import { isRefusal, refuse, type Decider, type Refusal } from '@chronovisor/kernel';
import type { EventMeta, RecordedEvent, StreamWrite } from '../port.ts';
import { eventIdOf } from '../commit.ts';
import type { Folded, States } from './stream-states.ts';
import type { DomainEvent } from './upcasting.ts';

/** One stream, what decides over it, and the command for it. */
export interface Part<C, S, E extends DomainEvent> {
  readonly stream: string;
  readonly decider: Decider<C, S, E>;
  readonly command: C;
}

/** A part among parts of other types; `part()` checks it on its own before it goes in here. */
// oxlint-disable-next-line typescript/no-explicit-any
export type AnyPart = Part<any, any, any>;

/** Holds a part's command to its decider, where `also` alone would take any. */
export const part = <C, S, E extends DomainEvent>(one: Part<C, S, E>): AnyPart => one;

export interface PlannedStream {
  readonly stream: string;
  readonly decider: AnyPart['decider'];
  /** What was loaded. */
  readonly before: Folded<unknown>;
  /** With the decided events folded in. */
  readonly state: unknown;
  readonly events: readonly DomainEvent[];
}

export type Plan = readonly PlannedStream[] | Refusal;

export interface Planning {
  readonly parts: readonly AnyPart[];
  readonly expectedRevision?: number;
  readonly fresh: boolean;
}

const stale = (expected: number, actual: number): Refusal =>
  refuse('revision.stale', `revision ${expected} was expected, but it is at ${actual}`, {
    hint: 'Read it again, look at what changed, and repeat the request with the new revision.',
  });

/** The first part's stream comes first. Parts on one stream see each other's events. */
export const decideAll = async (states: States, { parts, expectedRevision, fresh }: Planning): Promise<Plan> => {
  const planned = new Map<string, PlannedStream>();
  for (const { stream, decider, command } of parts) {
    const before = await states.load(stream, decider, fresh);
    if (planned.size === 0 && expectedRevision !== undefined && expectedRevision !== before.revision) {
      return stale(expectedRevision, before.revision);
    }
    const current = planned.get(stream) ?? { stream, decider, before, state: before.state, events: [] };
    if (current.decider !== decider) throw new Error(`two deciders for the stream ${stream} in one command`);
    const decision: readonly DomainEvent[] | Refusal = decider.decide(command, current.state);
    if (isRefusal(decision)) return decision;
    const state: unknown = decision.reduce<unknown>(decider.evolve, current.state);
    planned.set(stream, { ...current, state, events: [...current.events, ...decision] });
  }
  return [...planned.values()];
};

export const isSomething = (plan: Plan): plan is readonly PlannedStream[] =>
  !isRefusal(plan) && plan.some(({ events }) => events.length > 0);

/** Every stream decided over is written to, so the append checks every state that was decided on. */
export const isCertain = (plan: Plan): boolean => !isRefusal(plan) && plan.every(({ events }) => events.length > 0);

export const writesOf = (plan: readonly PlannedStream[], meta: EventMeta): StreamWrite[] =>
  plan
    .filter(({ events }) => events.length > 0)
    .map(({ stream, before, events }) => ({
      stream,
      expected: before.revision < 0 ? 'no-stream' : before.revision,
      events: events.map(({ type, version, data }) => ({ type, version, data: data as RecordedEvent['data'], meta })),
    }));

/** The events as they would be recorded, at position 0 because they are not. */
export const wouldBe = (writes: readonly StreamWrite[], commitId: string, at: string): RecordedEvent[] => {
  let index = 0;
  return writes.flatMap(({ stream, expected, events }) => {
    const first = typeof expected === 'number' ? expected + 1 : 0;
    return events.map((event, offset) => ({
      ...event,
      id: eventIdOf(commitId, index++),
      stream,
      revision: first + offset,
      position: 0,
      commitId,
      at,
    }));
  });
};
