/** Does several things at once, but not all of many. */
const AT_ONCE = 8;

export const sideBySide = async <T, R>(list: readonly T[], act: (item: T) => Promise<R>): Promise<readonly R[]> => {
  const results: R[] = [];
  const queue = [...list.entries()];
  const worker = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) results[next[0]] = await act(next[1]);
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, list.length) }, worker));
  return results;
};
