/** Events over HTTP: a page of them, or a stream. */
import type { EventStore } from '@chronovisor/event-store';
import { refuse } from '@chronovisor/kernel';
import { STORE } from '@chronovisor/nest';
import { Controller, Inject, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { createMatcher } from '../../../projections/feed/filter.ts';
import { EventSource, type Matches } from '../../../projections/feed/source.ts';
import type { FeedItem } from '../../../projections/feed/view.ts';
import { headerOf } from '../call.ts';
import { HttpProblem, invalidAt } from '../http-problem.ts';
import { parseCall } from '../parse.ts';
import { wants } from '../preferences.ts';
import type { Reader } from '../reader.ts';
import { Route } from '../route.ts';
import { ok } from '../status.ts';
import { OPEN_STREAMS, READER } from '../tokens.ts';
import { listEvents } from './endpoints.ts';
import { EventStream } from './event-stream.ts';
import type { OpenStreams } from './open-streams.ts';
import { unknownTypes } from './event-types.ts';
import { subjectsOf, unknownSubject } from './subjects.ts';

const stream = 'text/event-stream';

/** A position comes as an id in `Last-Event-ID`, which says where a reader that returns has been. */
const lastEventId = (request: FastifyRequest): number | undefined => {
  const given = headerOf(request, 'last-event-id');
  if (given === undefined || given === '') return undefined;
  if (/^\d{1,15}$/.test(given)) return Number(given);
  throw invalidAt('', 'Last-Event-ID is no id of this stream');
};

const typesIn = (text: string): readonly string[] => {
  const types = text.split(',');
  const unknown = unknownTypes(types);
  const [first] = unknown;
  if (first === undefined) return types;
  const errors = unknown.map(({ detail }) => ({ pointer: '?types', detail }));
  throw new HttpProblem(refuse('event.type-unknown', first.detail, { hint: first.hint, errors }));
};

@Controller()
export class EventsController {
  readonly #reader: Reader;
  readonly #store: EventStore;
  readonly #source: EventSource;
  readonly #streams: OpenStreams;

  constructor(
    @Inject(READER) reader: Reader,
    @Inject(STORE) store: EventStore,
    @Inject(OPEN_STREAMS) streams: OpenStreams,
  ) {
    this.#reader = reader;
    this.#store = store;
    this.#source = new EventSource(store, reader.catalogue.feed);
    this.#streams = streams;
  }

  @Route(listEvents)
  async list(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { query } = parseCall(listEvents, request);
    const types = query.types === undefined ? null : typesIn(query.types);
    const subjects = query.subject === undefined ? null : await this.#subjectsOf(query.subject);
    const matches = createMatcher({ types, subjects });
    const after = lastEventId(request) ?? query.after;
    await this.#reader.atLeast(query.atLeast);
    // A reader of a store that was replaced would wait in silence for ever.
    await this.#reader.atLeast(after, '?after');
    if (wants(request, stream)) await this.#follow(reply, after ?? this.#reader.position, matches);
    else await this.#page(reply, { after, limit: query.limit, matches });
  }

  async #subjectsOf(given: string): Promise<readonly string[]> {
    const { catalogue } = this.#reader;
    const subjects = await subjectsOf({ log: this.#store, catalogue }, given);
    if (subjects.length === 0) throw unknownSubject(catalogue, given, ['vms']);
    return subjects;
  }

  async #page(
    reply: FastifyReply,
    wanted: { after: number | undefined; limit: number; matches: Matches },
  ): Promise<void> {
    const { after, limit, matches } = wanted;
    if (after === undefined) {
      this.#send(reply, this.#source.latest(limit, matches), this.#reader.position);
      return;
    }
    const items: FeedItem[] = [];
    let position = after;
    for (let moved = true; moved && items.length < limit;) {
      const batch = await this.#source.next(position, matches, {
        limit: limit - items.length,
        head: this.#reader.position,
      });
      items.push(...batch.items);
      moved = batch.position > position;
      position = batch.position;
    }
    this.#send(reply, items, position);
  }

  #send(reply: FastifyReply, items: readonly FeedItem[], next: number): void {
    this.#reader.sendJson(reply, `{"items":[${items.map((item) => item.json()).join(',')}],"next":${next}}`);
  }

  async #follow(reply: FastifyReply, after: number, matches: Matches): Promise<void> {
    reply.hijack();
    const out = reply.raw;
    out.writeHead(ok, { 'content-type': stream, 'cache-control': 'no-store', 'x-accel-buffering': 'no' });
    out.socket?.setNoDelay(true);
    const parts = { source: this.#source, feed: this.#reader.catalogue.feed, head: () => this.#reader.position };
    await this.#streams.hold(out, () => new EventStream(out, parts, { after, matches }).run());
  }
}
