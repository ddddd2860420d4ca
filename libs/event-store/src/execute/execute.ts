/** Load, decide, append: written once, for every service. The only caller of `store.append`. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Fault, isFault, isRefusal, refuse, type Decider, type Refusal } from '@chronovisor/kernel';
import type { EventMeta, EventStore, RecordedEvent } from '../port.ts';
import {
  decideAll,
  isCertain,
  isSomething,
  writesOf,
  wouldBe,
  type AnyPart,
  type Plan,
  type PlannedStream,
} from './plan.ts';
import { currentRehearsal, newRehearsal, type Rehearsal } from './rehearsal.ts';
import { createStreamLocks } from './stream-locks.ts';
import { StreamStates, type Folded } from './stream-states.ts';
import { createUpcast, type DomainEvent, type History } from './upcasting.ts';

export interface Execution<C, S, E extends DomainEvent> {
  readonly stream: string;
  readonly decider: Decider<C, S, E>;
  readonly command: C;
  /** Becomes the commit's id: the same command is recorded once, for ever. */
  readonly commandId: string;
  /** Goes into every event. `fingerprint` tells whether a repeated id comes with the same request. */
  readonly meta: EventMeta;
  /** Refused with `revision.stale` when the stream is elsewhere; -1 means "without events". */
  readonly expectedRevision?: number;
  /** Decided together with the first and recorded in the same commit; one refusal refuses all. */
  readonly also?: readonly AnyPart[];
  /** Decides only: the events come back as they would be recorded, and are not. So it is for all that runs in a rehearsal. */
  readonly dryRun?: boolean;
}

export type Executed<S> =
  | {
      readonly ok: true;
      /** True when this command had been recorded before; `events` are then the recorded ones. */
      readonly duplicate: boolean;
      /** Of all streams of the commit. Empty when the command changed nothing. */
      readonly events: readonly RecordedEvent[];
      readonly state: S;
      /** Of the stream, -1 when it has no events. */
      readonly revision: number;
      /** A view that has applied this position shows the outcome. */
      readonly position: number;
    }
  | { readonly ok: false; readonly refusal: Refusal };

export interface ExecutorOptions extends History {
  /** Streams whose states are kept in memory. */
  readonly cacheSize?: number;
  /** Stamps what a dry run gives back. */
  readonly now?: () => Date;
}

export interface Executor {
  execute<C, S, E extends DomainEvent>(execution: Execution<C, S, E>): Promise<Executed<S>>;
  load<C, S, E extends DomainEvent>(of: {
    readonly stream: string;
    readonly decider: Decider<C, S, E>;
  }): Promise<Folded<S>>;
}

// oxlint-disable-next-line typescript/no-explicit-any
type AnyExecution = Execution<any, any, any>;
type Outcome = Executed<unknown>;

const TRIES = 8;
const CACHE_SIZE = 10_000;

class StoreExecutor implements Executor {
  readonly #store: EventStore;
  readonly #states: StreamStates;
  readonly #locks = createStreamLocks();
  readonly #now: () => Date;

  constructor(store: EventStore, options: ExecutorOptions) {
    this.#store = store;
    this.#states = new StreamStates(store, createUpcast(options), options.cacheSize ?? CACHE_SIZE);
    this.#now = options.now ?? (() => new Date());
  }

  async execute<C, S, E extends DomainEvent>(execution: Execution<C, S, E>): Promise<Executed<S>> {
    const parts: readonly AnyPart[] = [execution, ...(execution.also ?? [])];
    const free = await this.#locks.lock(parts.map(({ stream }) => stream));
    const rehearsal = currentRehearsal() ?? (execution.dryRun === true ? newRehearsal() : null);
    try {
      const outcome =
        rehearsal === null ? await this.#perform(execution, parts) : await this.#rehearse(execution, parts, rehearsal);
      return outcome as Executed<S>;
    } finally {
      free();
    }
  }

  async load<C, S, E extends DomainEvent>(of: {
    readonly stream: string;
    readonly decider: Decider<C, S, E>;
  }): Promise<Folded<S>> {
    const rehearsal = currentRehearsal();
    const states = rehearsal === undefined ? this.#states : this.#states.ahead(rehearsal);
    return states.load(of.stream, of.decider, true);
  }

