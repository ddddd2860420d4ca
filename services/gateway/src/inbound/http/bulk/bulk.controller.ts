/** One order to many vms over HTTP: names, groups and labels in, ids out. */
import { Controller, Inject, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { api } from '../endpoint.ts';
import type { Mutations, Planner } from '../mutations.ts';
import { parseCall } from '../parse.ts';
import type { Reader } from '../reader.ts';
import { Route } from '../route.ts';
import { MUTATIONS, READER } from '../tokens.ts';
import { bulkVms } from './endpoints.ts';
import { ordersFor } from './orders.ts';
import { vmsMeant } from './targets.ts';

@Controller()
export class BulkController {
  readonly #reader: Reader;
  readonly #mutations: Mutations;

  constructor(@Inject(READER) reader: Reader, @Inject(MUTATIONS) mutations: Mutations) {
    this.#reader = reader;
    this.#mutations = mutations;
  }

  @Route(bulkVms)
  async bulk(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { body } = parseCall(bulkVms, request);
    const { action, concurrency, onError } = body;
    const { catalogue } = this.#reader;
    const planner: Planner = ({ commandId: operationId }) => {
      const { order, items } = ordersFor(catalogue, body, vmsMeant(catalogue, body));
      const data = { operationId, action, order, items, concurrency, onError };
      return { type: 'vm.bulk', target: `${api}/vms`, order: { type: 'compute.BeginBulk', data } };
    };
    await this.#mutations.run(request, reply, planner, { 'bulk.invalid': '/params' });
  }
}
