/** Opens the line: a connected Unix socket, also where its path is longer than the kernel's 108 bytes. */
import { open } from 'node:fs/promises';
import { createConnection, type Socket } from 'node:net';
import { basename, dirname } from 'node:path';
import { Fault, messageOf } from '@chronovisor/kernel';

/** `sun_path` has 108 bytes with its closing NUL. */
const longestPath = 107;

export interface ShortPath {
  readonly path: string;
  release(): Promise<void>;
}

/** A name for the socket that fits: through a descriptor of its directory when its own does not. */
export const shortened = async (path: string): Promise<ShortPath> => {
  if (Buffer.byteLength(path) <= longestPath) return { path, release: async () => {} };
  const directory = await open(dirname(path), 'r');
  const short = `/proc/self/fd/${directory.fd}/${basename(path)}`;
  if (Buffer.byteLength(short) <= longestPath) return { path: short, release: () => directory.close() };
  await directory.close();
  throw new Fault('qmp.unreachable', `the socket's own name is too long: ${basename(path)}`, {
    retry: 'never',
    facts: { path },
  });
};

const unreachable = (path: string, cause: unknown): Fault =>
  new Fault('qmp.unreachable', `cannot connect to ${path}: ${messageOf(cause)}`, {
    retry: 'later',
    facts: { path },
    cause,
  });

export const dial = async (path: string, signal: AbortSignal): Promise<Socket> => {
  const short = await shortened(path).catch((cause: unknown) => {
    throw cause instanceof Fault ? cause : unreachable(path, cause);
  });
  try {
    return await connected(short.path, signal);
  } catch (cause) {
    throw unreachable(path, cause);
  } finally {
    await short.release();
  }
};

const connected = (path: string, signal: AbortSignal): Promise<Socket> =>
  new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const socket = createConnection({ path });
    const settle = (finish: () => void): void => {
      signal.removeEventListener('abort', aborted);
      socket.removeListener('error', fail);
      finish();
    };
    const fail = (reason: unknown): void =>
      settle(() => {
        socket.destroy();
        reject(reason instanceof Error ? reason : new Error(String(reason)));
      });
    const aborted = (): void => fail(signal.reason);
    signal.addEventListener('abort', aborted);
    // For the moment between here and the session, which looks at `destroyed` when it takes over: an error with no listener ends the process.
    socket.on('error', () => {});
    socket.once('error', fail);
    socket.once('connect', () => settle(() => resolve(socket)));
  });
