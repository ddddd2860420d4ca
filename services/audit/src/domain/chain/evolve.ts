/** Folds one day of the trail. */
import type { Chain, ChainEvent } from './state.ts';

export const evolve = (_state: Chain, { data }: ChainEvent): Chain => ({
  end: { sequence: data.sequence, hash: data.hash },
});
