/** Folds the acceptance of a key. */
import type { KeyAccepted, MessageOf } from '@chronovisor/contracts';
import type { Key } from './state.ts';

export const evolve = (_key: Key, { data }: MessageOf<typeof KeyAccepted>): Key => ({
  status: 'bound',
  fingerprint: data.fingerprint,
  commandId: data.commandId,
  targetId: data.targetId,
});
