/** Shows on stderr how far operations are: one line drawn over itself on a terminal, a line per step elsewhere. */
import type { Operation } from '@chronovisor/client';

import { secondsText } from '../durations.ts';
import type { Printer } from '../output/printer.ts';

const stepText = ({ type, status, progress }: Operation): string => {
  const { done, total, step } = progress;
  const count = total > 1 ? ` ${done}/${total}` : '';
  const doing = status === 'running' ? '' : ` ${status}`;
  return `${type}${count}${step === null ? '' : ` ${step}`}${doing}`;
};

const ERASE = '\r\u001b[K';

/** Of all operations that one command waits for. */
export class Progress {
  readonly #printer: Printer;
  readonly #running = new Map<string, string>();
  readonly #begun = performance.now();
  #drawn = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(printer: Printer) {
    this.#printer = printer;
  }

  update(label: string, operation: Operation): void {
    const text = stepText(operation);
    if (this.#running.get(label) === text) return;
    this.#running.set(label, text);
    if (!this.#printer.redraws) return this.#printer.say(`${label}: ${text}`);
    this.#timer ??= setInterval(() => this.#draw(), 100);
    this.#draw();
  }

  /** The line that stays. */
  end(label: string, text: string): void {
    this.#running.delete(label);
    this.#erase();
    if (text !== '') this.#printer.say(text);
    if (this.#running.size === 0) return this.close();
    if (this.#printer.redraws) this.#draw();
  }

  close(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#erase();
  }

  #erase(): void {
    if (this.#drawn) this.#printer.draw(ERASE);
    this.#drawn = false;
  }

  #draw(): void {
    const entries = [...this.#running];
    const [first] = entries;
    if (first === undefined) return;
    const what =
      entries.length === 1 ? `${first[0]}: ${first[1]}` : `${entries.length} going on, ${first[0]}: ${first[1]}`;
    const line = `${what}  ${secondsText(performance.now() - this.#begun)}`;
    this.#printer.draw(`${ERASE}${line.slice(0, Math.max(20, this.#printer.width - 1))}`);
    this.#drawn = true;
  }
}
