/** Runs `qemu-img` as a child process. */
import { Fault, isFault } from '@chronovisor/kernel';
import { ExecaError, execa } from 'execa';
import { described } from './described.ts';
import type { QemuImg } from './qemu-img.port.ts';

/** Fixed: a process that may be root runs nothing from anywhere else. */
const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
const QUICK_MS = 60_000;

const inUse = /Failed to get (shared )?"(write|consistent read|resize)" lock|Is another process using the image/u;

/** What its words mean, where they mean something of their own. */
const meaningOf = (said: string): readonly [string, 'later' | 'never'] => {
  if (/No space left on device|Disk quota exceeded/u.test(said)) return ['storage.disk-full', 'later'];
  return inUse.test(said) ? ['qemu-img.in-use', 'later'] : ['qemu-img.failed', 'never'];
};

const faultOf = (error: unknown, args: readonly string[]): Error => {
  if (!(error instanceof ExecaError)) return error as Error;
  const said = String(error.stderr).trim().slice(-2_000);
  const facts = { args, exitCode: error.exitCode ?? null, said };
  if (error.isCanceled) return new Fault('storage.aborted', 'the work was called off', { retry: 'later', facts });
  if (error.timedOut)
    return new Fault('qemu-img.late', `qemu-img ${args[0]} took too long and was ended`, {
      retry: 'look-first',
      facts,
    });
  if (error.code === 'ENOENT')
    return new Fault('qemu-img.missing', 'qemu-img is not installed', { retry: 'never', facts, cause: error });
  const [code, retry] = meaningOf(said);
  const words = said === '' ? error.shortMessage : said;
  return new Fault(code, words, { retry, facts, cause: error });
};

interface Run {
  readonly signal?: AbortSignal;
  readonly timeoutMs?: number;
}

export interface LiveQemuImgOptions {
  readonly program?: string;
  readonly quickMs?: number;
}

export const liveQemuImg = ({ program = 'qemu-img', quickMs = QUICK_MS }: LiveQemuImgOptions = {}): QemuImg => {
  const run = async (args: readonly string[], { signal, timeoutMs = quickMs }: Run = {}): Promise<string> => {
    try {
      const { stdout } = await execa(program, args, {
        env: { PATH, LC_ALL: 'C' },
        stdin: 'ignore',
        timeout: timeoutMs,
        ...(signal === undefined ? {} : { cancelSignal: signal }),
      });
      return stdout;
    } catch (error) {
      throw faultOf(error, args);
    }
  };
  return {
    create: async ({ path, format }, size) => {
      await run(['create', '-q', '-f', format, '--', path, String(size)]);
    },
    link: async ({ path }, size, base) => {
      const of = ['-b', base.path, '-F', base.format];
      await run(['create', '-q', '-f', 'qcow2', ...of, '--', path, String(size)]);
    },
    // A large image takes as long as it takes; whoever waits may call it off.
    convert: async (from, to, signal) => {
      await run(['convert', '-q', '-f', from.format, '-O', to.format, '--', from.path, to.path], {
        signal,
        timeoutMs: 0,
      });
    },
    info: async (path, format) => {
      const given = format === null ? [] : ['-f', format];
      return described(await run(['info', '-U', '--output=json', ...given, '--', path]), path);
    },
    isHeld: async ({ path, format }) => {
      try {
        // Without -U it asks for the locks that a running QEMU holds.
        await run(['info', '--output=json', '-f', format, '--', path]);
        return false;
      } catch (error) {
        if (isFault(error) && error.code !== 'qemu-img.missing') return error.code === 'qemu-img.in-use';
        throw error;
      }
    },
    grow: async ({ path, format }, size) => {
      await run(['resize', '-q', '-f', format, '--', path, String(size)]);
    },
  };
};
