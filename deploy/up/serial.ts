/** Shows what a guest writes on its serial console until it says that it is ready. */
import { ApiFailure, type Api } from './api.ts';
import type { Voice } from './say.ts';

/** What the built-in guest says last. */
const readyWord = '@@READY';
const patience = 120_000;

async function* lines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of chunks) {
    rest += decoder.decode(chunk, { stream: true });
    const whole = rest.split(/\r*\n/);
    rest = whole.pop() ?? '';
    yield* whole;
  }
  if (rest !== '') yield rest;
}

/** Firmware and kernels move the cursor about; on a shared terminal only their words are wanted. */
export const printable = (text: string): string =>
  // eslint-disable-next-line no-control-regex -- control characters are what is taken out
  text.replaceAll(/\u001b(?:\[[0-?]*[ -/]*[@-~]|[@-_])/g, '').replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f]/g, '');

export interface Serial {
  /** Ends with the line that says ready; anything else is a failure. */
  showUntilReady(voice: Voice): Promise<void>;
  close(): void;
}

type Bytes = AsyncIterable<Uint8Array>;

const show = async (bytes: Bytes, voice: Voice): Promise<boolean> => {
  for await (const line of lines(bytes)) {
    const words = printable(line);
    if (words.trim() !== '') voice.guest(words);
    if (words.includes(readyWord)) return true;
  }
  return false;
};

/** The log is kept over boots: `fromNow` leaves out what earlier ones wrote. */
export const openSerial = async (api: Api, vmPath: string, fromNow: boolean, signal: AbortSignal): Promise<Serial> => {
  const left = new AbortController();
  const timeOut = AbortSignal.timeout(patience);
  const path = `${vmPath}/serial?follow=true${fromNow ? '&tail=0' : ''}`;
  const response = await api.follow(path, 'text/plain', AbortSignal.any([signal, timeOut, left.signal]));
  const showUntilReady = async (voice: Voice): Promise<void> => {
    let ready = false;
    try {
      ready = await show(response, voice);
    } catch (error) {
      signal.throwIfAborted();
      if (!timeOut.aborted) throw error;
      throw new ApiFailure(0, { detail: `the guest did not say ready within ${patience / 1000} s` });
    } finally {
      left.abort();
    }
    if (!ready) throw new ApiFailure(0, { detail: 'the serial console ended before the guest was ready' });
  };
  return { showUntilReady, close: () => left.abort() };
};
