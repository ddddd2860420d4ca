/** Looks for a ring in what needs what. */

/** What each thing needs, by id. */
export type NeedsOf = (id: string) => readonly string[];

/** The way from `start` back to `start`, both ends named; null when nothing it needs needs it. Each thing is looked at once. */
export const ringThrough = (start: string, needsOf: NeedsOf): readonly string[] | null => {
  const cameFrom = new Map<string, string>();
  const open = [start];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    for (const need of needsOf(id)) {
      if (need === start) return [...wayTo(id, start, cameFrom), start];
      if (cameFrom.has(need)) continue;
      cameFrom.set(need, id);
      open.push(need);
    }
  }
  return null;
};

const wayTo = (end: string, start: string, cameFrom: ReadonlyMap<string, string>): readonly string[] => {
  const way = [end];
  for (let id = end; id !== start;) {
    id = cameFrom.get(id) as string;
    way.unshift(id);
  }
  return way;
};
