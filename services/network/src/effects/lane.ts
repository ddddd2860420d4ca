/** One piece of work after the other, in order of arrival. */
export class Lane {
  #last: Promise<unknown> = Promise.resolve();

  run<T>(act: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(act);
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  /** Resolves when everything that has come so far is done. */
  async idle(): Promise<void> {
    await this.#last;
  }
}
