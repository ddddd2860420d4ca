/** Asks before something is lost; never waits where nobody can answer. */
import { createInterface } from 'node:readline/promises';

import { exitCodes } from './exit-codes.ts';
import { Failure, interrupted, usage } from './failure.ts';
import type { Terminal } from './terminal.ts';

export interface Question {
  readonly lines: readonly string[];
  /** To be typed in full; without it a "y" will do. */
  readonly word: string | null;
}

const read = async ({ stdin, stderr, interrupted: stop }: Terminal, prompt: string): Promise<string> => {
  const reader = createInterface({ input: stdin, output: stderr });
  // A terminal in line mode gives Ctrl-C to the reader first.
  const asked = new AbortController();
  reader.on('SIGINT', () => asked.abort());
  const ended = new Promise<string>((resolve) => reader.once('close', () => resolve('')));
  try {
    return await Promise.race([reader.question(prompt, { signal: AbortSignal.any([stop, asked.signal]) }), ended]);
  } catch (error) {
    if (stop.aborted || asked.signal.aborted) throw interrupted('nothing was deleted');
    throw error;
  } finally {
    reader.close();
  }
};

export const confirm = async (terminal: Terminal, { lines, word }: Question): Promise<void> => {
  if (terminal.stdin.isTTY !== true) {
    throw usage('this deletes things, and nobody is there to ask', 'say --yes when it is meant');
  }
  terminal.stderr.write(`This will be gone:\n${lines.map((line) => `  ${line}\n`).join('')}`);
  const prompt = word === null ? 'Delete? [y/N] ' : `Type ${word} to delete: `;
  const answer = (await read(terminal, prompt)).trim();
  const yes = word === null ? /^y(es)?$/i.test(answer) : answer === word;
  if (!yes) throw new Failure(exitCodes.failed, 'not confirmed: nothing was deleted');
};
