/** What events and replies say of the work that a bulk waits for. */
import { type Problem, SagaEnded, type MessageOf, eventRegistry } from '@chronovisor/contracts';
import type { RecordedEvent } from '@chronovisor/event-store';
import { endedRequest } from '@chronovisor/saga';

export interface EndOfWork {
  /** The command that began it. */
  readonly commandId: string;
  /** Null when it went well. */
  readonly problem: Problem | null;
}

const SAGA = 'saga-';

const cancelled: Problem = { code: 'operation.cancelled', message: 'its operation was cancelled' };
const failed: Problem = { code: 'operation.failed', message: 'its operation failed without saying why' };

const problemFor = (ends: string | undefined, problem: Problem | null | undefined): Problem | null => {
  if (ends === 'succeeded') return null;
  return problem ?? (ends === 'cancelled' ? cancelled : failed);
};

/** Work of one step ends with its request; work of several with its saga, which the operation is called by. */
export const endOfWork = (event: RecordedEvent): EndOfWork | null => {
  if (event.type === SagaEnded.type) {
    const { outcome, problem } = event.data as unknown as MessageOf<typeof SagaEnded>['data'];
    return { commandId: event.stream.slice(SAGA.length), problem: problemFor(outcome, problem) };
  }
  const request = endedRequest(event);
  if (request === null) return null;
  const { problem } = event.data as { readonly problem?: Problem | null };
  return { commandId: request.commandId, problem: problemFor(eventRegistry.get(event.type)?.ends, problem) };
};
