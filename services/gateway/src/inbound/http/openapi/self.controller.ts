/** The API about itself: its document, health, readiness, metrics. */
import type { Bus } from '@chronovisor/bus';
import { refuse } from '@chronovisor/kernel';
import { BUS, METRICS } from '@chronovisor/nest';
import type { Metrics } from '@chronovisor/telemetry';
import { Controller, Inject, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { HttpProblem } from '../http-problem.ts';
import { parseCall } from '../parse.ts';
import type { Reader } from '../reader.ts';
import { Route } from '../route.ts';
import { ok } from '../status.ts';
import { READER } from '../tokens.ts';
import { openApiDocument } from './document.ts';
import { getHealth, getMetrics, getOpenApi, getReadiness } from './endpoints.ts';

let text: string | null = null;

/** Made on first use, once. */
export const openApiText = (): string => (text ??= JSON.stringify(openApiDocument()));

@Controller()
export class SelfController {
  readonly #reader: Reader;
  readonly #bus: Bus;
  readonly #metrics: Metrics;

  constructor(@Inject(READER) reader: Reader, @Inject(BUS) bus: Bus, @Inject(METRICS) metrics: Metrics) {
    this.#reader = reader;
    this.#bus = bus;
    this.#metrics = metrics;
  }

  @Route(getOpenApi)
  openApi(@Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    parseCall(getOpenApi, request);
    this.#reader.sendJson(reply, openApiText());
  }

  @Route(getHealth)
  health(@Req() _request: FastifyRequest, @Res() reply: FastifyReply): void {
    this.#reader.sendJson(reply, '{"status":"ok"}');
  }

  @Route(getReadiness)
  readiness(@Req() _request: FastifyRequest, @Res() reply: FastifyReply): void {
    if (this.#bus.status !== 'connected') {
      const hint = 'The control process tries to reach nats-server without end; see whether it runs.';
      throw new HttpProblem(refuse('bus.unavailable', 'the message bus is not connected', { hint }));
    }
    this.#reader.sendJson(reply, JSON.stringify({ status: 'ready', position: this.#reader.position }));
  }

  @Route(getMetrics)
  async metrics(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    parseCall(getMetrics, request);
    const { registry } = this.#metrics;
    const page = await registry.metrics();
    void reply.code(ok).type(registry.contentType).send(page);
  }
}
