/** Answers from the views, and only from views that have seen what the client has seen. */
import type { EventStore } from '@chronovisor/event-store';
import { isFault, refuse } from '@chronovisor/kernel';
import type { Tail } from '@chronovisor/nest';
import type { Catalogue, Noun } from '../../projections/catalogue/catalogue.ts';
import type { FastifyReply } from 'fastify';
import { HttpProblem, notFound } from './http-problem.ts';
import { etagOf } from './preferences.ts';
import { ok } from './status.ts';

const WAIT_MS = 5_000;

export const jsonType = 'application/json; charset=utf-8';

export const ambiguous = (noun: Noun, reference: string, ids: readonly string[]): HttpProblem =>
  new HttpProblem(
    refuse('request.ambiguous', `${ids.length} ${noun} have the name ${reference}`, {
      hint: `Use the id: ${ids.join(', ')}.`,
    }),
  );

/** The id a reference means. */
export const resolveIn = (catalogue: Catalogue, noun: Noun, reference: string): string => {
  const ids = catalogue.find(noun, reference);
  if (ids.length === 1) return ids[0] as string;
  if (ids.length === 0) throw notFound(singular(noun), reference);
  throw ambiguous(noun, reference, ids);
};

export interface References {
  readonly references: readonly string[];
  /** Of the list in the body. */
  readonly pointer: string;
}

const faultOf = (catalogue: Catalogue, noun: Noun, reference: string): string | null => {
  const { length } = catalogue.find(noun, reference);
  if (length === 1) return null;
  return length === 0 ? `there is no ${singular(noun)} ${reference}` : `${length} ${noun} have the name ${reference}`;
};

/** The ids that a list of references means; all that mean nothing are told, each with its place. */
export const resolveEach = (
  catalogue: Catalogue,
  noun: Noun,
  { references, pointer }: References,
): readonly string[] => {
  const errors = references.flatMap((reference, index) => {
    const detail = faultOf(catalogue, noun, reference);
    return detail === null ? [] : [{ pointer: `${pointer}/${index}`, detail }];
  });
  const [first] = errors;
  if (first === undefined) return references.map((reference) => resolveIn(catalogue, noun, reference));
  const message = errors.length === 1 ? first.detail : `${errors.length} of the ${noun} named cannot be found`;
  const hint = `List the ${noun} to see their ids and names. Nothing was done.`;
  throw new HttpProblem(refuse('request.invalid', message, { hint, errors }));
};

/** `vms` is what there are many of; messages speak of one. */
export const singular = (noun: Noun | 'nics'): string => noun.slice(0, -1);

export class Reader {
  readonly #tail: Tail;
  readonly catalogue: Catalogue;

  readonly #store: Pick<EventStore, 'head'>;

  constructor(tail: Tail, catalogue: Catalogue, store: Pick<EventStore, 'head'>) {
    this.#tail = tail;
    this.#store = store;
    this.catalogue = catalogue;
  }

  get position(): number {
    return this.#tail.position;
  }

  /** Waits until the views have seen a position the client names. */
  async atLeast(position: number | undefined, pointer = '?atLeast'): Promise<void> {
    if (position === undefined || position <= this.#tail.position) return;
    const head = await this.#store.head();
    if (position > head) {
      const errors = [{ pointer, detail: `the log ends at ${head}` }];
      const hint = 'Use a position that an answer of this system gave.';
      throw new HttpProblem(refuse('position.unknown', `position ${position} was never given out`, { hint, errors }));
    }
    try {
      await this.#tail.waitFor(position, WAIT_MS);
    } catch (error) {
      if (!isFault(error)) throw error;
      const hint = 'Ask again, or without atLeast.';
      throw new HttpProblem(refuse('view.behind', `the views have not reached position ${position}`, { hint }));
    }
  }

  /** For a position that was given out by a service just now; false when the views take too long. */
  async reached(position: number): Promise<boolean> {
    if (position <= this.#tail.position) return true;
    try {
      await this.#tail.waitFor(position, WAIT_MS);
      return true;
    } catch (error) {
      if (isFault(error)) return false;
      throw error;
    }
  }

  /** The id a path parameter means. */
  resolve(noun: Noun, reference: string): string {
    return resolveIn(this.catalogue, noun, reference);
  }

  /** Sends one document, with its revision as ETag. */
  send(reply: FastifyReply, noun: Noun, id: string): void {
    const documents = this.catalogue.documents(noun);
    const document = documents.document(id) as { readonly revision?: number } | undefined;
    if (document === undefined) throw notFound(singular(noun), id);
    if (document.revision !== undefined) void reply.header('etag', etagOf(document.revision));
    this.sendJson(reply, documents.json(id) as string);
  }

  /** `position`: what it shows, where that is not the present. */
  sendJson(reply: FastifyReply, json: string | Buffer, position = this.position): void {
    void reply
      .code(ok)
      .header('x-position', String(position))
      .header('cache-control', 'no-store')
      .type(jsonType)
      .send(json);
  }
}
