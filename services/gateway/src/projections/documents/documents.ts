/** The rows of one view, in the order of their ids, each with its document and JSON text made once per change. */

export interface Row {
  readonly id: string;
  /** Null where the noun may go without a name. */
  name: string | null;
}

interface Kept<R, D> {
  readonly row: R;
  document: D | null;
  json: string | null;
}

/** Index of the first id that is greater. */
const firstAfter = (ids: readonly string[], id: string): number => {
  let low = 0;
  let high = ids.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ids[middle] as string) <= id) low = middle + 1;
    else high = middle;
  }
  return low;
};

export interface PageRequest<D> {
  /** The last id of the page before; it may have gone since. */
  readonly after: string | null;
  readonly limit: number;
  readonly matches: ((document: D) => boolean) | null;
  readonly newestFirst: boolean;
}

export class Documents<R extends Row, D extends object> {
  readonly #render: (row: R) => D;
  readonly #kept = new Map<string, Kept<R, D>>();
  readonly #named = new Map<string, Set<string>>();
  #ids: string[] = [];
  #version = 0;
  #keeps: (id: string) => boolean = () => true;

  constructor(render: (row: R) => D) {
    this.#render = render;
  }

  get size(): number {
    return this.#ids.length;
  }

  /** Grows with every change: what was made from an older version may be out of date. */
  get version(): number {
    return this.#version;
  }

  /** Holds no other rows from now on: whatever is said of one that is not here changes nothing. */
  keepOnly(keeps: (id: string) => boolean): void {
    this.#keeps = keeps;
  }

  clear(): void {
    this.#kept.clear();
    this.#named.clear();
    this.#ids = [];
    this.#version += 1;
  }

  add(row: R): void {
    if (!this.#keeps(row.id)) return;
    this.remove(row.id);
    this.#kept.set(row.id, { row, document: null, json: null });
    const last = this.#ids.at(-1);
    if (last === undefined || last < row.id) this.#ids.push(row.id);
    else this.#ids.splice(firstAfter(this.#ids, row.id), 0, row.id);
    this.#nameOn(row);
    this.#version += 1;
  }

  /** The row for reading; change it only through `change`. */
  row(id: string): R | undefined {
    return this.#kept.get(id)?.row;
  }

  rows(): R[] {
    return this.#ids.map((id) => (this.#kept.get(id) as Kept<R, D>).row);
  }

  /** Does nothing for an id that is not here: its row went before this was known. */
  change(id: string, alter: (row: R) => void): void {
    const kept = this.#kept.get(id);
    if (kept === undefined) return;
    const before = kept.row.name;
    alter(kept.row);
    if (kept.row.name !== before) {
      this.#nameOff(before, id);
      this.#nameOn(kept.row);
    }
    kept.document = null;
    kept.json = null;
    this.#version += 1;
  }

  remove(id: string): void {
    const kept = this.#kept.get(id);
    if (kept === undefined) return;
    this.#kept.delete(id);
    this.#ids.splice(firstAfter(this.#ids, id) - 1, 1);
    this.#nameOff(kept.row.name, id);
    this.#version += 1;
  }

  /** Something the documents are made of changed elsewhere. */
  forgetDocuments(): void {
    for (const kept of this.#kept.values()) {
      kept.document = null;
      kept.json = null;
    }
    this.#version += 1;
  }

  document(id: string): D | undefined {
    const kept = this.#kept.get(id);
    if (kept === undefined) return undefined;
    kept.document ??= this.#render(kept.row);
    return kept.document;
  }

  json(id: string): string | undefined {
    const kept = this.#kept.get(id);
    if (kept === undefined) return undefined;
    kept.json ??= JSON.stringify(this.document(id));
    return kept.json;
  }

  /** The same text, made for once and not kept. */
  text(id: string): string | undefined {
    const kept = this.#kept.get(id);
    return kept === undefined ? undefined : (kept.json ?? JSON.stringify(kept.document ?? this.#render(kept.row)));
  }

  /** Ids with this name; names are unique for most nouns, per host for pools. */
  named(name: string): readonly string[] {
    return [...(this.#named.get(name) ?? [])];
  }

  names(): readonly string[] {
    return [...this.#named.keys()];
  }

  /** Up to `limit` ids that follow `after` (null: from the start) and whose documents match, and whether more may come. */
  page({ after, limit, matches, newestFirst }: PageRequest<D>): {
    readonly ids: readonly string[];
    readonly more: boolean;
  } {
    const step = newestFirst ? -1 : 1;
    const ids: string[] = [];
    for (let index = this.#startAfter(after, newestFirst); index >= 0 && index < this.#ids.length; index += step) {
      const id = this.#ids[index] as string;
      if (matches !== null && !matches(this.document(id) as D)) continue;
      if (ids.length === limit) return { ids, more: true };
      ids.push(id);
    }
    return { ids, more: false };
  }

  #startAfter(after: string | null, newestFirst: boolean): number {
    if (after === null) return newestFirst ? this.#ids.length - 1 : 0;
    const next = firstAfter(this.#ids, after);
    if (!newestFirst) return next;
    return this.#ids[next - 1] === after ? next - 2 : next - 1;
  }

  #nameOn({ name, id }: R): void {
    if (name === null) return;
    const ids = this.#named.get(name) ?? new Set<string>();
    this.#named.set(name, ids.add(id));
  }

  #nameOff(name: string | null, id: string): void {
    if (name === null) return;
    const ids = this.#named.get(name);
    ids?.delete(id);
    if (ids?.size === 0) this.#named.delete(name);
  }
}
