/** A vm's dialogue with its QEMU, written beside it: what was asked, sent, answered and heard. Two files of a limited size, the older one dropped. */
import { JournalLine } from '@chronovisor/contracts';
import type { QmpTraceEntry } from '@chronovisor/qmp';
import type { Logger } from '@chronovisor/telemetry';
import { appendFile, readFile, rename, stat } from 'node:fs/promises';

export const longestJournal = 256 * 1024;
const longestDetail = 500;
/** Lines that wait for their file; a disk that takes none costs them, and nothing else. */
const mostWaiting = 500;
/** Of no interest: asked whenever something else is, or over and over by the look for drift. */
const idle: ReadonlySet<string> = new Set([
  'qmp_capabilities',
  'query-uuid',
  'query-cpus-fast',
  'query-memory-size-summary',
  'query-block',
  'qom-list',
  'qom-get',
]);

type Unsigned = Omit<JournalLine, 'commandId'>;

const detailOf = (value: unknown): string => {
  if (value === undefined || value === null) return '';
  const text = JSON.stringify(value);
  if (text === '{}') return '';
  return text.length > longestDetail ? `${text.slice(0, longestDetail)}…` : text;
};

const rounded = (ms: number): number => Math.round(ms * 100) / 100;

const lineOf = (entry: QmpTraceEntry): Unsigned | null => {
  const at = new Date(entry.kind === 'event' ? entry.sentAt : entry.at).toISOString();
  if (entry.kind === 'event')
    return { at, kind: 'event', name: entry.name, detail: detailOf(entry.data), tookMs: null };
  if (idle.has(entry.command)) return null;
  const { command: name } = entry;
  switch (entry.kind) {
    case 'sent':
      return { at, kind: 'sent', name, detail: detailOf(entry.arguments), tookMs: null };
    case 'reply':
      return { at, kind: 'answered', name, detail: detailOf(entry.value), tookMs: rounded(entry.tookMs) };
    case 'refused':
      return {
        at,
        kind: 'refused',
        name,
        detail: entry.description.slice(0, longestDetail),
        tookMs: rounded(entry.tookMs),
      };
    case 'lost':
      return { at, kind: 'lost', name, detail: entry.why, tookMs: rounded(entry.tookMs) };
  }
};

export class Journal {
  readonly #file: string;
  readonly #log: Logger;
  readonly #waiting: string[] = [];
  #writing: Promise<void> | null = null;
  #commandId: JournalLine['commandId'] = null;

  constructor(file: string, log: Logger) {
    this.#file = file;
    this.#log = log;
  }

  /** Until `done`, whatever is said is said in the name of this command. */
  asked(commandId: string, name: string): void {
    this.#commandId = commandId as JournalLine['commandId'];
    this.#add({ at: new Date().toISOString(), kind: 'asked', name, detail: '', tookMs: null });
  }

  done(name: string): void {
    this.#add({ at: new Date().toISOString(), kind: 'done', name, detail: '', tookMs: null });
    this.#commandId = null;
  }

  trace = (entry: QmpTraceEntry): void => {
    const line = lineOf(entry);
    if (line !== null) this.#add(line);
  };

  /** The newest so many, oldest first. What is damaged is left out. */
  async read(max: number): Promise<readonly JournalLine[]> {
    await this.#writing;
    const texts = await Promise.all([`${this.#file}.1`, this.#file].map(contentOf));
    return texts
      .join('')
      .split('\n')
      .slice(-max - 1)
      .flatMap(parsed)
      .slice(-max);
  }

  #add(line: Unsigned): void {
    this.#waiting.push(`${JSON.stringify({ ...line, commandId: this.#commandId })}\n`);
    if (this.#waiting.length > mostWaiting && this.#writing === null) this.#waiting.shift();
    this.#writing ??= this.#write().finally(() => (this.#writing = null));
  }

  async #write(): Promise<void> {
    try {
      while (this.#waiting.length > 0) {
        await this.#turnOver();
        const count = this.#waiting.length;
        await appendFile(this.#file, this.#waiting.join(''), { mode: 0o600 });
        this.#waiting.splice(0, count);
      }
    } catch (error) {
      // Before the first launch there is no directory yet: the next line tries again.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT')
        this.#log.warn({ err: error, file: this.#file }, 'what was said to a vm could not be written down');
    }
  }

  async #turnOver(): Promise<void> {
    const known = await stat(this.#file).catch(() => null);
    if (known !== null && known.size > longestJournal) await rename(this.#file, `${this.#file}.1`);
  }
}

const contentOf = (file: string): Promise<string> =>
  readFile(file, 'utf8').catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  });

const parsed = (text: string): readonly JournalLine[] => {
  try {
    const line = JournalLine.safeParse(JSON.parse(text));
    return line.success ? [line.data] : [];
  } catch {
    return [];
  }
};
