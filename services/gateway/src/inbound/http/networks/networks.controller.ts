/** Networks over HTTP. */
import { http } from '@chronovisor/contracts';
import { Controller, Inject, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { api } from '../endpoint.ts';
import { planLabels } from '../labels/label-plans.ts';
import type { Lists } from '../lists.ts';
import type { Mutations, Planner, Pointers } from '../mutations.ts';
import { parseCall } from '../parse.ts';
import type { Reader } from '../reader.ts';
import { Route } from '../route.ts';
import { LISTS, MUTATIONS, READER, VIEWER } from '../tokens.ts';
import type { Viewer } from '../viewer.ts';
import { createNetwork, deleteNetwork, getNetwork, listNetworks, updateNetwork } from './endpoints.ts';

const pointers: Pointers = { 'network.name-taken': '/name', 'network.subnet-invalid': '/subnet' };

@Controller()
export class NetworksController {
  readonly #reader: Reader;
  readonly #viewer: Viewer;
  readonly #lists: Lists;
  readonly #mutations: Mutations;

  constructor(
    @Inject(READER) reader: Reader,
    @Inject(VIEWER) viewer: Viewer,
    @Inject(LISTS) lists: Lists,
    @Inject(MUTATIONS) mutations: Mutations,
  ) {
    this.#reader = reader;
    this.#viewer = viewer;
    this.#lists = lists;
    this.#mutations = mutations;
  }

  @Route(listNetworks)
  async list(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { query } = parseCall(listNetworks, request);
    await this.#lists.answer(request, reply, { noun: 'networks', item: http.NetworkDocument, query });
  }

  @Route(createNetwork)
  async create(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { body } = parseCall(createNetwork, request);
    const { name, kind: networkKind, subnet = null, labels } = body;
    const planner: Planner = ({ targetId: networkId }) => ({
      type: 'network.create',
      target: `${api}/networks/${networkId}`,
      order: { type: 'network.CreateNetwork', data: { networkId, name, networkKind, subnet, labels } },
    });
    await this.#mutations.run(request, reply, planner, pointers);
  }

  @Route(getNetwork)
  async show(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.#viewer.show(reply, 'networks', parseCall(getNetwork, request));
  }

  @Route(updateNetwork)
  async update(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { id, body } = parseCall(updateNetwork, request);
    const plan = planLabels({
      noun: 'network',
      id: this.#reader.resolve('networks', id),
      command: 'network.LabelNetwork',
      labels: body.labels,
    });
    await this.#mutations.run(request, reply, () => plan);
  }

  @Route(deleteNetwork)
  async remove(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { id } = parseCall(deleteNetwork, request);
    const networkId = this.#reader.resolve('networks', id);
    const order = { type: 'network.DeleteNetwork', data: { networkId } };
    await this.#mutations.run(request, reply, () => ({
      type: 'network.delete',
      target: `${api}/networks/${networkId}`,
      order,
    }));
  }
}
