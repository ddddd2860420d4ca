/** The events as a JetStream stream that readers of other systems consume: a copy, made again from the log whenever it is lost. */
import { Fault, isFault, messageOf } from '@chronovisor/kernel';
import {
  type JetStreamClient,
  type JetStreamManager,
  JetStreamApiCodes,
  JetStreamApiError,
  type StreamConfig,
  jetstream,
  jetstreamManager,
} from '@nats-io/jetstream';
import { type NatsConnection, headers } from '@nats-io/transport-node';
import { connectTo } from './nats-bus.ts';
import { EVENT_STREAM, everyEvent } from './subjects.ts';

/** Bytes on disk; the oldest go first. */
const LARGEST = 512 * 1024 * 1024;
/** How long an id is remembered by the server. */
const DUPLICATES_NS = 120_000_000_000;
const TIMEOUT_MS = 5_000;
const POSITION = 'Chrono-Position';

export interface EventMessage {
  readonly subject: string;
  /** Of the event; the server takes a message id once. */
  readonly id: string;
  /** In the log. */
  readonly position: number;
  readonly payload: string;
}

/** What the stream ends with: there the copy goes on. */
export interface StreamEnd {
  readonly sequence: number;
  readonly last: { readonly id: string; readonly position: number } | null;
}

/**
 * Faults: `feed.off` (never, until somebody changes the server: no JetStream, no rights), `feed.moved` (look-first: the
 * stream is not as it was thought to be), `feed.unavailable` (later).
 */
export interface EventStreamWriter {
  /** Makes the stream where there is none. */
  end(): Promise<StreamEnd>;
  /** Puts messages in order behind `sequence`; gives the sequence of the last. All are on the server when it resolves. */
  append(sequence: number, messages: readonly EventMessage[]): Promise<number>;
  close(): Promise<void>;
}

const CONFIG: Partial<StreamConfig> & { readonly name: string } = {
  name: EVENT_STREAM,
  description: 'What happened in Chronovisor, as CloudEvents; a copy of its log',
  subjects: [everyEvent],
  storage: 'file',
  retention: 'limits',
  discard: 'old',
  max_bytes: LARGEST,
  duplicate_window: DUPLICATES_NS,
  // Holes would look like events that never were. The stream as a whole may go.
  deny_delete: true,
  deny_purge: true,
};

const off = (message: string, cause: unknown): Fault => new Fault('feed.off', message, { retry: 'never', cause });

/** What comes back when no stream listens, and when JetStream is switched off: the same. */
const NOBODY = /no responders|jetstream.*not enabled/i;

/** JetStream that is switched off does not answer at all, or says so for the account. */
const faultOf = (error: unknown): Fault => {
  if (isFault(error)) return error;
  const text = messageOf(error);
  if (NOBODY.test(text)) return off('the nats-server has no JetStream', error);
  if (/permissions? violation|authoriz/i.test(text)) return off('the nats-server does not let us write events', error);
  if (error instanceof JetStreamApiError && error.code === JetStreamApiCodes.StreamWrongLastSequence)
    return new Fault('feed.moved', 'somebody else wrote to the stream of events', {
      retry: 'look-first',
      cause: error,
    });
  if (error instanceof JetStreamApiError && /insufficient|resource limits|maximum/i.test(text))
    return off(`the nats-server has no room for events: ${text}`, error);
  return new Fault('feed.unavailable', `the events cannot be written to NATS: ${text}`, {
    retry: 'later',
    cause: error,
  });
};

/** Nobody takes an event: the stream was there when it was looked at, and has been removed since. */
const goneOf = (error: unknown): Fault | null =>
  NOBODY.test(messageOf(error))
    ? new Fault('feed.moved', 'the stream of events was removed', { retry: 'look-first', cause: error })
    : null;

class JetStreamWriter implements EventStreamWriter {
  readonly #nc: NatsConnection;
  readonly #client: JetStreamClient;
  #control: JetStreamManager | null = null;

  constructor(nc: NatsConnection) {
    this.#nc = nc;
    this.#client = jetstream(nc, { timeout: TIMEOUT_MS });
  }

  async end(): Promise<StreamEnd> {
    try {
      this.#control ??= await jetstreamManager(this.#nc, { timeout: TIMEOUT_MS });
      const { last_seq: sequence, messages } = await this.#state(this.#control);
      if (messages === 0) return { sequence, last: null };
      const message = await this.#control.streams.getMessage(EVENT_STREAM, { seq: sequence });
      if (message === null) throw await this.#damaged(this.#control);
      const position = Number(message.header.get(POSITION));
      const id = message.header.get('Nats-Msg-Id');
      if (!Number.isSafeInteger(position) || position < 1 || id === '')
        throw off(`the stream ${EVENT_STREAM} holds messages that are not ours`, undefined);
      return { sequence, last: { id, position } };
    } catch (error) {
      throw faultOf(error);
    }
  }

  async append(sequence: number, messages: readonly EventMessage[]): Promise<number> {
    const sent = messages.map(async ({ subject, id, position, payload }, index) => {
      const own = headers();
      own.set(POSITION, String(position));
      own.set('Content-Type', 'application/cloudevents+json');
      const ack = await this.#client.publish(subject, payload, {
        msgID: id,
        headers: own,
        timeout: TIMEOUT_MS,
        expect: { streamName: EVENT_STREAM, lastSequence: sequence + index },
      });
      // An id that the server remembers, of a stream that lost its end: taken again when that memory is over.
      if (ack.duplicate || ack.seq !== sequence + index + 1)
        throw new Fault('feed.moved', 'the stream of events is not as it was', { retry: 'look-first' });
    });
    // All are waited for, whatever becomes of one: none may arrive later, behind the next round.
    const outcomes = await Promise.allSettled(sent);
    const failed = outcomes.find((outcome) => outcome.status === 'rejected');
    if (failed !== undefined) throw goneOf(failed.reason) ?? faultOf(failed.reason);
    return sequence + messages.length;
  }

  async close(): Promise<void> {
    await this.#nc.close();
  }

  /** nats-server 2.9 may lose the files of a stream that was removed and made again at once: it counts what it cannot read. */
  async #damaged(control: JetStreamManager): Promise<Fault> {
    await control.streams.delete(EVENT_STREAM);
    const message = 'the stream of events could not be read; it is made anew';
    return new Fault('feed.moved', message, { retry: 'look-first' });
  }

  async #state(control: JetStreamManager): Promise<{ readonly last_seq: number; readonly messages: number }> {
    try {
      return (await control.streams.info(EVENT_STREAM)).state;
    } catch (error) {
      if (!(error instanceof JetStreamApiError) || error.code !== JetStreamApiCodes.StreamNotFound) throw error;
      return (await control.streams.add(CONFIG)).state;
    }
  }
}

/** A fault `feed.unavailable` when the server is away, `feed.off` when it does not let us in. */
export const openEventStream = async (url: string): Promise<EventStreamWriter> => {
  try {
    return new JetStreamWriter(await connectTo({ url, name: 'events' }, false));
  } catch (error) {
    throw faultOf(error);
  }
};
