/** Volumes over HTTP. */
import { http } from '@chronovisor/contracts';
import { Controller, Inject, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { api } from '../endpoint.ts';
import type { Lists } from '../lists.ts';
import type { Mutations } from '../mutations.ts';
import { parseCall } from '../parse.ts';
import type { Reader } from '../reader.ts';
import { Route } from '../route.ts';
import { LISTS, MUTATIONS, READER, VIEWER } from '../tokens.ts';
import type { Viewer } from '../viewer.ts';
import { createVolume, deleteVolume, getVolume, listVolumes, updateVolume } from './endpoints.ts';
import { planVolume, planVolumeChange, storagePointers } from './storage-plans.ts';

@Controller()
export class VolumesController {
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
    await this.#viewer.show(reply, 'volumes', parseCall(getVolume, request));
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
