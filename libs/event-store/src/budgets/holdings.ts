/** Who holds how much of a budget. Never changed in place; made so that one change among very many costs next to nothing. */
import type { Amounts } from './amounts.ts';

export interface Holding {
  /** Path of the one that holds it, such as `vms/<id>`. */
  readonly owner: string;
  readonly amounts: Amounts;
}

type Bucket = ReadonlyMap<string, Amounts>;

/** Ten thousand holders make buckets of forty. */
const BUCKETS = 256;
const EMPTY: Bucket = new Map();

/** Ids that follow each other in time differ at their end. */
const bucketOf = (owner: string): number => {
  let hash = 0;
  for (let index = 0; index < owner.length; index += 1) hash = (hash * 31 + owner.charCodeAt(index)) % 65_521;
  return hash % BUCKETS;
};

export class Holdings {
  static readonly none = new Holdings([], 0);
  readonly #buckets: readonly Bucket[];
  readonly size: number;

  private constructor(buckets: readonly Bucket[], size: number) {
    this.#buckets = buckets;
    this.size = size;
  }

  of(owner: string): Amounts | undefined {
    return this.#buckets[bucketOf(owner)]?.get(owner);
  }

  /** `amounts` undefined: holds nothing any more. */
  with(changes: readonly { readonly owner: string; readonly amounts: Amounts | undefined }[]): Holdings {
    const buckets = this.#buckets.length === 0 ? Array.from({ length: BUCKETS }, () => EMPTY) : [...this.#buckets];
    let { size } = this;
    for (const { owner, amounts } of changes) {
      const index = bucketOf(owner);
      const bucket = new Map(buckets[index]);
      size -= bucket.size;
      if (amounts === undefined) bucket.delete(owner);
      else bucket.set(owner, amounts);
      size += bucket.size;
      buckets[index] = bucket;
    }
    return new Holdings(buckets, size);
  }

  /** Some of the holders, to name examples. */
  owners(most: number): readonly string[] {
    const found: string[] = [];
    for (const bucket of this.#buckets) {
      for (const owner of bucket.keys()) if (found.push(owner) === most) return found;
    }
    return found;
  }
}
