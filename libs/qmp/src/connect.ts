/** From a socket's path to a monitor ready for commands: connect, hear the greeting, negotiate; all under one time limit. */
import { Fault } from '@chronovisor/kernel';
import { clientOver, type QmpClient } from './client.ts';
import { dial } from './dial.ts';
import * as faults from './faults.ts';
import type { QmpListener } from './listeners.ts';
import type { Greeting } from './message.ts';
import { Session, type SessionOptions } from './session.ts';
import type { OnTrace } from './trace.ts';

export interface ConnectOptions {
  readonly path: string;
  /** For connecting, greeting and negotiation together. QEMU greets one client at a time, the next ones hear nothing until it leaves. */
  readonly connectTimeoutMs?: number;
  /** For every command that says nothing else. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  /** Hears every event from the very first; one added with `on` after connecting may miss some. */
  readonly onEvent?: QmpListener;
  readonly onTrace?: OnTrace;
  readonly limits?: Partial<Pick<SessionOptions, 'maxLineBytes' | 'maxInFlight' | 'maxWaiting' | 'maxHeldEvents'>>;
}

const standard = {
  maxLineBytes: 16 * 1024 * 1024, // The longest reply seen, the schema, is 0.2 MB.
  maxInFlight: 7, // QEMU stops reading a monitor, out-of-band commands included, at 8.
  maxWaiting: 256,
  maxHeldEvents: 1024,
} satisfies Partial<SessionOptions>;

export const connectQmp = async (options: ConnectOptions): Promise<QmpClient> => {
  const { connectTimeoutMs = 5_000, signal, path } = options;
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(faults.noGreeting(path, connectTimeoutMs)), connectTimeoutMs);
  const onAbort = (): void =>
    limit.abort(faults.aborted(path, { command: 'the greeting', sent: false }, signal?.reason));
  if (signal?.aborted === true) onAbort();
  signal?.addEventListener('abort', onAbort);
  try {
    return await open(options, limit.signal);
  } catch (error) {
    throw limit.signal.aborted ? limit.signal.reason : error;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', onAbort);
  }
};

const open = async (options: ConnectOptions, limit: AbortSignal): Promise<QmpClient> => {
  const { path, timeoutMs = 10_000 } = options;
  const trace = options.onTrace ?? ((): void => {});
  const session = new Session(await dial(path, limit), { ...standard, ...options.limits, path, trace });
  if (options.onEvent !== undefined) session.listeners.add('*', options.onEvent);
  try {
    const greeting = await greetingOf(session, limit);
    await negotiate(session, greeting, limit);
    return clientOver({ session, path, greeting, timeoutMs });
  } catch (error) {
    session.close();
    throw error;
  }
};

const greetingOf = async (session: Session, limit: AbortSignal): Promise<Greeting> => {
  const late = Promise.withResolvers<never>();
  const onAbort = (): void => late.reject(limit.reason);
  limit.addEventListener('abort', onAbort);
  if (limit.aborted) onAbort();
  try {
    return await Promise.race([session.greeting, late.promise]);
  } finally {
    limit.removeEventListener('abort', onAbort);
  }
};

const negotiate = async (session: Session, { capabilities }: Greeting, limit: AbortSignal): Promise<void> => {
  const argument = capabilities.includes('oob') ? { enable: ['oob'] } : undefined;
  // The signal carries the time limit: one limit for the whole handshake.
  await session.commands.submit({
    command: 'qmp_capabilities',
    argument,
    outOfBand: false,
    timeoutMs: 2 ** 30,
    signal: limit,
  });
};

/** The one thing that may be wrong for good with a monitor we already talk to: its QEMU said no. */
export const isQmpRefusal = (error: unknown, errorClass?: string): error is Fault =>
  error instanceof Fault &&
  error.code === 'qmp.refused' &&
  (errorClass === undefined || error.facts['class'] === errorClass);
