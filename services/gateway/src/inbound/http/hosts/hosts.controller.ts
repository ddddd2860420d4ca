/** Hosts and their devices over HTTP. */
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
import { getHost, listDevices, listHosts, updateHost } from './endpoints.ts';

@Controller()
export class HostsController {
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

  @Route(listHosts)
  async list(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { query } = parseCall(listHosts, request);
    await this.#lists.answer(request, reply, { noun: 'hosts', item: http.HostDocument, query });
  }

  @Route(getHost)
  async show(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.#viewer.show(reply, 'hosts', parseCall(getHost, request));
  }

  @Route(updateHost)
  async update(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { id, body: changes } = parseCall(updateHost, request);
    const hostId = this.#reader.resolve('hosts', id);
    const order = { type: 'compute.UpdateHost', data: { hostId, changes } };
    const plan = { type: 'host.update', target: `${api}/hosts/${hostId}`, order };
    await this.#mutations.run(request, reply, () => plan);
  }

  @Route(listDevices)
  async devices(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { query } = parseCall(listDevices, request);
    await this.#lists.answer(request, reply, { noun: 'devices', item: http.DeviceDocument, query });
  }
}
