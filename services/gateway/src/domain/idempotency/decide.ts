/** Decides whether a request may use an Idempotency-Key: the first one binds it, the same one again finds it bound. */
import type { AcceptKey, KeyAccepted, MessageOf } from '@chronovisor/contracts';
import { refuse, type Decider, type Refusal } from '@chronovisor/kernel';
import { evolve } from './evolve.ts';
import { freeKey, type Key } from './state.ts';

export type KeyMessage = MessageOf<typeof AcceptKey>;
type Accepted = MessageOf<typeof KeyAccepted>;

const decide = ({ data }: KeyMessage, key: Key): readonly Accepted[] | Refusal => {
  if (key.status === 'free') return [{ type: 'gateway.KeyAccepted', version: 1, data }];
  if (key.fingerprint === data.fingerprint) return [];
  return refuse('idempotency.key-reused', 'this Idempotency-Key was used for another request', {
    hint: 'Repeat a key only with the very same request; give a new request a new key.',
  });
};

export const keyDecider: Decider<KeyMessage, Key, Accepted> = { initial: freeKey, decide, evolve };
