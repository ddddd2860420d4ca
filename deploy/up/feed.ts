/** Follows the API's event stream for as long as the supervisor runs, through every restart of the API, one line per event. */
import { sseMessages } from '@chronovisor/client/sse';
import type { http } from '@chronovisor/contracts';

import { ApiFailure, type Api } from './api.ts';
import { pause } from './ending.ts';
import { find } from './operation.ts';
import type { Voice } from './say.ts';
import { isInternal, sentence, type Names } from './words.ts';

type Event = http.EventDocument;

const reconnectAfter = 500;

/** Names by subject, learned from the events, else asked for once. */
const nameBook = (api: Api, signal: AbortSignal) => {
  const known = new Map<string, string | undefined>();
  return async (subject: string, own?: unknown): Promise<string | undefined> => {
    if (typeof own === 'string') known.set(subject, own);
    if (!known.has(subject)) known.set(subject, await lookUp(api, subject, signal));
    return known.get(subject);
  };
};

const named = /^(vms|volumes|pools|images|networks|hosts)\/[^/]+$/;

/** A name is a nicety: without it the line shows the id. */
const lookUp = async (api: Api, subject: string, signal: AbortSignal): Promise<string | undefined> => {
  if (!named.test(subject)) return undefined;
  try {
    return (await find<{ readonly name?: string | null }>(api, `/api/v1/${subject}`, signal))?.name ?? undefined;
  } catch (error) {
    if (error instanceof ApiFailure) return undefined;
    throw error;
  }
};

const namesIn = async (event: Event, nameOf: ReturnType<typeof nameBook>): Promise<Names> => {
  const { subject, data, actorkind, actorid } = event;
  const own = (data as { readonly name?: unknown } | null)?.name;
  return {
    subject: await nameOf(subject, own),
    actor: actorkind === 'host' && actorid !== undefined ? await nameOf(`hosts/${actorid}`) : actorid,
  };
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
  const headers: Record<string, string> = reading.last === undefined ? {} : { 'last-event-id': reading.last };
  const stream = await api.follow('/api/v1/events', 'text/event-stream', signal, headers);
  for await (const message of sseMessages(stream)) {
    const event = JSON.parse(message.data) as Event;
    if (!isInternal(event)) voice.line(sentence(event, await namesIn(event, nameOf)));
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
