/** Says when the wish to end is a request and when an order. */
import { EventEmitter } from 'node:events';

import { describe, expect, it } from 'vitest';

import { listenForEnding, pause } from './ending.ts';

const at = (): {
  source: EventEmitter;
  set: (milliseconds: number) => void;
  ending: ReturnType<typeof listenForEnding>;
} => {
  const source = new EventEmitter();
  let now = 5_000;
  return { source, set: (milliseconds) => (now = milliseconds), ending: listenForEnding(source, () => now) };
};

describe('the wish to end', () => {
  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'])('is heard as %s', (signal) => {
    const { source, ending } = at();
    source.emit(signal);
    expect([ending.signal.aborted, ending.now.aborted]).toEqual([true, false]);
  });

  it('that arrives twice for one key press is still a request', () => {
    const { source, set, ending } = at();
    source.emit('SIGINT');
    set(5_400);
    source.emit('SIGINT');
    expect(ending.now.aborted).toBe(false);
  });

  it('said again later is an order', () => {
    const { source, set, ending } = at();
    source.emit('SIGINT');
    set(6_500);
    source.emit('SIGINT');
    expect(ending.now.aborted).toBe(true);
  });

  it('is not listened for any more after the release', () => {
    const { source, ending } = at();
    ending.release();
    expect(source.eventNames()).toEqual([]);
    source.emit('SIGTERM');
    expect(ending.signal.aborted).toBe(false);
  });
});

describe('a pause', () => {
  it('passes undisturbed, or ends with the wish', async () => {
    const controller = new AbortController();
    expect(await pause(1, controller.signal)).toBe(true);
    const long = pause(3_600_000, controller.signal);
    controller.abort();
    expect(await long).toBe(false);
    expect(await pause(3_600_000, controller.signal)).toBe(false);
  });
});
