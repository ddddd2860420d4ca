/** Keeps news of single vms back while a report of the whole host is on its way: else the older picture could overtake the newer word. */
export class ReportGate {
  #whole: Promise<unknown> = Promise.resolve();

  /** Resolves when no report of the whole host is under way. */
  async passed(): Promise<void> {
    let seen: Promise<unknown>;
    do {
      seen = this.#whole;
      await seen;
    } while (seen !== this.#whole);
  }

  /** `work` takes the picture and sends it; what happens after its first line waits. */
  alone<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#whole.then(work);
    this.#whole = mine.catch(() => undefined);
    return mine;
  }
}
