/** Volumes over HTTP. */
import { http } from '@chronovisor/contracts';
import { Controller, Inject, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { api } from '../endpoint.ts';
import type { Lists } from '../lists.ts';
import type { Mutations } from '../mutations.ts';
import { parseCall } from '../parse.ts';
import type { Past } from '../past/past.ts';
import type { Reader } from '../reader.ts';
import { Route } from '../route.ts';
import { LISTS, MUTATIONS, PAST, READER } from '../tokens.ts';
import { createVolume, deleteVolume, getVolume, listVolumes, updateVolume } from './endpoints.ts';
import { planVolume, planVolumeChange, storagePointers } from './storage-plans.ts';

@Controller()
export class VolumesController {
  readonly #reader: Reader;
  readonly #past: Past;
  readonly #lists: Lists;
  readonly #mutations: Mutations;

  constructor(
    @Inject(READER) reader: Reader,
    @Inject(PAST) past: Past,
    @Inject(LISTS) lists: Lists,
    @Inject(MUTATIONS) mutations: Mutations,
  ) {
    this.#reader = reader;
    this.#past = past;
    this.#lists = lists;
    this.#mutations = mutations;
  }

  @Route(listVolumes)
  async list(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { query } = parseCall(listVolumes, request);
    await this.#lists.answer(request, reply, { noun: 'volumes', item: http.VolumeDocument, query });
  }

  @Route(createVolume)
  async create(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { body } = parseCall(createVolume, request);
    const planner = ({ targetId }: { readonly targetId: string }) => planVolume(this.#reader.catalogue, body, targetId);
    await this.#mutations.run(request, reply, planner, storagePointers);
  }

  @Route(getVolume)
  async show(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { id, query } = parseCall(getVolume, request);
    await this.#reader.atLeast(query.atLeast);
    if (query.at === undefined) {
      this.#reader.send(reply, 'volumes', this.#reader.resolve('volumes', id));
      return;
    }
    const asked = { reference: id, at: query.at, present: this.#reader.catalogue };
    const { json, position } = await this.#past.one('volumes', asked);
    this.#reader.sendJson(reply, json, position);
  }

  @Route(updateVolume)
  async update(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { id, body } = parseCall(updateVolume, request);
    const volumeId = this.#reader.resolve('volumes', id);
    await this.#mutations.run(request, reply, () => planVolumeChange(volumeId, body), storagePointers);
  }

  @Route(deleteVolume)
  async remove(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { id } = parseCall(deleteVolume, request);
    const volumeId = this.#reader.resolve('volumes', id);
    const order = { type: 'storage.DeleteVolume', data: { volumeId, vmId: null } };
    await this.#mutations.run(request, reply, () => ({
      type: 'volume.delete',
      target: `${api}/volumes/${volumeId}`,
      order,
    }));
  }
}
