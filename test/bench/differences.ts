/** What it takes to compare two moments of a long log, and how long others wait meanwhile. */
import type { House } from '../e2e/support/house.ts';
import { type Row, median } from './result.ts';

const SPAN = 1_000;
const ROUNDS = 5;

/** Another client's small reads, one after the other, until told to stop; gives the longest. */
const othersWait = (house: House): (() => Promise<number>) => {
  const over = new AbortController();
  let longest = 0;
  const reading = (async () => {
    while (!over.signal.aborted) {
      const begun = performance.now();
      await (await house.api.raw('/vms?limit=1')).arrayBuffer();
      longest = Math.max(longest, performance.now() - begun);
    }
  })();
  return async () => {
    over.abort();
    await reading;
    return longest;
  };
};

const timeOf = async (house: House, query: string): Promise<{ readonly ms: number; readonly items: number }> => {
  const begun = performance.now();
  const { status, body } = await house.api.get(`/diff?${query}`);
  if (status !== 200) throw new Error(`GET /diff?${query}: ${status} ${JSON.stringify(body)}`);
  return { ms: performance.now() - begun, items: (body['items'] as readonly unknown[]).length };
};

/** Spans at the beginning, in the middle and at the end: where it lies must not matter. */
export const differenceRows = async (house: House, head: number): Promise<readonly Row[]> => {
  const starts = Array.from(
    { length: ROUNDS },
    (_, index) => 1 + Math.floor((index * (head - SPAN - 1)) / (ROUNDS - 1)),
  );
  const stop = othersWait(house);
  const spans = [];
  for (const from of starts) spans.push(await timeOf(house, `from=${from}&to=${from + SPAN}`));
  const one = await timeOf(house, `from=${starts[1]}&subject=vms/scale-1`);
  const longest = await stop();
  return [
    {
      name: `GET /diff over ${SPAN} of ${head} events, wherever they lie`,
      figure: median(spans.map(({ ms }) => ms)),
      unit: 'ms',
      reach: '<=',
      target: 1_000,
      detail: { spans, one },
    },
    { name: 'longest GET /vms meanwhile', figure: longest, unit: 'ms', reach: '<=', target: 100, detail: {} },
  ];
};
