/** The bus over core NATS: requests with time-outs, endless reconnects, a drain at the end. */
import {
  type CommandEnvelope,
  type HostEnvelope,
  HostReply,
  type HostReply as HostReplyType,
  Reply,
  type Reply as ReplyType,
} from '@chronovisor/contracts';
import { isRefusal, messageOf } from '@chronovisor/kernel';
import type { Logger } from '@chronovisor/telemetry';
import {
  type Msg,
  type MsgHdrs,
  type NatsConnection,
  type Server,
  type Subscription,
  connect,
  errors,
  headers,
} from '@nats-io/transport-node';
import type { z } from 'zod';
import { decode, encode, parseCommand, parseHostMessage } from './codec.ts';
import { type ConnectionStatus, followConnection } from './connection-status.ts';
import type { Bus, BusSubscription, CallOptions } from './port.ts';
import { againSubject, commandSubject, hostMessages, hostSubject, serviceAgain, serviceCommands } from './subjects.ts';

/** How long a call waits for a lost connection to come back before it says so. */
const RECONNECT_PATIENCE_MS = 2_000;
const DEFAULT_TIMEOUT_MS = 5_000;

type FaultReply = Extract<ReplyType, { kind: 'fault' }>;

export interface NatsBusOptions {
  /** `nats://user:password@127.0.0.1:4222`. */
  readonly url: string;
  /** Shown in the server's list of connections. */
  readonly name: string;
  readonly log: Logger;
}

const fault = (code: string, message: string): FaultReply => ({ kind: 'fault', code, message, retry: 'later' });

const silence = (subject: string, timeoutMs: number): FaultReply =>
  fault('bus.timeout', `no answer on ${subject} within ${timeoutMs} ms`);

const faultOf = (error: unknown, subject: string, timeoutMs: number): FaultReply => {
  const cause = error instanceof errors.RequestError && error.cause !== undefined ? error.cause : error;
  if (cause instanceof errors.NoRespondersError || (error instanceof errors.RequestError && error.isNoResponders())) {
    return fault('bus.no-responders', `nobody answers ${subject}: the process behind it is not running`);
  }
  if (cause instanceof errors.TimeoutError) return silence(subject, timeoutMs);
  return fault('bus.unavailable', `the message bus cannot be reached: ${messageOf(cause)}`);
};

const respondWith = async (message: Msg, log: Logger, answer: () => Promise<unknown>): Promise<void> => {
  let reply: unknown;
  try {
    reply = await answer();
  } catch (error) {
    log.error({ subject: message.subject, err: error }, 'a handler threw: this is a bug');
    reply = {
      kind: 'fault',
      code: 'internal.bug',
      message: 'an unexpected error; the log of the process has it',
      retry: 'look-first',
    };
  }
  message.respond(encode(reply));
};

/** Takes messages side by side; closing waits for those being handled. */
const serve = (
  nc: NatsConnection,
  subject: string,
  queue: string | undefined,
  handle: (message: Msg) => Promise<void>,
): BusSubscription => {
  const running = new Set<Promise<void>>();
  const subscription: Subscription = nc.subscribe(subject, {
    ...(queue === undefined ? {} : { queue }),
    callback: (error, message) => {
      if (error !== null) return;
      const work = handle(message).finally(() => running.delete(work));
      running.add(work);
    },
  });
  return {
    close: async () => {
      if (!nc.isClosed()) await subscription.drain();
      await Promise.all(running);
    },
  };
};

const closed = async (nc: NatsConnection): Promise<void> => {
  if (nc.isClosed()) return;
  try {
    await nc.drain();
  } catch (error) {
    // A connection that is down cannot be drained; closing it loses nothing that could still be sent.
    if (!nc.isClosed()) await nc.close();
    if (!(error instanceof errors.ClosedConnectionError) && !(error instanceof errors.DrainingConnectionError)) return;
  }
};

type Asking = <T>(
  subject: string,
  envelope: CommandEnvelope | HostEnvelope,
  schema: z.ZodType<T>,
  call: CallOptions & { readonly patienceMs?: number },
) => Promise<T | FaultReply>;

/** W3C trace context where tools on the bus look for it; the envelope carries the same. */
const traceHeaders = ({ meta }: CommandEnvelope | HostEnvelope): { readonly headers?: MsgHdrs } => {
  if (meta.traceparent === undefined) return {};
  const own = headers();
  own.set('traceparent', meta.traceparent);
  return { headers: own };
};

const asking =
  (nc: NatsConnection, connection: ConnectionStatus): Asking =>
  async (subject, envelope, schema, call) => {
    const timeoutMs = call.timeoutMs ?? DEFAULT_TIMEOUT_MS;
    if (!(await connection.connectedWithin(Math.min(RECONNECT_PATIENCE_MS, call.patienceMs ?? timeoutMs)))) {
      return fault('bus.unavailable', 'the message bus is not connected');
    }
    try {
      const message = await nc.request(subject, encode(envelope), { timeout: timeoutMs, ...traceHeaders(envelope) });
      const reply = schema.safeParse(decode(message.data));
      return reply.success
        ? reply.data
        : fault('bus.unavailable', `the answer on ${subject} does not fit the contract`);
    } catch (error) {
      return faultOf(error, subject, timeoutMs);
    }
  };

