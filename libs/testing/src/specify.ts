/** Given, when, then: a decider's rules read as sentences. */
import { type Decider, type Refusal, isRefusal } from '@chronovisor/kernel';
import { expect } from 'vitest';

/** What holds beside the answer. Has no `then`, so that a test may return it. */
export interface Further<S> {
  /** The state afterwards. */
  thenState(look: (state: S) => void): Further<S>;
  /** The same command delivered a second time: nothing happens twice. */
  thenOnlyOnce(): Further<S>;
  readonly state: S;
}

/** What one command came to. */
export interface Outcome<S, E> extends Further<S> {
  /** Exactly these events, in order. */
  then(events: readonly E[]): Further<S>;
  /** These event types, in order; for when the data is not the point. */
  thenTypes(...types: readonly string[]): Further<S>;
  thenRefused(code: string, detail?: Partial<Refusal>): void;
  /** Accepted, and nothing happened: everything was as asked. */
  thenNothing(): Further<S>;
  readonly events: readonly E[];
}

export interface Given<C, S, E> {
  when(command: C): Outcome<S, E>;
  /** Further events. */
  and(events: readonly E[]): Given<C, S, E>;
  /** Carries a command out: its events become given ones. A refusal fails the test. */
  after(command: C): Given<C, S, E>;
  readonly state: S;
}

export interface Specification<C, S, E> {
  given(events: readonly E[]): Given<C, S, E>;
  /** On a stream without events. */
  when(command: C): Outcome<S, E>;
}

/**
 * Asking twice is not an error: the same command on the state it made gives nothing or a refusal, never further events.
 * Throws when it does.
 */
export const expectOnce = <C, S, E>(decider: Decider<C, S, E>, state: S, command: C): void => {
  const first = decider.decide(command, state);
  if (isRefusal(first)) return;
  const again = decider.decide(command, first.reduce(decider.evolve, state));
  if (!isRefusal(again)) expect(again, 'the repeated command made events').toEqual([]);
};

const eventsOf = <E>(decision: readonly E[] | Refusal): readonly E[] =>
  isRefusal(decision) ? expect.fail(`refused with ${decision.code}: ${decision.message}`) : decision;

const outcomeOf = <C, S, E>(decider: Decider<C, S, E>, before: S, command: C): Outcome<S, E> => {
  const decision = decider.decide(command, before);
  const further: Further<S> = {
    get state() {
      return eventsOf(decision).reduce(decider.evolve, before);
    },
    thenState: (look) => {
      look(further.state);
      return further;
    },
    thenOnlyOnce: () => {
      expectOnce(decider, before, command);
      return further;
    },
  };
  const gives = (events: readonly E[]): Further<S> => {
    expect(eventsOf(decision)).toEqual(events);
    return further;
  };
  return Object.create(further, {
    events: { get: () => eventsOf(decision) },
    // oxlint-disable-next-line unicorn/no-thenable -- given, when, then; what it gives back can be awaited.
    then: { value: gives },
    thenNothing: { value: () => gives([]) },
    thenTypes: {
      value: (...types: readonly string[]) => {
        expect(eventsOf(decision).map((event) => (event as { type: string }).type)).toEqual(types);
        return further;
      },
    },
    thenRefused: {
      value: (code: string, detail: Partial<Refusal> = {}) => {
        expect(decision).toMatchObject({ kind: 'refusal', code, ...detail });
      },
    },
  }) as Outcome<S, E>;
};

const givenState = <C, S, E>(decider: Decider<C, S, E>, state: S): Given<C, S, E> => ({
  when: (command) => outcomeOf(decider, state, command),
  and: (events) => givenState(decider, events.reduce(decider.evolve, state)),
  after: (command) => givenState(decider, outcomeOf(decider, state, command).state),
  state,
});

export const specify = <C, S, E>(decider: Decider<C, S, E>): Specification<C, S, E> => ({
  given: (events) => givenState(decider, events.reduce(decider.evolve, decider.initial)),
  when: (command) => outcomeOf(decider, decider.initial, command),
});
