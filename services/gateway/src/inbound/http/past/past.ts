/** Answers from the log as it was: one thing from the streams it needs, a list from all of them. */
import type { EventStore } from '@chronovisor/event-store';
import { refuse } from '@chronovisor/kernel';
import type { Catalogue } from '../../../projections/catalogue/catalogue.ts';
import { HttpProblem, notFound } from '../http-problem.ts';
import { resolveIn, singular } from '../reader.ts';
import { foldAll, foldProject, foldVm, foldVolume } from './fold.ts';
import { differenceBetween, type Wanted } from './difference.ts';
import { positionOf, timeOf } from './moments.ts';

/** The nouns whose past is shown. */
export type PastNoun = 'vms' | 'networks' | 'volumes' | 'projects';

export interface Shown {
  readonly catalogue: Catalogue;
  readonly position: number;
}

/** Pages of one list ask for the same position again; a folded log is large. */
const KEPT = 2;

export class Past {
  readonly #store: EventStore;
  readonly #now: () => Date;
  readonly #folded = new Map<number, Promise<Catalogue>>();

  constructor(store: EventStore, now: () => Date = () => new Date()) {
    this.#store = store;
    this.#now = now;
  }

  positionOf(at: string, pointer?: string): Promise<number> {
    return positionOf({ store: this.#store, now: this.#now }, at, pointer);
  }

  /** What is not as it was, from one moment to a later one. */
  async difference(span: { readonly from: string; readonly to: string }, wanted: Wanted) {
    const from = await this.#pointOf(span.from, '?from');
    const to = await this.#pointOf(span.to, '?to');
    if (from.position > to.position) {
      const detail = `${span.from} is later than ${span.to}`;
      const errors = [{ pointer: '?from', detail }];
      throw new HttpProblem(refuse('time.reversed', detail, { hint: 'Give the earlier moment as from.', errors }));
    }
    const items = await differenceBetween(this.#store, { from: from.position, to: to.position }, wanted);
    return { from, to, items };
  }

  async all(at: string): Promise<Shown> {
    const position = await this.positionOf(at);
    return { position, catalogue: await this.#whole(position) };
  }

  /** `present`: tells which thing a name may mean; whether it bore it then, its own past tells. */
  async one(noun: PastNoun, given: { readonly reference: string; readonly at: string; readonly present: Catalogue }) {
    const { reference, at, present } = given;
    const position = await this.positionOf(at);
    const [likely = reference.toLowerCase(), ...others] = present.find(noun, reference);
    const quick = others.length === 0 ? await this.#alone(noun, likely, { present, position }) : null;
    const document = quick?.documents(noun).document(likely) as { readonly name: string | null } | undefined;
    const isMeant = likely === reference.toLowerCase() || document?.name === reference;
    if (quick !== null && document !== undefined && isMeant)
      return { json: quick.documents(noun).json(likely) as string, position };
    return { json: await this.#search(noun, reference, position), position };
  }

  /** Null for a network: its nics are in streams of their own, which only the whole log names. */
  async #alone(noun: PastNoun, id: string, { present, position }: { present: Catalogue; position: number }) {
    switch (noun) {
      case 'vms': {
        const since = present.checkpoints.before(id, position);
        return foldVm(this.#store, { vmId: id, position, since });
      }
      case 'volumes':
        return foldVolume(this.#store, id, position);
      case 'projects':
        return foldProject(this.#store, id, position);
      case 'networks':
        return null;
    }
  }

  async #search(noun: PastNoun, reference: string, position: number): Promise<string> {
    const catalogue = await this.#whole(position);
    const json = catalogue.documents(noun).json(resolveIn(catalogue, noun, reference));
    if (json === undefined) throw notFound(singular(noun), reference);
    return json;
  }

  async #pointOf(text: string, pointer: string): Promise<{ readonly position: number; readonly time: string }> {
    const position = await this.positionOf(text, pointer);
    const time = await timeOf(this.#store, position);
    return { position, time: time ?? this.#now().toISOString() };
  }

  #whole(position: number): Promise<Catalogue> {
    const known = this.#folded.get(position);
    if (known !== undefined) return known;
    const folding = foldAll(this.#store, position);
    this.#folded.set(position, folding);
    // What could not be read is read anew by the next who asks.
    folding.catch(() => this.#folded.delete(position));
    const [oldest] = this.#folded.keys();
    if (this.#folded.size > KEPT) this.#folded.delete(oldest as number);
    return folding;
  }
}
