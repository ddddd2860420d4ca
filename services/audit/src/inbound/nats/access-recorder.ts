/** Records accesses one after the other, each on the link before it, whichever day that was. */
import type { CommandEnvelope, Reply } from '@chronovisor/contracts';
import type { EventStore, Executor } from '@chronovisor/event-store';
import { type Tail, eventMeta, toReply } from '@chronovisor/nest';
import { type ChainCommand, chainDecider } from '../../domain/chain/decide.ts';
import { type ChainEnd, emptyChain, laterOf } from '../../domain/chain/link.ts';
import type { ChainEndView } from '../../projections/trail/chain-end-view.ts';

export interface AccessRecorderParts {
  readonly store: Pick<EventStore, 'head'>;
  readonly executor: Executor;
  readonly tail: Pick<Tail, 'waitFor'>;
  readonly chain: ChainEndView;
}

export class AccessRecorder {
  readonly #parts: AccessRecorderParts;
  #last: Promise<unknown> = Promise.resolve();
  #written: ChainEnd = emptyChain;
  /** What became of the record before is not known. */
  #isUnsure = false;

  constructor(parts: AccessRecorderParts) {
    this.#parts = parts;
  }

  /** Where the chain ends as far as this process wrote or read it. */
  get end(): ChainEnd {
    return laterOf(this.#parts.chain.end, this.#written);
  }

  record(envelope: CommandEnvelope): Promise<Reply> {
    // Two at once, on different days, would both continue the same link.
    const turn = this.#last.then(() => this.#next(envelope));
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  async #next(envelope: CommandEnvelope): Promise<Reply> {
    const { store, executor, tail } = this.#parts;
    if (this.#isUnsure) await tail.waitFor(await store.head());
    this.#isUnsure = true;
    const executed = await executor.execute({
      stream: `audit-${envelope.meta.at.slice(0, 10)}`,
      decider: chainDecider,
      command: { ...envelope, facts: { before: this.end } } as unknown as ChainCommand,
      commandId: envelope.meta.commandId,
      meta: eventMeta(envelope),
    });
    if (executed.ok) this.#written = laterOf(executed.state.end, this.#written);
    this.#isUnsure = false;
    return toReply(envelope, executed);
  }
}
