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

export const followUntilReady = async (api: Api, path: string, voice: Voice, signal: AbortSignal): Promise<void> => {
  const timeOut = AbortSignal.timeout(patience);
  const response = await api.open(path, {
    headers: { accept: 'text/plain' },
    signal: AbortSignal.any([signal, timeOut]),
  });
  if (!response.ok || response.body === null)
    throw new ApiFailure(response.status, { detail: `the serial console answers ${response.status}` });
  try {
    for await (const line of lines(response.body)) {
      const words = printable(line);
      if (words.trim() !== '') voice.guest(words);
      if (words.includes(readyWord)) return;
    }
  } catch (error) {
    signal.throwIfAborted();
    if (timeOut.aborted)
      throw new ApiFailure(0, {
        detail: `the guest did not say ready within ${patience / 1000} s`,
        hint: 'npx chrono vm logs hello',
      });
    throw error;
  }
  throw new ApiFailure(0, {
    detail: 'the serial console ended before the guest was ready',
    hint: 'npx chrono vm get hello',
  });
};
