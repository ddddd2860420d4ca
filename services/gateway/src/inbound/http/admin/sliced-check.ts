/**
 * Compares the views in use with views built afresh, a slice of the things at a time and in small steps, so that it needs little
 * memory and holds nobody up.
 */
import type { http } from '@chronovisor/contracts';
import type { EventStore } from '@chronovisor/event-store';
import type { Follower, Tail } from '@chronovisor/nest';
import { Catalogue, type Noun, isSliced, nouns, slicedNouns } from '../../../projections/catalogue/catalogue.ts';
import { compareOne } from '../../../projections/catalogue/compare.ts';

export interface SlicedCheckParts {
  readonly store: Pick<EventStore, 'readAll'>;
  readonly tail: Pick<Tail, 'position'>;
  readonly catalogue: Catalogue;
  /** Asked after every step; rejects to end the check. */
  readonly rest: () => Promise<void>;
}

export interface SlicedCheckLimits {
  /** So many vms, volumes or operations are held a second time at most. */
  readonly rows: number;
  readonly eventsAtOnce: number;
  readonly comparedAtOnce: number;
}

export const usualLimits: SlicedCheckLimits = { rows: 10_000, eventsAtOnce: 100, comparedAtOnce: 50 };

export interface SlicedCheck {
  readonly position: number;
  readonly things: number;
  readonly differences: readonly http.ViewDifference[];
}

/** Ids end in chance. */
const bucketOf = (id: string, of: number): number => Number.parseInt(id.slice(-6), 16) % of;

/** Views of one slice, and how far they have read. */
class Slice {
  readonly fresh: Catalogue;
  readonly keeps: (id: string) => boolean;
  readonly #parts: SlicedCheckParts;
  readonly #limits: SlicedCheckLimits;
  readonly #followers: readonly Follower[];
  #position = 0;

  constructor(parts: SlicedCheckParts, limits: SlicedCheckLimits, index: number, of: number) {
    const keeps = (id: string): boolean => bucketOf(id, of) === index;
    const vmName = (id: string) => parts.catalogue.vms.documents.row(id)?.name ?? null;
    this.keeps = keeps;
    const fresh = new Catalogue({ keeps, vmName });
    this.fresh = fresh;
    this.#followers = fresh.folded().filter((follower) => nouns.some((noun) => fresh[noun] === follower));
    this.#parts = parts;
    this.#limits = limits;
  }

  get position(): number {
    return this.#position;
  }

  /** True when it has read as far as the views in use, at this very moment. */
  get isLevel(): boolean {
    return this.#position >= this.#parts.tail.position;
  }

  async catchUp(): Promise<void> {
    const { store, tail, rest } = this.#parts;
    const followers = this.#followers;
    let read = 0;
    while (!this.isLevel) {
      const target = tail.position;
      for await (const event of store.readAll({ after: this.#position })) {
        if (event.position > target) break;
        for (const follower of followers) follower.apply(event);
        read += 1;
        if (read % this.#limits.eventsAtOnce === 0) await rest();
      }
      this.#position = target;
    }
  }
}

const idsIn = (catalogue: Catalogue, noun: Noun): readonly string[] =>
  catalogue
    .documents(noun)
    .rows()
    .map(({ id }: { readonly id: string }) => id);

const compareNoun = async (slice: Slice, parts: SlicedCheckParts, noun: Noun, atOnce: number) => {
  const { catalogue, rest } = parts;
  const ids = [...new Set([...idsIn(catalogue, noun), ...idsIn(slice.fresh, noun)])].filter(
    (id) => !isSliced(noun) || slice.keeps(id),
  );
  const differences: http.ViewDifference[] = [];
  for (let from = 0; from < ids.length; from += atOnce) {
    while (!slice.isLevel) await slice.catchUp();
    // Both have read the same, and nothing is awaited until this step is over.
    slice.fresh.hearFrom(catalogue);
    const step = ids.slice(from, from + atOnce);
    differences.push(...step.flatMap((id) => compareOne(catalogue, slice.fresh, noun, id)));
    await rest();
  }
  return { things: ids.length, differences };
};

export const checkInSlices = async (parts: SlicedCheckParts, limits = usualLimits): Promise<SlicedCheck> => {
  const largest = Math.max(...slicedNouns.map((noun) => parts.catalogue.documents(noun).size));
  const slices = Math.max(1, Math.ceil(largest / limits.rows));
  const found = { position: 0, things: 0, differences: [] as http.ViewDifference[] };
  for (let index = 0; index < slices; index += 1) {
    const slice = new Slice(parts, limits, index, slices);
    await slice.catchUp();
    for (const noun of nouns) {
      if (index > 0 && !isSliced(noun)) continue;
      const { things, differences } = await compareNoun(slice, parts, noun, limits.comparedAtOnce);
      found.things += things;
      found.differences.push(...differences);
    }
    found.position = slice.position;
  }
  return found;
};
