/** Last revision of each stream, remembered so that the check before an append does not read the file each time. */
import type { DatabaseSync } from 'node:sqlite';

const REMEMBERED = 50_000;

export const createRevisions = (db: DatabaseSync) => {
  const select = db.prepare('SELECT revision FROM events WHERE stream = ? ORDER BY revision DESC LIMIT 1');
  const known = new Map<string, number>();
  const set = (stream: string, revision: number): void => {
    if (known.size >= REMEMBERED && !known.has(stream)) known.clear();
    known.set(stream, revision);
  };
  return {
    get: (stream: string): number | undefined => {
      const remembered = known.get(stream);
      if (remembered !== undefined) return remembered;
      const found = select.get(stream)?.['revision'];
      if (typeof found !== 'number') return undefined;
      set(stream, found);
      return found;
    },
    set,
    /** After a transaction that was taken back. */
    forgetAll: (): void => known.clear(),
  };
};
