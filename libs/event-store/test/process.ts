/** Starts one of the small programs beside this file as a process of its own, and speaks with it by lines. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { createInterface } from 'node:readline';

export interface Program {
  readonly pid: number;
  /** Everything it said so far. */
  readonly lines: string[];
  say(line: string): void;
  /** Resolves with the first line, said or to be said, that the pattern fits. */
  line(pattern: RegExp): Promise<string>;
  /** Resolves when it has ended, however. */
  readonly ended: Promise<unknown>;
  kill(): Promise<void>;
}

const waitForLine = (child: ChildProcess, lines: string[], pattern: RegExp): Promise<string> =>
  new Promise((resolve, reject) => {
    const look = (): void => {
      const found = lines.find((line) => pattern.test(line));
      if (found !== undefined) resolve(found);
    };
    child.stdout?.on('data', () => setImmediate(look));
    child.once('exit', () =>
      setImmediate(() => reject(new Error(`ended without saying ${pattern.source}: ${lines.slice(-3).join(' | ')}`))),
    );
    look();
  });

/** `before`: what stands before node on the command line, e.g. a wrapper that makes a namespace. */
export const start = (name: string, args: readonly string[], before: readonly string[] = []): Program => {
  const program = fileURLToPath(new URL(name, import.meta.url));
  const [command = '', ...rest] = [...before, process.execPath, program, ...args];
  const child = spawn(command, rest, { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines: string[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => lines.push(line));
  const ended = once(child, 'exit');
  return {
    pid: child.pid ?? 0,
    lines,
    ended,
    say: (line) => void child.stdin.write(`${line}\n`),
    line: (pattern) => waitForLine(child, lines, pattern),
    kill: async () => {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill('SIGKILL');
        await ended;
      }
    },
  };
};
