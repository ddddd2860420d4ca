/** What the operating system's errors about files mean. */
import { Fault, type RetryAdvice, isFault } from '@chronovisor/kernel';

const MEANINGS: Readonly<Record<string, readonly [code: string, retry: RetryAdvice, words: string]>> = {
  ENOENT: ['file.missing', 'never', 'there is no'],
  ENOTDIR: ['file.refused', 'never', 'a part of the path is no directory:'],
  EISDIR: ['file.refused', 'never', 'it is a directory:'],
  EEXIST: ['file.refused', 'never', 'something else is there:'],
  ELOOP: ['file.refused', 'never', 'its links go round in a circle:'],
  ENAMETOOLONG: ['file.refused', 'never', 'the path is too long:'],
  EACCES: ['file.no-access', 'never', 'the host process has no access to'],
  EPERM: ['file.no-access', 'never', 'the host process has no access to'],
  EROFS: ['file.no-access', 'never', 'the file system is mounted read-only:'],
  ENOSPC: ['storage.disk-full', 'later', 'no space left for'],
  EDQUOT: ['storage.disk-full', 'later', 'the quota leaves no space for'],
};

export const fileFault = (error: unknown, path: string): Error => {
  if (isFault(error) || !(error instanceof Error)) return error as Error;
  const { code } = error as NodeJS.ErrnoException;
  if (code === undefined) return error;
  const [meaning, retry, words] = MEANINGS[code] ?? ['file.failed', 'look-first' as const, `${error.message}:`];
  return new Fault(meaning, `${words} ${path}`, { retry, facts: { path, errno: code }, cause: error });
};

export const refusedFile = (path: string, what: string): Fault =>
  new Fault('file.refused', `${path} is ${what}, not a plain file`, { retry: 'never', facts: { path } });

export const aborted = (): Fault => new Fault('storage.aborted', 'the work was called off', { retry: 'later' });
