/** Repeats what was decided on a state that another writer has changed in the meantime. */
import { type Executed } from '@chronovisor/event-store';
import { Fault } from '@chronovisor/kernel';

const TRIES = 10;

/** `act` reads anew and hands in the revision it saw. With a revision of the sender's own there is no second try. */
export const onFreshState = async <S>(
  wanted: number | undefined,
  act: () => Promise<Executed<S>>,
): Promise<Executed<S>> => {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const outcome = await act();
    if (outcome.ok || wanted !== undefined || outcome.refusal.code !== 'revision.stale') return outcome;
  }
  throw new Fault('store.contended', `the state changed under each of ${TRIES} tries`, { retry: 'later' });
};
