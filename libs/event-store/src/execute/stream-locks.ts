/** Commands to one stream wait for each other here, instead of meeting as conflicts in the store. */

export const createStreamLocks = () => {
  const last = new Map<string, Promise<void>>();
  const lockOne = async (stream: string): Promise<() => void> => {
    const before = last.get(stream);
    let free: () => void = () => undefined;
    const mine = new Promise<void>((resolve) => {
      free = resolve;
    });
    last.set(stream, mine);
    await before;
    return () => {
      if (last.get(stream) === mine) last.delete(stream);
      free();
    };
  };
  return {
    /** Gives back the call that frees them all. Always in one order, so that two callers never wait for each other in a ring. */
    lock: async (streams: readonly string[]): Promise<() => void> => {
      const frees: (() => void)[] = [];
      for (const stream of [...new Set(streams)].toSorted()) frees.push(await lockOne(stream));
      return () => {
        for (const free of frees) free();
      };
    },
    get size() {
      return last.size;
    },
  };
};
