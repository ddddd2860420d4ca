/** Where the chain ends, over all days. */
import type { RecordedEvent } from '@chronovisor/event-store';
import type { Follower } from '@chronovisor/nest';
import { type ChainEnd, emptyChain } from '../../domain/chain/link.ts';

export class ChainEndView implements Follower {
  readonly name = 'audit.chain-end';
  #end: ChainEnd = emptyChain;

  get end(): ChainEnd {
    return this.#end;
  }

  reset(): void {
    this.#end = emptyChain;
  }

  apply(event: RecordedEvent): void {
    if (event.type !== 'audit.AccessRecorded') return;
    const { sequence, hash } = event.data as unknown as ChainEnd;
    this.#end = { sequence, hash };
  }
}
