/** Those who wait for a position: let go when it is applied, when their time is up, or when they give up themselves. */
import { Fault } from '@chronovisor/kernel';

export interface WaitOptions {
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

interface Waiter {
  readonly position: number;
  readonly resolve: () => void;
  readonly reject: (reason: unknown) => void;
}

const behind = (position: number, ms: number): Fault =>
  new Fault('projection.behind', `the views did not reach position ${position} within ${ms} ms`, {
    retry: 'later',
    facts: { position },
  });

export class Waiters {
  readonly #waiting = new Set<Waiter>();

  get size(): number {
    return this.#waiting.size;
  }

  wait(position: number, { timeoutMs, signal }: WaitOptions): Promise<void> {
    if (signal?.aborted) return Promise.reject(signal.reason as Error);
    return new Promise((resolve, reject) => {
      let timer: NodeJS.Timeout | undefined;
      const giveUp = (): void => waiter.reject(signal?.reason);
      const leave = (): void => {
        this.#waiting.delete(waiter);
        clearTimeout(timer);
        signal?.removeEventListener('abort', giveUp);
      };
      const waiter: Waiter = {
        position,
        resolve: () => {
          leave();
          resolve();
        },
        reject: (reason) => {
          leave();
          reject(reason);
        },
      };
      if (timeoutMs !== undefined) timer = setTimeout(() => waiter.reject(behind(position, timeoutMs)), timeoutMs);
      signal?.addEventListener('abort', giveUp);
      this.#waiting.add(waiter);
    });
  }

  letGo(position: number): void {
    for (const waiter of this.#waiting) if (waiter.position <= position) waiter.resolve();
  }

  turnAway(reason: unknown): void {
    for (const waiter of this.#waiting) waiter.reject(reason);
  }
}