  async #perform(execution: AnyExecution, parts: readonly AnyPart[]): Promise<Outcome> {
    let hindrance: Fault | undefined;
    for (let tries = 0; tries < TRIES; tries += 1) {
      if (tries > 0) await sleep(Math.random() * 10 * 2 ** tries);
      const plan = await this.#plan(execution, parts, tries > 0);
      if (!isSomething(plan)) return this.#answerNothing(execution, plan);
      try {
        const outcome = await this.#append(execution, plan);
        if (outcome) return outcome;
        hindrance = undefined;
      } catch (error) {
        // Trying again with the same id is how the outcome becomes known.
        if (!isFault(error) || error.retry !== 'look-first') throw error;
        hindrance = error;
      }
    }
    throw hindrance ?? this.#contended(execution.stream);
  }

  /** A remembered state is good enough to append to, since the store checks it; to say "no" or "nothing to do here", it is not. */
  async #plan(execution: AnyExecution, parts: readonly AnyPart[], fresh: boolean): Promise<Plan> {
    const { expectedRevision } = execution;
    const given = expectedRevision === undefined ? { parts } : { parts, expectedRevision };
    const plan = await decideAll(this.#states, { ...given, fresh });
    return fresh || isCertain(plan) ? plan : decideAll(this.#states, { ...given, fresh: true });
  }

  /** Null after a conflict. */
  async #append(execution: AnyExecution, plan: readonly PlannedStream[]): Promise<Outcome | null> {
    const result = await this.#store.append({ id: execution.commandId, writes: writesOf(plan, execution.meta) });
    if (!result.ok) {
      this.#forgetIfLost(plan, result.conflict);
      return null;
    }
    if (result.duplicate) return this.#answerDuplicate(execution, result.events);
    const [first] = plan.map(({ stream, decider, before }) => this.#states.add(stream, decider, before, result.events));
    return {
      ok: true,
      duplicate: false,
      events: result.events,
      ...(first as Folded<unknown>),
      position: result.position,
    };
  }

  /** A stream shorter than remembered: the store was put back to an older state under us. */
  #forgetIfLost(plan: readonly PlannedStream[], conflict: { stream: string; actual: number | 'no-stream' }): void {
    const before = plan.find(({ stream }) => stream === conflict.stream)?.before;
    const actual = conflict.actual === 'no-stream' ? -1 : conflict.actual;
    if (before && actual < before.revision) this.#states.forget(conflict.stream);
  }

  async #answerNothing(execution: AnyExecution, plan: Plan): Promise<Outcome> {
    const recorded = await this.#store.findCommit(execution.stream, execution.commandId);
    if (recorded) return this.#answerDuplicate(execution, recorded);
    if (isRefusal(plan)) return { ok: false, refusal: plan };
    return { ok: true, duplicate: false, events: [], ...(plan[0] as PlannedStream).before };
  }

  async #answerDuplicate(execution: AnyExecution, events: readonly RecordedEvent[]): Promise<Outcome> {
    const given = execution.meta['fingerprint'];
    const stored = events[0]?.meta['fingerprint'];
    const other = given !== undefined && stored !== undefined && given !== stored;
    if (other || !events.some(({ stream }) => stream === execution.stream)) {
      return {
        ok: false,
        refusal: refuse('command.id-reused', `the command id ${execution.commandId} was used for another command`, {
          hint: 'Repeat an id only with the very same request; give a new request a new id.',
        }),
      };
    }
    const { state, revision } = await this.#states.load(execution.stream, execution.decider, true);
    return { ok: true, duplicate: true, events, state, revision, position: events.at(-1)?.position ?? 0 };
  }

  async #rehearse(execution: AnyExecution, parts: readonly AnyPart[], rehearsal: Rehearsal): Promise<Outcome> {
    const { expectedRevision } = execution;
    const given = expectedRevision === undefined ? { parts } : { parts, expectedRevision };
    const plan = await decideAll(this.#states.ahead(rehearsal), { ...given, fresh: true });
    if (isRefusal(plan)) return { ok: false, refusal: plan };
    const events = wouldBe(writesOf(plan, execution.meta), execution.commandId, this.#now().toISOString());
    rehearsal.events.push(...events);
    for (const written of plan.filter((each) => each.events.length > 0)) {
      rehearsal.ahead.set(written.stream, { decider: written.decider, folded: foldedAfter(written) });
    }
    return { ok: true, duplicate: false, events, ...foldedAfter(plan[0] as PlannedStream) };
  }

  #contended(stream: string): Fault {
    return new Fault('store.contended', `${stream} changed under each of ${TRIES} tries`, {
      retry: 'later',
      facts: { stream },
    });
  }
}

const foldedAfter = ({ state, before, events }: PlannedStream): Folded<unknown> => ({
  state,
  revision: before.revision + events.length,
  position: before.position,
});

export const createExecutor = (store: EventStore, options: ExecutorOptions = {}): Executor =>
  new StoreExecutor(store, options);
