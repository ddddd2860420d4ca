/** Processes of our own as the product starts them: bundles under this Node, their output in files, ended by pid. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { eventually } from '@chronovisor/testing';

const root = fileURLToPath(new URL('../../..', import.meta.url));

export interface OwnProcess {
  readonly pid: number;
  readonly exited: boolean;
  kill(signal: NodeJS.Signals): Promise<void>;
  /** SIGTERM, then SIGKILL when that takes too long. */
  end(): Promise<void>;
  signal(signal: NodeJS.Signals): void;
  log(): Promise<string>;
  /** The address in the line that says it is ready. */
  saidUrl(): Promise<string>;
}

const END_WITHIN_MS = 10_000;

const gone = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null;

export const startBundle = (
  name: string,
  env: Readonly<Record<string, string>>,
  logFile: string,
  prefix: readonly string[] = [],
): OwnProcess => {
  const before = existsSync(logFile) ? statSync(logFile).size : 0;
  const out = openSync(logFile, 'a');
  const [program = '', ...args] = [
    ...prefix,
    process.execPath,
    '--enable-source-maps',
    `${root}dist/${name}.js`,
  ] as readonly string[];
  const child = spawn(program, args, { env: { ...process.env, ...env }, stdio: ['ignore', out, out] });
  closeSync(out);
  const log = (): Promise<string> => readFile(logFile, 'utf8');
  const kill = async (signal: NodeJS.Signals): Promise<void> => {
    if (gone(child)) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  };
  return {
    get pid() {
      return child.pid ?? -1;
    },
    get exited() {
      return gone(child);
    },
    kill,
    signal: (signal) => {
      child.kill(signal);
    },
    end: async () => {
      const late = setTimeout(() => child.kill('SIGKILL'), END_WITHIN_MS);
      // A stopped process takes no other signal.
      if (!gone(child)) child.kill('SIGCONT');
      await kill('SIGTERM');
      clearTimeout(late);
    },
    log,
    saidUrl: () =>
      eventually(
        async () => {
          // The file keeps what earlier processes of this name said.
          const said = Buffer.from(await log())
            .subarray(before)
            .toString();
          const url = said
            .match(/"url":"(http:[^"]+)"[^\n]*control is ready/g)
            ?.at(-1)
            ?.match(/http:[^"]+/)?.[0];
          if (url !== undefined) return url;
          if (gone(child)) throw new Error(`control ended:\n${said}`);
          throw new Error('control is not ready yet');
        },
        { withinMs: 30_000 },
      ),
  };
};
