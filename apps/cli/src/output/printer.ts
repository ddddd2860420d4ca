/** Writes documents to stdout in the format that was chosen, and messages to stderr. */
import { meaningOf, paintIn, type Paint } from '../paint.ts';
import { mayColour, mayRedraw, type Terminal } from '../terminal.ts';
import { cellText, type Plain } from './cells.ts';
import { columnsFor, titleOf, valueAt, type Shape } from './columns.ts';
import { csvLine, plainText } from './csv.ts';
import { detailLines } from './detail.ts';
import { isForPeople, type OutputChoice } from './formats.ts';
import { layOut, widthsFor } from './table.ts';

/** What `-o name` prints: what other commands take as a target. */
export const nameOf = (document: Plain): string => {
  const { name, id, position, sequence } = document;
  return plainText(name ?? id ?? position ?? sequence);
};

export class Printer {
  readonly choice: OutputChoice;
  readonly paint: Paint;
  /** Whether stderr is a place for lines that are drawn over. */
  readonly redraws: boolean;
  readonly width: number;
  readonly #quiet: boolean;
  readonly #terminal: Terminal;

  constructor(terminal: Terminal, choice: OutputChoice, quiet = false) {
    this.#terminal = terminal;
    this.#quiet = quiet;
    this.choice = choice;
    this.paint = paintIn(mayColour(terminal.env, terminal.stdout));
    this.redraws = mayRedraw(terminal.env, terminal.stderr);
    this.width = terminal.stderr.columns ?? 80;
  }

  get forPeople(): boolean {
    return isForPeople(this.choice.format);
  }

  line(text: string): void {
    this.#terminal.stdout.write(`${text}\n`);
  }

  /** Waits where the reader is slower than we are. */
  async bytes(chunk: Uint8Array | string): Promise<void> {
    if (this.#terminal.stdout.write(chunk)) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#terminal.stdout.once('drain', resolve);
    this.#terminal.stdout.once('close', resolve);
    await promise;
  }

  /** For the eyes of whoever waits; silent with -q. */
  say(text: string): void {
    if (!this.#quiet) this.#terminal.stderr.write(`${text}\n`);
  }

  /** Failures are told even with -q. */
  complain(lines: readonly string[]): void {
    this.#terminal.stderr.write(lines.map((line) => `${line}\n`).join(''));
  }

  /** A status line without its end; only where `redraws`. */
  draw(text: string): void {
    if (!this.#quiet) this.#terminal.stderr.write(text);
  }

  /** A list. `page` is the answer's own shape, which JSON keeps. */
  async list(shape: Shape, items: readonly Plain[], page: Plain | readonly Plain[]): Promise<void> {
    const { format } = this.choice;
    if (format === 'json') return this.line(JSON.stringify(page, null, 2));
    if (format === 'yaml') return this.#yaml(page);
    if (format === 'ndjson') return items.forEach((item) => this.line(JSON.stringify(item)));
    if (format === 'name') return items.forEach((item) => this.line(nameOf(item)));
    const columns = columnsFor(this.choice, shape, items);
    if (format === 'csv') return this.#csv(columns, items);
    if (items.length === 0) return this.say(`no ${shape.noun.replace(/y$/, 'ie')}s`);
    await this.#table(columns, items);
  }

  async document(shape: Shape, document: Plain): Promise<void> {
    const { format } = this.choice;
    if (format === 'json') return this.line(JSON.stringify(document, null, 2));
    if (format === 'yaml') return this.#yaml(document);
    if (this.forPeople && this.choice.columns === null) {
      const lines = await detailLines(document, this.paint);
      return lines.forEach((line) => this.line(line));
    }
    await this.list(shape, [document], document);
  }

  #csv(columns: readonly string[], items: readonly Plain[]): void {
    if (this.choice.headers) this.line(csvLine(columns));
    for (const item of items) this.line(csvLine(columns.map((column) => valueAt(item, column))));
  }

  async #yaml(value: unknown): Promise<void> {
    const { stringify } = await import('yaml');
    this.#terminal.stdout.write(stringify(value, { lineWidth: 0 }));
  }

  async #table(columns: readonly string[], items: readonly Plain[]): Promise<void> {
    const cells = items.map((item) => columns.map((column) => cellText(column, valueAt(item, column))));
    const rows = this.choice.headers ? [columns.map(titleOf), ...cells] : cells;
    const statusColumn = columns.indexOf('status');
    const lines = layOut(rows, await widthsFor(rows), (text, row, column) => {
      if (row === 0 && this.choice.headers) return this.paint('title', text);
      return column === statusColumn ? this.paint(meaningOf(text), text) : text;
    });
    lines.forEach((line) => this.line(line));
  }
}
