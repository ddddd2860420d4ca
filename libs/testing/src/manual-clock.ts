/** Time that stands still until a test moves it; fits every clock port of the house. */

interface Wait {
  readonly due: number;
  readonly order: number;
  readonly run: () => void;
}

export interface ManualClock {
  /** Milliseconds of the wall clock. */
  readonly now: () => number;
  readonly date: () => Date;
  readonly after: (ms: number, run: () => void) => () => void;
  /** Lets time pass: what falls due runs in order, and what it started gets its turns in between. */
  advance(ms: number): Promise<void>;
  /** Sets the wall clock forward or back; no time passes. */
  jump(ms: number): void;
  /** Waits that have not ended. */
  readonly waiting: number;
  /** Milliseconds until the next wait ends, null without any. */
  readonly next: number | null;
}

/** Lets everything run that needs no time: promises, and what was put off to the next turns of the event loop. */
export const settle = async (turns = 20): Promise<void> => {
  for (let turn = 0; turn < turns; turn += 1) await new Promise<void>((resolve) => setImmediate(resolve));
};

class StandingClock implements ManualClock {
  /** Monotonic. */
  #passed = 0;
  #wall: number;
  #order = 0;
  readonly #waits = new Set<Wait>();

  constructor(start: string) {
    this.#wall = Date.parse(start);
  }

  get waiting(): number {
    return this.#waits.size;
  }

  get next(): number | null {
    const first = this.#first(Infinity);
    return first === undefined ? null : first.due - this.#passed;
  }

  readonly now = (): number => this.#wall;

  readonly date = (): Date => new Date(this.#wall);

  readonly after = (ms: number, run: () => void): (() => void) => {
    this.#order += 1;
    const wait = { due: this.#passed + Math.max(0, ms), order: this.#order, run };
    this.#waits.add(wait);
    return () => this.#waits.delete(wait);
  };

  jump(ms: number): void {
    this.#wall += ms;
  }

  async advance(ms: number): Promise<void> {
    const end = this.#passed + ms;
    await settle();
    for (let wait = this.#first(end); wait !== undefined; wait = this.#first(end)) {
      this.#waits.delete(wait);
      this.#pass(wait.due);
      wait.run();
      await settle();
    }
    this.#pass(end);
  }

  #pass(to: number): void {
    this.#wall += to - this.#passed;
    this.#passed = to;
  }

  #first(until: number): Wait | undefined {
    return [...this.#waits]
      .filter(({ due }) => due <= until)
      .toSorted((a, b) => a.due - b.due || a.order - b.order)
      .at(0);
  }
}

export const manualClock = (start = '2026-01-01T00:00:00.000Z'): ManualClock => new StandingClock(start);
