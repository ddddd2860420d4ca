/** Webhooks over HTTP. */
import { http } from '@chronovisor/contracts';
import type { EventStore } from '@chronovisor/event-store';
import type { Refusal } from '@chronovisor/kernel';
import { STORE } from '@chronovisor/nest';
import { Controller, Inject, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { matcherOf, pickerOf } from '../conditions.ts';
import { api, type Endpoint } from '../endpoint.ts';
import { HttpProblem } from '../http-problem.ts';
import { fieldsOf, type Items, type Lists } from '../lists.ts';
import type { Mutations, Plan, Planner, Pointers } from '../mutations.ts';
import { parseCall } from '../parse.ts';
import type { Grounds } from '../past/known.ts';
import type { Reader } from '../reader.ts';
import { Route } from '../route.ts';
import { LISTS, MUTATIONS, READER, VIEWER, WEBHOOK_SENDER } from '../tokens.ts';
import type { Viewer } from '../viewer.ts';
import { deliveriesBefore } from './delivery-log.ts';
import {
  createWebhook,
  deleteWebhook,
  getWebhook,
  listWebhookDeliveries,
  listWebhooks,
  replayWebhook,
  rotateWebhookSecret,
  testWebhook,
  updateWebhook,
} from './endpoints.ts';
import { filtersOf } from './filters.ts';

/** What only the sender knows; this room does not see it. */
interface Sender {
  secretOf(webhookId: string, version: number): string;
  objectionTo(url: string): Promise<Refusal | null>;
}

const pointers: Pointers = { 'webhook.name-taken': '/name' };
const deliveryFields = fieldsOf(http.DeliveryDocument);

@Controller()
export class WebhooksController {
  readonly #reader: Reader;
  readonly #viewer: Viewer;
  readonly #lists: Lists;
  readonly #mutations: Mutations;
  readonly #store: EventStore;
  readonly #sender: Sender;

  constructor(
    @Inject(READER) reader: Reader,
    @Inject(VIEWER) viewer: Viewer,
    @Inject(LISTS) lists: Lists,
    @Inject(MUTATIONS) mutations: Mutations,
    @Inject(STORE) store: EventStore,
    @Inject(WEBHOOK_SENDER) sender: Sender,
  ) {
    this.#reader = reader;
    this.#viewer = viewer;
    this.#lists = lists;
    this.#mutations = mutations;
    this.#store = store;
    this.#sender = sender;
  }

  @Route(listWebhooks)
  async list(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { query } = parseCall(listWebhooks, request);
    await this.#lists.answer(request, reply, { noun: 'webhooks', item: http.WebhookDocument, query });
  }

  @Route(createWebhook)
  async create(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { body } = parseCall(createWebhook, request);
    const planner: Planner = async ({ targetId: webhookId }) => {
      const data = { webhookId, ...body, ...(await filtersOf(this.#grounds(), body)) };
      await this.#requireAddress(body.url);
      return {
        type: 'webhook.create',
        target: pathTo(webhookId),
        order: { type: 'gateway.CreateWebhook', data },
        reveal: { secret: this.#sender.secretOf(webhookId, 1) },
      };
    };
    await this.#mutations.run(request, reply, planner, pointers);
  }

  @Route(getWebhook)
  async show(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.#viewer.show(reply, 'webhooks', parseCall(getWebhook, request));
  }

  @Route(updateWebhook)
  async update(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { id, body } = parseCall(updateWebhook, request);
    const webhookId = this.#reader.resolve('webhooks', id);
    const planner: Planner = async () => {
      const changes = { ...body, ...(await filtersOf(this.#grounds(), body)) };
      if (body.url !== undefined) await this.#requireAddress(body.url);
      const order = { type: 'gateway.UpdateWebhook', data: { webhookId, changes } };
      return { type: 'webhook.update', target: pathTo(webhookId), order };
    };
    await this.#mutations.run(request, reply, planner, pointers);
  }

  @Route(deleteWebhook)
  remove(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.#act(request, reply, { endpoint: deleteWebhook, type: 'webhook.delete', command: 'DeleteWebhook' });
  }

  @Route(testWebhook)
  test(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.#act(request, reply, { endpoint: testWebhook, type: 'webhook.test', command: 'TestWebhook' });
  }

  @Route(replayWebhook)
  async replay(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { from } = parseCall(replayWebhook, request).body;
    await this.#reader.atLeast(from, '/from');
    await this.#act(request, reply, { endpoint: replayWebhook, type: 'webhook.replay', command: 'ReplayWebhook' });
  }

  @Route(rotateWebhookSecret)
  async rotate(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { id } = parseCall(rotateWebhookSecret, request);
    const webhookId = this.#reader.resolve('webhooks', id);
    const planner: Planner = (): Plan => {
      const present = this.#reader.catalogue.webhooks.documents.row(webhookId)?.secretVersion ?? 0;
      const secretVersion = present + 1;
      return {
        type: 'webhook.rotate-secret',
        target: pathTo(webhookId),
        order: { type: 'gateway.RotateWebhookSecret', data: { webhookId, secretVersion } },
        reveal: { secret: this.#sender.secretOf(webhookId, secretVersion) },
      };
    };
    await this.#mutations.run(request, reply, planner);
  }

  @Route(listWebhookDeliveries)
  async deliveries(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { id, query } = parseCall(listWebhookDeliveries, request);
    await this.#reader.atLeast(query.atLeast);
    const webhookId = this.#reader.resolve('webhooks', id);
    const list = `deliveries/${webhookId}?${query.filter ?? ''}`;
    const place = this.#lists.openCursor(list, query.cursor);
    this.#lists.sendItems(request, reply, { items: await this.#deliveries(webhookId, query, place), list });
  }

  async #deliveries(webhookId: string, query: http.ListParameters, before: string | null): Promise<Items> {
    const matches = matcherOf(query.filter, deliveryFields);
    const pick = pickerOf(query.fields, deliveryFields);
    const json: string[] = [];
    let last: string | null = null;
    for await (const { delivery, place } of deliveriesBefore(this.#store, webhookId, before)) {
      if (matches !== null && !matches(delivery)) continue;
      if (json.length === query.limit) return { json, last };
      json.push(JSON.stringify(pick === null ? delivery : pick(delivery)));
      last = place;
    }
    return { json, last: null };
  }

  async #act(
    request: FastifyRequest,
    reply: FastifyReply,
    { endpoint, type, command }: { readonly endpoint: Endpoint; readonly type: string; readonly command: string },
  ): Promise<void> {
    const { id, body } = parseCall(endpoint, request);
    const webhookId = this.#reader.resolve('webhooks', id);
    const order = { type: `gateway.${command}`, data: { webhookId, ...(body as object | undefined) } };
    await this.#mutations.run(request, reply, () => ({ type, target: pathTo(webhookId), order }));
  }

  #grounds(): Grounds {
    return { log: this.#store, catalogue: this.#reader.catalogue };
  }

  async #requireAddress(url: string): Promise<void> {
    const objection = await this.#sender.objectionTo(url);
    if (objection !== null) throw new HttpProblem(objection);
  }
}

const pathTo = (webhookId: string): string => `${api}/webhooks/${webhookId}`;
