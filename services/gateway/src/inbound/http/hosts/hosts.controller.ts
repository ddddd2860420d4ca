/** Hosts and their devices over HTTP. */
import { http } from '@chronovisor/contracts';
import { Controller, Inject, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Lists } from '../lists.ts';
import { parseCall } from '../parse.ts';
import type { Reader } from '../reader.ts';
import { Route } from '../route.ts';
import { LISTS, READER } from '../tokens.ts';
import { getHost, listDevices, listHosts } from './endpoints.ts';

@Controller()
export class HostsController {
  readonly #reader: Reader;
  readonly #lists: Lists;

  constructor(@Inject(READER) reader: Reader, @Inject(LISTS) lists: Lists) {
    this.#reader = reader;
    this.#lists = lists;
  }

  @Route(listHosts)
  async list(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { query } = parseCall(listHosts, request);
    await this.#lists.answer(request, reply, { noun: 'hosts', item: http.HostDocument, query });
  }

  @Route(getHost)
  async show(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { id, query } = parseCall(getHost, request);
    await this.#reader.atLeast(query.atLeast);
    this.#reader.send(reply, 'hosts', this.#reader.resolve('hosts', id));
  }

  @Route(listDevices)
  async devices(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { query } = parseCall(listDevices, request);
    await this.#lists.answer(request, reply, { noun: 'devices', item: http.DeviceDocument, query });
  }
}
