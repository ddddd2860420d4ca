/** Follows the API's event stream for as long as the supervisor runs, through every restart of the API, one line per event. */
import type { http } from '@chronovisor/contracts';

import { ApiFailure, type Api } from './api.ts';
import { pause } from './ending.ts';
import { find } from './operation.ts';
import type { Voice } from './say.ts';
import { sseMessages } from './sse.ts';
import { sentence } from './words.ts';

type Event = http.EventDocument;

const reconnectAfter = 500;

/** Names of what events are about, by subject; learned from the events, else asked for once. */
export const nameBook = (api: Api, signal: AbortSignal) => {
  const known = new Map<string, string | undefined>();
  return async ({ subject, data }: Event): Promise<string | undefined> => {
    const own = (data as { readonly name?: unknown } | null)?.name;
    if (typeof own === 'string') known.set(subject, own);
    if (!known.has(subject)) known.set(subject, (await lookUp(api, subject, signal))?.name);
    return known.get(subject);
  };
};

const named = /^(vms|volumes|pools|images|networks|hosts)\/[^/]+$/;

/** A name is a nicety: without it the line shows the id. */
const lookUp = async (api: Api, subject: string, signal: AbortSignal): Promise<{ name?: string } | undefined> => {
  if (!named.test(subject)) return undefined;
  try {
    return await find<{ name?: string }>(api, `/api/v1/${subject}`, signal);
  } catch (error) {
    if (error instanceof ApiFailure) return undefined;
    throw error;
  }
};

interface Reading {
  readonly api: Api;
  readonly voice: Voice;
  readonly signal: AbortSignal;
  readonly nameOf: ReturnType<typeof nameBook>;
  last: string | undefined;
}

const readOnce = async (reading: Reading): Promise<void> => {
  const { api, voice, signal, nameOf } = reading;
  const headers: Record<string, string> = { accept: 'text/event-stream' };
  if (reading.last !== undefined) headers['last-event-id'] = reading.last;
  const response = await api.open('/api/v1/events', { headers, signal });
  if (!response.ok || response.body === null) {
    throw new ApiFailure(response.status, { detail: `the event stream answers ${response.status}` });
  }
  for await (const message of sseMessages(response.body)) {
    const event = JSON.parse(message.data) as Event;
    voice.line(sentence(event, await nameOf(event)));
    reading.last = message.id ?? reading.last;
  }
};

/** Ends only by the signal; what was missed while the API was away is read afterwards. */
export const followEvents = async (api: Api, voice: Voice, signal: AbortSignal): Promise<void> => {
  const reading: Reading = { api, voice, signal, nameOf: nameBook(api, signal), last: undefined };
  while (!signal.aborted) {
    try {
      await readOnce(reading);
    } catch (error) {
      if (signal.aborted) return;
      // A stream cut in the middle is a TypeError of fetch; an API that is away is told by the line about its process.
      if (!(error instanceof ApiFailure) && !(error instanceof TypeError)) throw error;
      if (error instanceof ApiFailure && error.status >= 400) voice.warn('events', error.message);
    }
    await pause(reconnectAfter, signal);
  }
};
