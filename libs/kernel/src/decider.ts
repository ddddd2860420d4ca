/** The one shape of a decision: pure functions over commands, states and events. After emmett's Decider. */
import type { Refusal } from './refusal.ts';

export interface Decider<Command, State, Event> {
  readonly initial: State;
  readonly decide: (command: Command, state: State) => readonly Event[] | Refusal;
  readonly evolve: (state: State, event: Event) => State;
}
