/** Answers lists: a page, what leads to the next one, or one item a line. */
import type { http } from '@chronovisor/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { Catalogue, Noun } from '../../projections/catalogue/catalogue.ts';
import type { Documents, Row } from '../../projections/documents/documents.ts';
import { pathOf } from './call.ts';
import { groupMatcher, matcherOf, pickerOf, projectMatcher, selectorMatcher } from './conditions.ts';
import type { Cursors } from './cursors.ts';
import type { Past } from './past/past.ts';
import { wants } from './preferences.ts';
import type { Reader } from './reader.ts';
import { ok } from './status.ts';

const ndjson = 'application/x-ndjson';

/** Field names of an item; of every kind of item where there are several. */
export const fieldsOf = (schema: z.ZodType): ReadonlySet<string> => {
  const { def } = schema as unknown as {
    readonly def: { readonly options?: readonly z.ZodType[]; readonly shape?: object };
  };
  if (def.options !== undefined) return new Set(def.options.flatMap((option) => [...fieldsOf(option)]));
  return new Set(Object.keys(def.shape ?? {}));
};

export interface Listing {
  readonly noun: Noun;
  readonly item: z.ZodType;
  readonly query: http.ListParameters & {
    readonly at?: string | undefined;
    readonly selector?: string | undefined;
    readonly group?: string | undefined;
    readonly project?: string | undefined;
  };
  readonly newestFirst?: boolean;
}

export interface Items {
  readonly json: readonly string[];
  /** What comes after them starts behind this; null at the end. */
  readonly last: string | null;
}

interface CachedPage {
  readonly version: number;
  readonly body: Buffer;
  readonly next: string | null;
}

const LARGEST_CACHE = 16;

type Matches = ((document: Readonly<Record<string, unknown>>) => boolean) | null;

const all = (...given: readonly Matches[]): Matches => {
  const tests = given.filter((test) => test !== null);
  return tests.length === 0 ? null : (document) => tests.every((test) => test(document));
};

export class Lists {
  readonly #reader: Reader;
  readonly #past: Past;
  readonly #cursors: Cursors;
  readonly #fields = new Map<z.ZodType, ReadonlySet<string>>();
  /** Pages as they were sent last: a list that did not change is not put together again. */
  readonly #pages = new Map<string, CachedPage>();

  constructor(parts: { readonly reader: Reader; readonly past: Past; readonly cursors: Cursors }) {
    this.#reader = parts.reader;
    this.#past = parts.past;
    this.#cursors = parts.cursors;
  }

  async answer(request: FastifyRequest, reply: FastifyReply, listing: Listing): Promise<void> {
    await this.#reader.atLeast(listing.query.atLeast);
    if (listing.query.at !== undefined) {
      const { catalogue, position } = await this.#past.all(listing.query.at);
      const items = this.#items(listing, catalogue);
      this.sendItems(request, reply, { items, list: this.#nameOf(listing), position });
      return;
    }
    if (wants(request, ndjson)) {
      const items = this.#items(listing);
      this.sendItems(request, reply, { items, list: this.#nameOf(listing) });
      return;
    }
    const page = this.#page(request, listing);
    this.#link(request, reply, page.next);
    this.#reader.sendJson(reply, page.body);
  }

  /** For lists that are read from elsewhere than a view. `list` names what a cursor is good for. */
  sendItems(
    request: FastifyRequest,
    reply: FastifyReply,
    page: { readonly items: Items; readonly list: string; readonly position?: number },
  ): void {
    const { items, list, position = this.#reader.position } = page;
    const next = items.last === null ? null : this.#cursors.seal(list, items.last);
    this.#link(request, reply, next);
    if (!wants(request, ndjson)) {
      this.#reader.sendJson(reply, bodyOf(items.json, next), position);
      return;
    }
    const lines = items.json.map((line) => `${line}\n`).join('');
    void reply.code(ok).header('x-position', String(position)).type(ndjson).send(lines);
  }

  openCursor(list: string, cursor: string | undefined): string | null {
    return cursor === undefined ? null : this.#cursors.open(list, cursor);
  }

  #nameOf({ noun, query }: Listing): string {
    const { selector = '', group = '', project = '' } = query;
    const picked = selector + group + project === '' ? '' : `&${selector}&${group}&${project}`;
    return `${noun}?${query.filter ?? ''}${picked}${query.at === undefined ? '' : `@${query.at}`}`;
  }

  #page(request: FastifyRequest, listing: Listing): CachedPage {
    const version = this.#versionOf(listing);
    const key = request.url;
    const known = this.#pages.get(key);
    if (known?.version === version) return known;
    const items = this.#items(listing);
    const next = items.last === null ? null : this.#cursors.seal(this.#nameOf(listing), items.last);
    const page = { version, next, body: Buffer.from(bodyOf(items.json, next)) };
    this.#keep(key, page);
    return page;
  }

  /** Versions only grow, so their sum changes when one of them does. */
  #versionOf({ noun, query }: Listing): number {
    const { catalogue } = this.#reader;
    const { version } = catalogue.documents(noun);
    const ofGroups = query.group === undefined ? 0 : catalogue.groups.documents.version;
    const ofProjects = query.project === undefined ? 0 : catalogue.projects.documents.version;
    return version + ofGroups + ofProjects;
  }

  #keep(key: string, page: CachedPage): void {
    this.#pages.delete(key);
    this.#pages.set(key, page);
    if (this.#pages.size <= LARGEST_CACHE) return;
    const [oldest] = this.#pages.keys();
    this.#pages.delete(oldest as string);
  }

  #items(listing: Listing, catalogue: Catalogue = this.#reader.catalogue): Items {
    const { noun, query, newestFirst = false } = listing;
    const documents = catalogue.documents(noun) as Documents<Row, Record<string, unknown>>;
    const known = this.#known(listing.item);
    const matches = all(
      matcherOf(query.filter, known),
      selectorMatcher(query.selector),
      groupMatcher(catalogue, query.group),
      projectMatcher(catalogue, query.project),
    );
    const pick = pickerOf(query.fields, known);
    const after = this.openCursor(this.#nameOf(listing), query.cursor);
    const { ids, more } = documents.page({ after, limit: query.limit, matches, newestFirst });
    const textOf = (id: string): string =>
      pick === null
        ? (documents.json(id) as string)
        : JSON.stringify(pick(documents.document(id) as Record<string, unknown>));
    return { json: ids.map(textOf), last: more ? (ids.at(-1) ?? null) : null };
  }

  #known(item: z.ZodType): ReadonlySet<string> {
    const known = this.#fields.get(item) ?? fieldsOf(item);
    this.#fields.set(item, known);
    return known;
  }

  #link(request: FastifyRequest, reply: FastifyReply, next: string | null): void {
    if (next === null) return;
    const parameters = new URLSearchParams(request.url.split('?', 2)[1] ?? '');
    parameters.set('cursor', next);
    void reply.header('link', `<${pathOf(request)}?${parameters.toString()}>; rel="next"`);
  }
}

const bodyOf = (items: readonly string[], next: string | null): string =>
  `{"items":[${items.join(',')}],"nextCursor":${JSON.stringify(next)}}`;
