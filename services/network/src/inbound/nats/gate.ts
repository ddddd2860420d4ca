/** Lets many through at once, or one alone: nics come to a network side by side, but never while it is being deleted. */

interface Waiting {
  readonly alone: boolean;
  readonly enter: () => void;
}

interface Door {
  inside: number;
  alone: boolean;
  readonly queue: Waiting[];
}

export class Gate {
  readonly #doors = new Map<string, Door>();

  together<T>(key: string, act: () => Promise<T>): Promise<T> {
    return this.#pass(key, false, act);
  }

  alone<T>(key: string, act: () => Promise<T>): Promise<T> {
    return this.#pass(key, true, act);
  }

  async #pass<T>(key: string, alone: boolean, act: () => Promise<T>): Promise<T> {
    const door = this.#doors.get(key) ?? { inside: 0, alone: false, queue: [] };
    this.#doors.set(key, door);
    await new Promise<void>((enter) => {
      door.queue.push({ alone, enter });
      this.#admit(door);
    });
    try {
      return await act();
    } finally {
      door.inside -= 1;
      this.#admit(door);
      if (door.inside === 0) this.#doors.delete(key);
    }
  }

  /** In order of arrival, so that nobody waits for ever. */
  #admit(door: Door): void {
    for (let next = door.queue[0]; next !== undefined; next = door.queue[0]) {
      if (door.inside > 0 && (next.alone || door.alone)) return;
      door.queue.shift();
      door.inside += 1;
      door.alone = next.alone;
      next.enter();
    }
  }
}
