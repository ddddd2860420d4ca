/** Runs programs as child processes. */
import { Fault } from '@chronovisor/kernel';
import { ExecaError, execa } from 'execa';
import type { Program } from './program.port.ts';

/** Fixed: a process that may be root runs nothing from anywhere else. */
const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

export interface LiveProgramOptions {
  /** Put before every command line, such as `ip netns exec blue`. */
  readonly through?: readonly string[];
  readonly timeoutMs?: number;
}

const faultOf = (error: unknown, name: string, args: readonly string[]): Error => {
  if (!(error instanceof ExecaError)) return error as Error;
  const said = String(error.stderr).trim().slice(-2_000);
  const facts = { program: name, args, exitCode: error.exitCode ?? null, said };
  if (error.timedOut) {
    return new Fault('program.late', `${name} took too long and was ended`, {
      retry: 'look-first',
      facts,
      cause: error,
    });
  }
  if (error.code === 'ENOENT') {
    return new Fault('program.missing', `${name} is not installed`, { retry: 'never', facts, cause: error });
  }
  const words = said === '' ? error.shortMessage : said;
  return new Fault('program.failed', `${name} failed: ${words}`, { retry: 'never', facts, cause: error });
};

export const liveProgram = ({ through = [], timeoutMs = 15_000 }: LiveProgramOptions = {}): Program => ({
  run: async (name, args, input = '') => {
    const [file = name, ...rest] = [...through, name, ...args];
    try {
      const { stdout } = await execa(file, rest, {
        input,
        timeout: timeoutMs,
        env: { PATH, LC_ALL: 'C' },
        maxBuffer: 64 * 1024 * 1024,
      });
      return stdout;
    } catch (error) {
      throw faultOf(error, name, args);
    }
  },
});
