/** Hears from the server that something was appended by anyone, so that followers look at once instead of at the next poll. */
import { END, STREAM_NAME, type KurrentDBClient } from '@kurrent/kurrentdb-client';
import { OWN_STREAMS } from './kurrent-events.ts';

const AGAIN_MS = 1000;

/** Carries no events to anybody: a hint that is lost costs a poll's time and nothing else, which is why its errors end here. */
export const createHint = (client: KurrentDBClient, onHint: () => void) => {
  let stream: ReturnType<KurrentDBClient['subscribeToAll']> | null = null;
  let timer: NodeJS.Timeout | undefined;
  let wanted = false;
  const listen = (): void => {
    const current = client.subscribeToAll({
      fromPosition: END,
      filter: { filterOn: STREAM_NAME, regex: OWN_STREAMS, checkpointInterval: 1000 },
    });
    stream = current;
    current.on('data', onHint);
    current.on('error', () => again(current));
    current.on('end', () => again(current));
  };
  const again = (ended: unknown): void => {
    if (!wanted || stream !== ended) return;
    stream = null;
    timer = setTimeout(listen, AGAIN_MS);
  };
  return {
    start: (): void => {
      if (wanted) return;
      wanted = true;
      listen();
    },
    stop: async (): Promise<void> => {
      wanted = false;
      clearTimeout(timer);
      await stream?.unsubscribe();
      stream = null;
    },
  };
};
