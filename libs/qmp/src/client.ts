/** What the rest of the house holds in its hand: a monitor of one QEMU, typed by QEMU's own schema. */
import { Fault } from '@chronovisor/kernel';
import type { OobCommandName, QmpCommands } from '../generated/commands.ts';
import type { Nothing } from '../generated/shapes.ts';
import * as faults from './faults.ts';
import type { QmpEventName, QmpEventOf, QmpListener } from './listeners.ts';
import type { Greeting } from './message.ts';
import type { QmpClosed, Session } from './session.ts';

export type QmpCommandName = keyof QmpCommands;
export type QmpArguments<N extends QmpCommandName> = QmpCommands[N]['arguments'];
export type QmpReturns<N extends QmpCommandName> = QmpCommands[N]['returns'];

export interface CallOptions {
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

/** Arguments may be left out where all of them may. */
type Rest<N extends QmpCommandName> =
  Nothing extends QmpArguments<N>
    ? [args?: QmpArguments<N>, options?: CallOptions]
    : [args: QmpArguments<N>, options?: CallOptions];

export interface WaitOptions<N extends QmpEventName> extends CallOptions {
  readonly match?: (data: QmpEventOf<N>['data']) => boolean;
}

/** What became of a `quit`: QEMU often ends before its reply is out, so a lost reply is no failure as long as the line closed. */
export interface QuitOutcome {
  readonly reply: 'returned' | 'lost';
  readonly closed: QmpClosed;
}

/**
 * Faults: `qmp.refused` (QEMU's error; `facts.class`, `facts.desc`), `qmp.timed-out`, `qmp.aborted`, `qmp.disconnected`, `qmp.garbage`,
 * `qmp.flooded` (all of these `look-first` once the command was sent), `qmp.busy` (never sent).
 */
export interface QmpClient {
  readonly path: string;
  /** QEMU's, e.g. `7.2.22`. */
  readonly version: string;
  /** Resolves, never rejects, when the connection has ended, with how. */
  readonly closed: Promise<QmpClosed>;
  /** True when this QEMU takes commands out of band. */
  readonly outOfBand: boolean;
  execute<N extends QmpCommandName>(command: N, ...rest: Rest<N>): Promise<QmpReturns<N>>;
  /** Overtakes whatever command QEMU is busy with. */
  executeOutOfBand<N extends OobCommandName>(command: N, ...rest: Rest<N>): Promise<QmpReturns<N>>;
  /** Hears an event, or with `*` every event, also those the schema does not know. Returns the way to stop listening. */
  on<N extends QmpEventName>(name: N, listener: QmpListener<N>): () => void;
  on(name: '*', listener: QmpListener): () => void;
  /** The first such event from now on: call it before the command that causes it. */
  waitFor<N extends QmpEventName>(name: N, options?: WaitOptions<N>): Promise<QmpEventOf<N>>;
  /** Ends QEMU, and waits until the line is closed. */
  quit(options?: CallOptions): Promise<QuitOutcome>;
  /** Ends the connection, not QEMU. */
  close(): Promise<void>;
}

export interface ClientParts {
  readonly session: Session;
  readonly path: string;
  readonly greeting: Greeting;
  readonly timeoutMs: number;
}

export const clientOver = (parts: ClientParts): QmpClient => {
  const { session, path, greeting } = parts;
  const submit = (
    outOfBand: boolean,
    command: string,
    [argument, options]: readonly [object?, CallOptions?],
  ): Promise<unknown> => {
    const { timeoutMs = parts.timeoutMs, signal } = options ?? {};
    return session.commands.submit({ command, argument, outOfBand, timeoutMs, signal });
  };
  const client: QmpClient = {
    path,
    version: greeting.version,
    outOfBand: greeting.capabilities.includes('oob'),
    closed: session.closed,
    execute: <N extends QmpCommandName>(command: N, ...rest: Rest<N>) => submit(false, command, rest),
    executeOutOfBand: async <N extends OobCommandName>(command: N, ...rest: Rest<N>) => {
      if (!client.outOfBand)
        throw new Fault('qmp.no-oob', `this QEMU takes no command out of band`, {
          retry: 'never',
          facts: { path, command },
        });
      return (await submit(true, command, rest)) as QmpReturns<N>;
    },
    on: (name: string, listener: unknown) => session.listeners.add(name, listener as QmpListener),
    waitFor: (name, options) => waitFor(parts, name, options ?? {}),
    quit: (options) => quit(client, options),
    close: async () => {
      session.close();
      await session.closed;
    },
  };
  return client;
};

const waitFor = <N extends QmpEventName>(
  parts: ClientParts,
  name: N,
  options: WaitOptions<N>,
): Promise<QmpEventOf<N>> => {
  const { session, path } = parts;
  const { timeoutMs = parts.timeoutMs, signal, match = () => true } = options;
  const waiting = { command: `the event ${name}`, sent: true };
  const result = Promise.withResolvers<QmpEventOf<N>>();
  const onAbort = (): void => result.reject(faults.aborted(path, waiting, signal?.reason));
  const timer = setTimeout(() => result.reject(faults.timedOut(path, waiting, timeoutMs)), timeoutMs);
  const hear: QmpListener = (event) => {
    try {
      // Added under this one name, so it hears no other event.
      if ((match as (data: unknown) => boolean)(event.data)) result.resolve(event as QmpEventOf<N>);
    } catch (error) {
      result.reject(error);
    }
  };
  const forget = session.listeners.add(name, hear);
  if (signal?.aborted === true) onAbort();
  signal?.addEventListener('abort', onAbort);
  void session.closed.then(({ fault }) => result.reject(faults.disconnected(path, waiting, fault)));
  const heard = result.promise.finally(() => {
    clearTimeout(timer);
    signal?.removeEventListener('abort', onAbort);
    forget();
  });
  // A caller whose command failed never comes to await this; that must not end the process.
  heard.catch(() => {});
  return heard;
};

const quit = async (client: QmpClient, options: CallOptions = {}): Promise<QuitOutcome> => {
  const { timeoutMs = 10_000, signal } = options;
  const reply = await client
    .execute('quit', undefined, { timeoutMs, ...(signal === undefined ? {} : { signal }) })
    .then(
      () => 'returned' as const,
      (error: unknown) => {
        if (error instanceof Fault && error.code === 'qmp.disconnected' && error.facts['sent'] === true)
          return 'lost' as const;
        throw error;
      },
    );
  const timer = Promise.withResolvers<never>();
  const late = setTimeout(
    () => timer.reject(faults.timedOut(client.path, { command: 'quit', sent: true }, timeoutMs)),
    timeoutMs,
  );
  const closed = await Promise.race([client.closed, timer.promise]).finally(() => clearTimeout(late));
  return { reply, closed };
};
