/** The audit trail and the status over HTTP. */
import type { Bus } from '@chronovisor/bus';
import { http } from '@chronovisor/contracts';
import type { EventStore } from '@chronovisor/event-store';
import { newId } from '@chronovisor/kernel/ids';
import { BUS, STORE } from '@chronovisor/nest';
import { Controller, Inject, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { FreshViews } from '../admin/fresh-views.ts';
import type { CommandSender } from '../command-sender.ts';
import { matcherOf, pickerOf } from '../conditions.ts';
import { fieldsOf, type Items, type Lists } from '../lists.ts';
import { parseCall } from '../parse.ts';
import type { Reader } from '../reader.ts';
import { Route } from '../route.ts';
import { COMMAND_SENDER, FRESH_VIEWS, LISTS, NATS_FEED, READER } from '../tokens.ts';
import { AuditReader, type AuditPlace } from './audit-reader.ts';
import { getStatus, listAudit, verifyAudit } from './endpoints.ts';
import { statusOfParts } from './status-document.ts';

const auditFields = fieldsOf(http.AuditDocument);

const placeOf = (text: string | null): AuditPlace | null => {
  if (text === null) return null;
  const [day = '', revision = ''] = text.split('#');
  return { day, revision: Number(revision) };
};

/** What leaves by itself; this room does not see who sends it. */
interface FeedStatus {
  readonly status: Omit<http.StatusDocument['feeds'][number], 'name'>;
}

@Controller()
export class RecordsController {
  readonly #reader: Reader;
  readonly #lists: Lists;
  readonly #sender: CommandSender;
  readonly #store: EventStore;
  readonly #bus: Bus;
  readonly #audit: AuditReader;
  readonly #natsFeed: FeedStatus;
  readonly #fresh: Pick<FreshViews, 'last'>;

  constructor(
    @Inject(READER) reader: Reader,
    @Inject(LISTS) lists: Lists,
    @Inject(COMMAND_SENDER) sender: CommandSender,
    @Inject(STORE) store: EventStore,
    @Inject(BUS) bus: Bus,
    @Inject(NATS_FEED) natsFeed: FeedStatus,
    @Inject(FRESH_VIEWS) fresh: Pick<FreshViews, 'last'>,
  ) {
    this.#fresh = fresh;
    this.#reader = reader;
    this.#lists = lists;
    this.#sender = sender;
    this.#store = store;
    this.#bus = bus;
    this.#natsFeed = natsFeed;
    this.#audit = new AuditReader(store, reader.catalogue);
  }

  @Route(listAudit)
  async audit(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { query } = parseCall(listAudit, request);
    await this.#reader.atLeast(query.atLeast);
    const list = `audit?${query.filter ?? ''}`;
    const items = await this.#auditItems(query, placeOf(this.#lists.openCursor(list, query.cursor)));
    this.#lists.sendItems(request, reply, { items, list });
  }

  @Route(verifyAudit)
  async verify(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    parseCall(verifyAudit, request);
    const commandId = newId();
    const sending = { call: request.call, commandId, operationId: commandId, expectedRevision: null };
    const { result } = await this.#sender.send({ type: 'audit.VerifyTrail', data: {} }, sending);
    this.#reader.sendJson(reply, JSON.stringify(http.AuditVerdict.parse(result)));
  }

  @Route(getStatus)
  async status(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    parseCall(getStatus, request);
    const head = await this.#store.head();
    const document = statusOfParts(this.#reader.catalogue, {
      position: this.#reader.position,
      head,
      bus: this.#bus.status,
      feeds: [{ name: 'nats', ...this.#natsFeed.status }],
      selfCheck: this.#fresh.last,
    });
    this.#reader.sendJson(reply, JSON.stringify(document));
  }

  async #auditItems(query: http.ListParameters, from: AuditPlace | null): Promise<Items> {
    const matches = matcherOf(query.filter, auditFields);
    const pick = pickerOf(query.fields, auditFields);
    const json: string[] = [];
    let last: string | null = null;
    for await (const { day, revision, document } of this.#audit.before(from)) {
      if (matches !== null && !matches(document)) continue;
      if (json.length === query.limit) return { json, last };
      json.push(JSON.stringify(pick === null ? document : pick(document)));
      last = `${day}#${revision}`;
    }
    return { json, last: null };
  }
}
