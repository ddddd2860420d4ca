/** Lets one loop wait for news, for a while, or for its end: whichever comes first. */

export class Waker {
  #news = false;
  #ended = false;
  #wake: (() => void) | null = null;

  get ended(): boolean {
    return this.#ended;
  }

  wake(): void {
    this.#news = true;
    this.#wake?.();
  }

  end(): void {
    this.#ended = true;
    this.#wake?.();
  }

  /** True when there was news since the last time; false when the time passed without. */
  async heard(ms: number): Promise<boolean> {
    if (!this.#news && !this.#ended) await this.#until(ms, () => this.#news);
    const heard = this.#news;
    this.#news = false;
    return heard;
  }

  /** News does not shorten it; only the end does. */
  async sleep(ms: number): Promise<void> {
    if (!this.#ended) await this.#until(ms, () => this.#ended);
  }

  #until(ms: number, over: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.#wake = null;
        resolve();
      };
      const timer = setTimeout(done, ms);
      this.#wake = () => {
        if (over() || this.#ended) done();
      };
    });
  }
}
