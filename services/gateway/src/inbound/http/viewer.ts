/** Answers with one document: as it is, or as it was. */
import type { FastifyReply } from 'fastify';
import type { Noun } from '../../projections/catalogue/catalogue.ts';
import type { Past } from './past/past.ts';
import type { Reader } from './reader.ts';

export interface Wanted {
  /** An id or a name. */
  readonly id: string;
  readonly query: { readonly atLeast?: number | undefined; readonly at?: string | undefined };
}

export class Viewer {
  readonly #reader: Reader;
  readonly #past: Past;

  constructor(parts: { readonly reader: Reader; readonly past: Past }) {
    this.#reader = parts.reader;
    this.#past = parts.past;
  }

  async show(reply: FastifyReply, noun: Noun, { id, query: { at, atLeast } }: Wanted): Promise<void> {
    await this.#reader.atLeast(atLeast);
    if (at === undefined) {
      this.#reader.send(reply, noun, this.#reader.resolve(noun, id));
      return;
    }
    const asked = { reference: id, at, present: this.#reader.catalogue };
    const { json, position } = await this.#past.one(noun, asked);
    this.#reader.sendJson(reply, json, position);
  }
}
