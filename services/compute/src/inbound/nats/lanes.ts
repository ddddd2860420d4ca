/** What concerns one key is done one after the other: a host's return must not be overtaken by the tail of its loss. */
export class Lanes {
  readonly #last = new Map<string, Promise<void>>();

  async run<T>(key: string, work: () => Promise<T>): Promise<T> {
    const before = this.#last.get(key) ?? Promise.resolve();
    const mine = Promise.withResolvers<void>();
    this.#last.set(key, mine.promise);
    await before;
    try {
      return await work();
    } finally {
      if (this.#last.get(key) === mine.promise) this.#last.delete(key);
      mine.resolve();
    }
  }
}
