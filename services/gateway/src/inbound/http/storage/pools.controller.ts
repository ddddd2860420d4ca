/** Pools over HTTP. */
import { http } from '@chronovisor/contracts';
import { Controller, Inject, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { api } from '../endpoint.ts';
import { planLabels } from '../labels/label-plans.ts';
import type { Lists } from '../lists.ts';
import type { Mutations } from '../mutations.ts';
import { parseCall } from '../parse.ts';
import type { Reader } from '../reader.ts';
import { Route } from '../route.ts';
import { LISTS, MUTATIONS, READER, VIEWER } from '../tokens.ts';
import type { Viewer } from '../viewer.ts';
import { createPool, deletePool, getPool, listPools, updatePool } from './endpoints.ts';
import { planPool, storagePointers } from './storage-plans.ts';

@Controller()
export class PoolsController {
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

  @Route(listPools)
  async list(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { query } = parseCall(listPools, request);
    await this.#lists.answer(request, reply, { noun: 'pools', item: http.PoolDocument, query });
  }

  @Route(createPool)
  async create(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { body } = parseCall(createPool, request);
    const planner = ({ targetId }: { readonly targetId: string }) => planPool(this.#reader.catalogue, body, targetId);
    await this.#mutations.run(request, reply, planner, storagePointers);
  }

  @Route(getPool)
  async show(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.#viewer.show(reply, 'pools', parseCall(getPool, request));
  }

  @Route(updatePool)
  async update(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { id, body } = parseCall(updatePool, request);
    const plan = planLabels({
      noun: 'pool',
      id: this.#reader.resolve('pools', id),
      command: 'storage.LabelPool',
      labels: body.labels,
    });
    await this.#mutations.run(request, reply, () => plan);
  }

  @Route(deletePool)
  async remove(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { id } = parseCall(deletePool, request);
    const poolId = this.#reader.resolve('pools', id);
    const order = { type: 'storage.DeletePool', data: { poolId } };
    await this.#mutations.run(request, reply, () => ({ type: 'pool.delete', target: `${api}/pools/${poolId}`, order }));
  }
}
