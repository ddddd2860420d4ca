/** Work on one thing in order of arrival, on several things side by side, and never too much at once. */

const LIMIT = 4;

export class WorkQueue {
  readonly #last = new Map<string, Promise<unknown>>();
  readonly #signals = new Map<string, Set<AbortController>>();
  readonly #waiting: (() => void)[] = [];
  #free: number;

  constructor(limit = LIMIT) {
    this.#free = limit;
  }

  async run<T>(key: string, act: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const control = new AbortController();
    const controls = this.#signals.get(key) ?? new Set();
    this.#signals.set(key, controls.add(control));
    const turn = (this.#last.get(key) ?? Promise.resolve()).then(() => this.#inSlot(() => act(control.signal)));
    const ended = turn.catch(() => undefined);
    this.#last.set(key, ended);
    try {
      return await turn;
    } finally {
      controls.delete(control);
      if (this.#last.get(key) === ended) {
        this.#last.delete(key);
        this.#signals.delete(key);
      }
    }
  }

  /** All that has come so far for that key; what comes later is not touched. */
  callOff(key: string): void {
    for (const control of this.#signals.get(key) ?? []) control.abort();
  }

  /** Calls everything off and waits for its end. */
  async close(): Promise<void> {
    for (const key of this.#signals.keys()) this.callOff(key);
    await Promise.all(this.#last.values());
  }

  async #inSlot<T>(act: () => Promise<T>): Promise<T> {
    if (this.#free === 0) await new Promise<void>((enter) => this.#waiting.push(enter));
    else this.#free -= 1;
    try {
      return await act();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#free += 1;
      else next();
    }
  }
}
