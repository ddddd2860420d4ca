/** Carries bytes between a terminal and a guest's line, each side at the pace of the other. */
import type { RawData, WebSocket } from 'ws';

import { interrupted } from '../../failure.ts';
import type { Terminal } from '../../terminal.ts';
import { endOf } from './console-line.ts';

/** Ctrl-] */
const LEAVE = 0x1d;
const LARGEST_BACKLOG = 65_536;
const GOODBYE_MS = 500;

const bytesOf = (data: RawData): Buffer => {
  if (Array.isArray(data)) return Buffer.concat(data);
  return data instanceof ArrayBuffer ? Buffer.from(data) : data;
};

const showOutput = (line: WebSocket, { stdout }: Terminal, heard: () => void): void => {
  line.on('message', (data) => {
    heard();
    if (stdout.write(bytesOf(data))) return;
    line.pause();
    stdout.once('drain', () => line.resume());
  });
};

/** `leave` when the escape was typed, `ended` at the end of a pipe. */
const typeInput = (
  line: WebSocket,
  { stdin }: Terminal,
  told: { leave: () => void; ended: () => void },
): (() => void) => {
  const isTyped = stdin.isTTY === true;
  const onData = (chunk: Buffer): void => {
    const at = isTyped ? chunk.indexOf(LEAVE) : -1;
    const words = at === -1 ? chunk : chunk.subarray(0, at);
    if (words.length > 0) line.send(words, () => line.bufferedAmount === 0 && stdin.resume());
    if (line.bufferedAmount > LARGEST_BACKLOG) stdin.pause();
    if (at !== -1) told.leave();
  };
  stdin.on('data', onData);
  stdin.once('end', told.ended);
  if (isTyped) stdin.setRawMode?.(true);
  stdin.resume();
  return () => {
    stdin.off('data', onData);
    stdin.off('end', told.ended);
    if (isTyped) stdin.setRawMode?.(false);
    stdin.pause();
  };
};

const sayGoodbye = async (line: WebSocket, closed: Promise<unknown>): Promise<void> => {
  line.close();
  const timer = setTimeout(() => line.terminate(), GOODBYE_MS);
  await closed;
  clearTimeout(timer);
};

/** After the end of a pipe the guest still has to answer: silence tells that it has. */
class Linger {
  readonly #ms: number;
  readonly #done: () => void;
  #timer: NodeJS.Timeout | undefined;

  constructor(ms: number, done: () => void) {
    this.#ms = ms;
    this.#done = done;
  }

  begin(): void {
    this.#timer = setTimeout(this.#done, this.#ms);
  }

  heard(): void {
    this.#timer?.refresh();
  }

  end(): void {
    clearTimeout(this.#timer);
  }
}

/** Who ended it. */
export type Ending = 'left' | 'closed';

export const talk = async (line: WebSocket, terminal: Terminal, lingerMs: number): Promise<Ending> => {
  const { promise: left, resolve: leave } = Promise.withResolvers<'left'>();
  const closed = new Promise<{ code: number; reason: string }>((resolve) =>
    line.once('close', (code, reason) => resolve({ code, reason: reason.toString('utf8') })),
  );
  const linger = new Linger(lingerMs, () => leave('left'));
  const onLeave = (): void => leave('left');
  // What went wrong on the wire shows as its close code.
  line.on('error', () => undefined);
  showOutput(line, terminal, () => linger.heard());
  const stopTyping = typeInput(line, terminal, { leave: onLeave, ended: () => linger.begin() });
  terminal.interrupted.addEventListener('abort', onLeave, { once: true });
  try {
    const end = await Promise.race([left, closed]);
    const failure = end === 'left' ? null : endOf(end.code, end.reason);
    if (failure !== null) throw failure;
    if (terminal.interrupted.aborted) throw interrupted('left the console; the vm goes on');
    return end === 'left' ? 'left' : 'closed';
  } finally {
    linger.end();
    terminal.interrupted.removeEventListener('abort', onLeave);
    stopTyping();
    await sayGoodbye(line, closed);
  }
};