/** So long the one that was handed a command is waited for. */
const AGAIN_MS = 1_000;

/** NATS hands a command to one process, also to one that is stopped. Asked again are all, under the same id, which is recorded once. */
const insisting = async (
  ask: Asking,
  envelope: CommandEnvelope,
  { timeoutMs = DEFAULT_TIMEOUT_MS }: CallOptions,
): Promise<ReplyType> => {
  let subject = commandSubject(envelope.type);
  for (let left = timeoutMs; left > 0; left -= AGAIN_MS) {
    const call = { timeoutMs: Math.min(left, AGAIN_MS), patienceMs: left };
    const reply = await ask<ReplyType>(subject, envelope, Reply, call);
    if (reply.kind !== 'fault' || reply.code !== 'bus.timeout') return reply;
    subject = againSubject(envelope.type);
  }
  return silence(commandSubject(envelope.type), timeoutMs);
};

interface Held {
  readonly data: Uint8Array;
  readonly reply: Promise<unknown>;
}

/** What is sent again while it is being decided waits for that one answer. */
const once = () => {
  const held = new Map<string, Held>();
  return (id: string, data: Uint8Array, decide: () => Promise<unknown>): Promise<unknown> => {
    const same = held.get(id);
    if (same !== undefined && Buffer.compare(same.data, data) === 0) return same.reply;
    const mine = { data, reply: decide().finally(() => held.get(id) === mine && held.delete(id)) };
    held.set(id, mine);
    return mine.reply;
  };
};

/** Refuses what does not parse before the handler sees it. */
const serving = (nc: NatsConnection, log: Logger): Pick<Bus, 'serveCommands' | 'serveHost'> => ({
  serveCommands: (service, handle) => {
    const decide = once();
    const take = (message: Msg): Promise<void> =>
      respondWith(message, log, async () => {
        const command = parseCommand(message.data);
        return isRefusal(command) ? command : decide(command.meta.commandId, message.data, () => handle(command));
      });
    const subscriptions = [
      serve(nc, serviceCommands(service), service, take),
      serve(nc, serviceAgain(service), undefined, take),
    ];
    return { close: async () => void (await Promise.all(subscriptions.map((subscription) => subscription.close()))) };
  },
  serveHost: (hostId, service, handle) =>
    serve(nc, hostMessages(hostId, service), undefined, (message) =>
      respondWith(message, log, async () => {
        const asked = parseHostMessage(message.data);
        return isRefusal(asked) ? asked : handle(asked);
      }),
    ),
});

const REDIAL_MS = 100;

/**
 * The client itself counts the pause between two attempts by the wall clock: set back by an hour it would not try for an hour.
 * No pause is left to it, hence; ours is a timer.
 */
const pausing = () => {
  let isFirst = true;
  return {
    reconnectDelayHandler: () => -Infinity,
    reconnectToServer: ([server]: readonly Server[]) => {
      const delay = isFirst ? 0 : REDIAL_MS + Math.random() * REDIAL_MS;
      isFirst = false;
      return server === undefined ? null : { server, delay };
    },
  };
};

/** `waits`: for a server that is not there yet, as long as it takes. */
export const connectTo = (
  { url, name }: Pick<NatsBusOptions, 'url' | 'name'>,
  waits: boolean,
): Promise<NatsConnection> => {
  const address = new URL(url);
  const credentials = { user: decodeURIComponent(address.username), pass: decodeURIComponent(address.password) };
  return connect({
    servers: address.host,
    ...(address.username === '' ? {} : credentials),
    name,
    maxReconnectAttempts: -1,
    ...pausing(),
    waitOnFirstConnect: waits,
    pingInterval: 10_000,
    ignoreAuthErrorAbort: false,
  });
};

/** Connects, waiting for the server as long as it takes; rejects only for wrong credentials or a bad address. */
export const openNatsBus = async (options: NatsBusOptions): Promise<Bus> => {
  const nc = await connectTo(options, true);
  const connection = followConnection(nc, options.log);
  const ask = asking(nc, connection);
  return {
    command: (envelope, call = {}) => insisting(ask, envelope, call),
    host: (hostId, envelope, call = {}) =>
      ask<HostReplyType>(hostSubject(hostId, envelope.type), envelope, HostReply, call),
    ...serving(nc, options.log),
    publish: (subject, payload) => {
      if (!nc.isClosed()) nc.publish(subject, payload);
    },
    subscribe: (subject, handle) =>
      serve(nc, subject, undefined, async (message) => handle(message.data, message.subject)),
    get status() {
      return connection.status;
    },
    onStatus: connection.onStatus,
    close: () => closed(nc),
  };
};
