/** Records accesses one after the other, each on the link before it, whichever day that was and whichever process wrote it. */
import type { CommandEnvelope, Reply } from '@chronovisor/contracts';
import type { EventStore, Executed, Executor } from '@chronovisor/event-store';
import { Fault } from '@chronovisor/kernel';
import { type Tail, eventMeta, toReply } from '@chronovisor/nest';
import { type ChainCommand, DAY_OVER, chainDecider } from '../../domain/chain/decide.ts';
import type { ChainEnd } from '../../domain/chain/link.ts';
import { type ChainPlace, laterPlace, noPlace } from '../../domain/chain/place.ts';
import { type Chain, noChain } from '../../domain/chain/state.ts';
import { type ChainEndView, auditStream } from '../../projections/trail/chain-end-view.ts';

export interface AccessRecorderParts {
  readonly store: Pick<EventStore, 'head'>;
  readonly executor: Executor;
  readonly tail: Pick<Tail, 'waitFor'>;
  readonly chain: ChainEndView;
}

/** How often another process may begin a day before us. */
const TRIES = 5;

export class AccessRecorder {
  readonly #parts: AccessRecorderParts;
  #last: Promise<unknown> = Promise.resolve();
  #written: ChainPlace = noPlace;
  /** What became of the record before is not known. */
  #isUnsure = false;

  constructor(parts: AccessRecorderParts) {
    this.#parts = parts;
  }

  /** Where the chain ends as far as this process wrote or read it. */
  get end(): ChainEnd {
    return this.#place.end;
  }

  record(envelope: CommandEnvelope): Promise<Reply> {
    // One after the other here; other processes are met in the store.
    const turn = this.#last.then(() => this.#next(envelope));
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  get #place(): ChainPlace {
    return laterPlace(this.#parts.chain.place, this.#written);
  }

  async #next(envelope: CommandEnvelope): Promise<Reply> {
    for (let tries = 0; tries < TRIES; tries += 1) {
      if (this.#isUnsure) await this.#seeAll();
      this.#isUnsure = true;
      const executed = await this.#execute(envelope);
      this.#isUnsure = !executed.ok && executed.refusal.code === DAY_OVER;
      if (!this.#isUnsure) return toReply(envelope, executed);
    }
    throw new Fault('store.contended', `the day changed under each of ${TRIES} tries`, { retry: 'later' });
  }

  async #execute(envelope: CommandEnvelope): Promise<Executed<Chain>> {
    const { end: before, day } = this.#place;
    const executed = await this.#parts.executor.execute({
      stream: auditStream(day),
      decider: chainDecider,
      command: { ...envelope, facts: { before, day } } as unknown as ChainCommand,
      commandId: envelope.meta.commandId,
      meta: eventMeta(envelope),
    });
    const { end, latest } = executed.ok ? executed.state : noChain;
    if (end !== null) this.#written = laterPlace({ end, day: latest > day ? latest : day }, this.#written);
    return executed;
  }

  async #seeAll(): Promise<void> {
    const { store, tail } = this.#parts;
    await tail.waitFor(await store.head());
  }
}
