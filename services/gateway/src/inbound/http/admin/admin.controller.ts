/** Views checked and built anew, over HTTP. */
import type { http } from '@chronovisor/contracts';
import { Controller, Inject, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { parseCall } from '../parse.ts';
import type { Reader } from '../reader.ts';
import { Route } from '../route.ts';
import { FRESH_VIEWS, READER } from '../tokens.ts';
import { rebuildViews, selfCheck } from './endpoints.ts';
import type { FreshViews } from './fresh-views.ts';

@Controller()
export class AdminController {
  readonly #reader: Reader;
  readonly #fresh: FreshViews;

  constructor(@Inject(READER) reader: Reader, @Inject(FRESH_VIEWS) fresh: FreshViews) {
    this.#reader = reader;
    this.#fresh = fresh;
  }

  @Route(selfCheck)
  async check(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    parseCall(selfCheck, request);
    this.#send(reply, await this.#fresh.check(false));
  }

  @Route(rebuildViews)
  async rebuild(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    parseCall(rebuildViews, request);
    request.call.object = 'views';
    if (!request.call.dryRun) return this.#send(reply, await this.#fresh.check(true));
    const document: http.DryRunDocument = {
      dryRun: true,
      type: 'admin.rebuild',
      target: 'views',
      events: [],
      joins: null,
      steps: [],
      quota: [],
      placement: null,
    };
    this.#reader.sendJson(reply, JSON.stringify(document));
  }

  #send(reply: FastifyReply, document: http.SelfCheckDocument): void {
    this.#reader.sendJson(reply, JSON.stringify(document), document.position);
  }
}
