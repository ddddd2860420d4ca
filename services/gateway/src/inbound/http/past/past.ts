/** Answers from the log as it was: one thing from the streams it needs, a list from all of them. */
import type { Dependency } from '@chronovisor/contracts';
import type { EventStore } from '@chronovisor/event-store';
import { refuse } from '@chronovisor/kernel';
import type { Catalogue, Noun } from '../../../projections/catalogue/catalogue.ts';
import { HttpProblem, notFound } from '../http-problem.ts';
import { ambiguous, resolveIn, singular } from '../reader.ts';
import { differenceBetween, type Wanted } from './difference.ts';
import { foldAll, foldOne, learnVms, type Thing } from './fold.ts';
import { everKnown } from './known.ts';
import { positionOf, timeOf } from './moments.ts';
import { Streams } from './streams.ts';

export interface Shown {
  readonly catalogue: Catalogue;
  readonly position: number;
}

export interface Asked {
  readonly reference: string;
  readonly at: string;
  /** Tells which thing a name may mean; whether it bore it then, its own past tells. */
  readonly present: Catalogue;
}

/** Pages of one list ask for the same position again; a folded log is large. */
const KEPT = 2;

/** Their documents count what is in streams that only the whole log names. */
const takesAll = (noun: Noun): boolean => noun === 'networks' || noun === 'pools';

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
  async difference(
    span: { readonly from: string; readonly to: string },
    { present, ...wanted }: Wanted & { readonly present: Catalogue },
  ) {
    const from = await this.#pointOf(span.from, '?from');
    const to = await this.#pointOf(span.to, '?to');
    if (from.position > to.position) {
      const detail = `${span.from} is later than ${span.to}`;
      const errors = [{ pointer: '?from', detail }];
      throw new HttpProblem(refuse('time.reversed', detail, { hint: 'Give the earlier moment as from.', errors }));
    }
    const ground = { log: this.#store, checkpoints: present.checkpoints };
    const items = await differenceBetween(ground, { from: from.position, to: to.position }, wanted);
    return { from, to, items };
  }

  /** Everything of these kinds that a reference means, or ever meant. */
  async everKnown(kinds: readonly Noun[], { reference, present }: Omit<Asked, 'at'>): Promise<readonly Thing[]> {
    const grounds = { log: this.#store, catalogue: present };
    const found = kinds.map(async (noun) => {
      const ids = await everKnown(grounds, { noun, reference });
      return ids.map((id) => ({ noun, id }));
    });
    return (await Promise.all(found)).flat();
  }

  async all(at: string): Promise<Shown> {
    const position = await this.positionOf(at);
    return { position, catalogue: await this.#whole(position) };
  }

  async one(noun: Noun, asked: Asked): Promise<{ readonly json: string; readonly position: number }> {
    const { catalogue, id, position } = await this.thing(noun, asked);
    return { json: catalogue.documents(noun).json(id) as string, position };
  }

  /** The thing that was meant by a reference then, in a catalogue that shows it. */
  async thing(noun: Noun, { reference, at, present }: Asked): Promise<Shown & { readonly id: string }> {
    const position = await this.positionOf(at);
    if (takesAll(noun)) {
      const catalogue = await this.#whole(position);
      return { catalogue, id: resolveIn(catalogue, noun, reference), position };
    }
    const streams = new Streams(this.#store, position);
    const found: { readonly id: string; readonly catalogue: Catalogue }[] = [];
    for (const id of await everKnown({ log: this.#store, catalogue: present }, { noun, reference })) {
      const catalogue = await foldOne(streams, { noun, id }, present.checkpoints);
      const document = catalogue.documents(noun).document(id) as { readonly name: string | null } | undefined;
      if (document !== undefined && (id === reference.toLowerCase() || document.name === reference))
        found.push({ id, catalogue });
    }
    const [one, ...others] = found;
    if (one === undefined) throw notFound(singular(noun), reference);
    if (others.length > 0)
      throw ambiguous(
        noun,
        reference,
        found.map(({ id }) => id),
      );
    return { ...one, position };
  }

  /** What a vm needed then, with a catalogue that names all of it. */
  async dependencies(asked: Asked): Promise<Shown & { readonly needs: readonly Dependency[] }> {
    const { catalogue, id, position } = await this.thing('vms', asked);
    const streams = new Streams(this.#store, position);
    for (const event of await streams.of('dependencies')) catalogue.dependencies.apply(event);
    const needs = catalogue.dependencies.of(id);
    const vmIds = needs.flatMap((need) => ('vmId' in need ? [need.vmId] : []));
    const groups = needs.flatMap((need) => ('groupId' in need ? [`group-${need.groupId}`] : []));
    await learnVms(catalogue, streams, { vmIds, checkpoints: asked.present.checkpoints });
    for (const event of await streams.ofAll(groups)) catalogue.groups.apply(event);
    return { catalogue, needs, position };
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
