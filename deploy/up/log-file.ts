/** Log files of the processes: written by them directly, so that they outlive the supervisor, and kept from growing without end. */
import { copyFileSync, mkdirSync, openSync, readFileSync, statSync, truncateSync } from 'node:fs';
import { dirname } from 'node:path';

const largest = 32 * 1024 ** 2;

const sizeOf = (file: string): number => statSync(file, { throwIfNoEntry: false })?.size ?? 0;

/** A descriptor that appends: the file can be cut while a process writes to it. */
export const openLog = (file: string): number => {
  mkdirSync(dirname(file), { recursive: true });
  return openSync(file, 'a', 0o600);
};

/** Moves what is there to `<file>.1` once it is too large. Lines written during the copy are lost; the next cut is hours away. */
export const trimLog = (file: string, limit = largest): boolean => {
  if (sizeOf(file) <= limit) return false;
  copyFileSync(file, `${file}.1`);
  truncateSync(file);
  return true;
};

/** The last lines after `offset` bytes. */
export const tailOf = (file: string, lines: number, offset = 0): string[] => {
  if (sizeOf(file) === 0) return [];
  const text = readFileSync(file).subarray(offset).toString('utf8').trimEnd();
  return text === '' ? [] : text.split('\n').slice(-lines);
};

export const endOfLog = sizeOf;

/** Our processes log JSON for machines; a person gets the message and what caused it. */
const inWords = (line: string): string => {
  if (!line.startsWith('{')) return line;
  try {
    const { msg, err } = JSON.parse(line) as { msg?: unknown; err?: { message?: unknown } };
    const parts = [msg, err?.message].filter((part) => typeof part === 'string');
    return parts.length === 0 ? line : parts.join(': ');
  } catch {
    return line;
  }
};

/** What a process said last, for telling why it ended. */
export const lastWords = (file: string, lines: number, offset = 0): string[] =>
  tailOf(file, lines, offset).map(inWords);
