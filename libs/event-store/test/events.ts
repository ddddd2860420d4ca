/** Short words for the commits and reads of the store's specs. */
import type { Commit, EventStore, Expected, NewEvent, ReadOptions, RecordedEvent } from '../src/port.ts';

export const event = (n: number, text = ''): NewEvent => ({
  type: 'test.Happened',
  version: 1,
  data: { n, text, list: [null, true, 1.5, 'ü€😀'] },
  meta: { actor: 'ann', traceparent: '00-1-2-01' },
});

export const commit = (id: string, stream: string, expected: Expected, ...numbers: number[]): Commit => ({
  id,
  writes: [{ stream, expected, events: (numbers.length > 0 ? numbers : [0]).map((n) => event(n)) }],
});

export const numberIn = (recorded: RecordedEvent): number => (recorded.data as { n: number }).n;

export const collect = async <T>(items: AsyncIterable<T>): Promise<T[]> => {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
};

export const numbersOf = async (store: EventStore, stream: string, options?: ReadOptions): Promise<number[]> =>
  (await collect(store.read(stream, options))).map(numberIn);

/** Resolves when the condition holds; the test's own time limit ends a wait that is in vain. */
export const until = async (condition: () => boolean): Promise<void> => {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
};
