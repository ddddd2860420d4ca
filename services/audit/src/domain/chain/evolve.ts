/** Folds one day of the trail. */
import type { Chain, ChainEvent } from './state.ts';

export const evolve = ({ latest }: Chain, { data }: ChainEvent): Chain => {
  const day = data.access.at.slice(0, 10);
  return { end: { sequence: data.sequence, hash: data.hash }, latest: day > latest ? day : latest };
};
