/** What a vm shows, over HTTP: its serial log, its screen, its past. */
import { HostScreenshot } from '@chronovisor/contracts';
import type { EventStore } from '@chronovisor/event-store';
import { STORE } from '@chronovisor/nest';
import { Controller, Inject, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { eventDocument } from '../../../projections/feed/document.ts';
import type { HostAsker } from '../host-asker.ts';
import { notFound } from '../http-problem.ts';
import { parseCall } from '../parse.ts';
import type { Reader } from '../reader.ts';
import { Route } from '../route.ts';
import { ok } from '../status.ts';
import type { OpenStreams } from '../records/open-streams.ts';
import { HOST_ASKER, OPEN_STREAMS, READER } from '../tokens.ts';
import { getVmHistory, getVmScreenshot, getVmSerial } from './endpoints.ts';
import { SerialReader } from './serial.ts';

const SCREENSHOT_MS = 10_000;

@Controller()
export class VmScreenController {
  readonly #reader: Reader;
  readonly #asker: HostAsker;
  readonly #store: EventStore;
  readonly #streams: OpenStreams;

  constructor(
    @Inject(READER) reader: Reader,
    @Inject(HOST_ASKER) asker: HostAsker,
    @Inject(STORE) store: EventStore,
    @Inject(OPEN_STREAMS) streams: OpenStreams,
  ) {
    this.#reader = reader;
    this.#asker = asker;
    this.#store = store;
    this.#streams = streams;
  }

  @Route(getVmSerial)
  async serial(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { id, query } = parseCall(getVmSerial, request);
    const vmId = this.#reader.resolve('vms', id);
    const hostId = (): string | null => this.#hostOf(vmId);
    const serial = new SerialReader(this.#asker, { call: request.call, vmId, hostId });
    const begun = await serial.begin(query.tail ?? null);
    reply.hijack();
    const out = reply.raw;
    out.writeHead(ok, {
      'content-type': 'text/plain; charset=utf-8',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    });
    out.flushHeaders();
    try {
      await this.#streams.hold(out, () => serial.sendRest(begun, query.follow, out));
      out.end();
    } catch (error) {
      // The status is out already: a cut connection is the only way left to say that this is not the end.
      request.log.warn({ err: error, vmId }, 'a serial log could not be read to its end');
      out.destroy();
    }
  }

  @Route(getVmScreenshot)
  async screenshot(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { id } = parseCall(getVmScreenshot, request);
    const vmId = this.#reader.resolve('vms', id);
    const question = { definition: HostScreenshot, data: { vmId }, timeoutMs: SCREENSHOT_MS };
    const { png } = await this.#asker.ask(request.call, this.#hostOf(vmId) ?? '', question);
    void reply.code(ok).type('image/png').header('cache-control', 'no-store').send(Buffer.from(png, 'base64'));
  }

  @Route(getVmHistory)
  async history(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { id, query } = parseCall(getVmHistory, request);
    const [known] = this.#reader.catalogue.find('vms', id);
    const events: string[] = [];
    let last = query.after;
    let more = false;
    for await (const event of this.#store.read(`vm-${known ?? id}`, {
      from: query.after + 1,
      limit: query.limit + 1,
    })) {
      more = events.length === query.limit;
      if (more) break;
      events.push(JSON.stringify(eventDocument(event)));
      last = event.revision;
    }
    if (events.length === 0 && known === undefined && query.after < 0) throw notFound('vm', id);
    this.#reader.sendJson(reply, `{"items":[${events.join(',')}],"next":${more ? last : 'null'}}`);
  }

  #hostOf(vmId: string): string | null {
    return this.#reader.catalogue.vms.documents.row(vmId)?.hostId ?? null;
  }
}
