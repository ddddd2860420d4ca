/** Folds the one event there is. */
import type { Settlement } from './state.ts';

export const evolve = (_settlement: Settlement, _event: unknown): Settlement => ({ status: 'settled' });
