/** A shell for tests: runs the command line in this process, types into it, and keeps what it says. */
import { PassThrough } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';

import { run } from '../src/program.ts';
import type { Environment, Terminal } from '../src/terminal.ts';

export interface ShellSettings {
  readonly env?: Environment;
  /** Which streams are a terminal. */
  readonly tty?: { readonly stdin?: boolean; readonly stdout?: boolean; readonly stderr?: boolean };
  /** What a pipe holds; left open and typed into where it is absent and stdin is a terminal. */
  readonly stdin?: string;
}

class TestStream extends PassThrough {
  isTTY = false;
  readonly columns = 100;
  readonly rawModes: boolean[] = [];
  text = '';

  constructor(isTTY = false) {
    super();
    this.isTTY = isTTY;
  }

  setRawMode(raw: boolean): this {
    this.rawModes.push(raw);
    return this;
  }

  keep(): this {
    this.on('data', (chunk: Buffer) => (this.text += chunk.toString('utf8')));
    return this;
  }
}

export interface Ended {
  readonly exit: number;
  readonly out: string;
  readonly err: string;
}

export interface Running {
  readonly ended: Promise<Ended>;
  readonly stdin: TestStream;
  readonly out: () => string;
  readonly err: () => string;
  readonly interrupt: () => void;
}

/** Starts a command and answers while it runs. */
export const start = (argv: readonly string[], { env = {}, tty = {}, stdin }: ShellSettings = {}): Running => {
  const input = new TestStream(tty.stdin);
  const stdout = new TestStream(tty.stdout).keep();
  const stderr = new TestStream(tty.stderr).keep();
  const asked = new AbortController();
  if (stdin !== undefined) input.end(stdin);
  else if (tty.stdin !== true) input.end();
  const terminal: Terminal = {
    stdin: input,
    stdout,
    stderr,
    env,
    uid: 1000,
    home: '/nowhere',
    interrupted: asked.signal,
  };
  const ended = run(argv, terminal).then((exit) => ({ exit, out: stdout.text, err: stderr.text }));
  return { ended, stdin: input, out: () => stdout.text, err: () => stderr.text, interrupt: () => asked.abort() };
};

export const chrono = (argv: readonly string[], settings: ShellSettings = {}): Promise<Ended> =>
  start(argv, settings).ended;

/** Speaks to one API with what is typed in one line. */
export const shellAt = (env: () => Environment) => {
  const settled = (settings: ShellSettings): ShellSettings => ({ ...settings, env: { ...env(), ...settings.env } });
  return {
    said: (line: string, settings: ShellSettings = {}): Promise<Ended> => chrono(line.split(' '), settled(settings)),
    begin: (line: string, settings: ShellSettings = {}): Running => start(line.split(' '), settled(settings)),
  };
};

const BELIEVE_MS = 10_000;

/** Until the check no longer throws. */
export const until = async (check: () => unknown): Promise<void> => {
  for (const end = performance.now() + BELIEVE_MS; ; await pause(10)) {
    try {
      await check();
      return;
    } catch (error) {
      if (performance.now() > end) throw error;
    }
  }
};
