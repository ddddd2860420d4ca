/** How things about a vm came about, and why it is as it is, over HTTP. */
import { HostReadJournal, type http, type JournalLine } from '@chronovisor/contracts';
import type { EventStore, RecordedEvent } from '@chronovisor/event-store';
import { STORE } from '@chronovisor/nest';
import { Controller, Inject, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { threadKey, threadsOf } from '../../../domain/timeline/threads.ts';
import { explain } from '../../../domain/why/explain.ts';
import type { VmRow } from '../../../projections/vms/row.ts';
import type { HostAsker } from '../host-asker.ts';
import { HttpProblem, notFound } from '../http-problem.ts';
import { parseCall } from '../parse.ts';
import type { Reader } from '../reader.ts';
import { Route } from '../route.ts';
import { HOST_ASKER, READER } from '../tokens.ts';
import { getVmTimeline, getVmWhy } from './endpoints.ts';
import { newestEvents, ofOperation, wholesOf, withSagas } from './vm-memory.ts';

type Asked = { readonly limit: number; readonly event?: string | undefined; readonly operation?: string | undefined };

const JOURNAL_LINES = 1000;
const JOURNAL_PATIENCE_MS = 2_000;
const THREADS_BEHIND_A_STATUS = 100;

/** Ids are made of the time they were made at. */
const receivedAt = (operationId: string): string | null => {
  const ms = Number.parseInt(operationId.replaceAll('-', '').slice(0, 12), 16);
  const at = new Date(ms);
  return Number.isNaN(at.getTime()) ? null : at.toISOString();
};

/** A host's report takes a moment, longer while control is away. */
const NEWS_BEFORE_MS = 5_000;

const shortlyBefore = (event: RecordedEvent | undefined): string =>
  event === undefined ? '' : new Date(Date.parse(event.at) - NEWS_BEFORE_MS).toISOString();

@Controller()
export class VmMemoryController {
  readonly #reader: Reader;
  readonly #store: EventStore;
  readonly #hosts: HostAsker;

  constructor(@Inject(READER) reader: Reader, @Inject(STORE) store: EventStore, @Inject(HOST_ASKER) hosts: HostAsker) {
    this.#reader = reader;
    this.#store = store;
    this.#hosts = hosts;
  }

  @Route(getVmTimeline)
  async timeline(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { id, query } = parseCall(getVmTimeline, request);
    const vmId = this.#reader.resolve('vms', id);
    const vm = this.#reader.catalogue.vms.documents.row(vmId) as VmRow;
    const own = await this.#wanted(vmId, query);
    const events = await withSagas(this.#store, own);
    const wholes = await wholesOf(this.#store, own);
    const { lines, host } = await this.#journal(request, vm);
    const threads = [...threadsOf({ events, lines, since: shortlyBefore(events[0]), wholes, receivedAt })];
    const document: http.TimelineDocument = { vm: vmId, name: vm.name, threads, host };
    this.#reader.sendJson(reply, JSON.stringify(document));
  }

  @Route(getVmWhy)
  async why(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { id } = parseCall(getVmWhy, request);
    const vmId = this.#reader.resolve('vms', id);
    const { vms, hosts, operations } = this.#reader.catalogue;
    const vm = vms.documents.document(vmId) as http.VmDocument;
    const events = await newestEvents(this.#store, vmId, THREADS_BEHIND_A_STATUS);
    const operation = vm.operation === null ? null : (operations.documents.document(vm.operation.id) ?? null);
    const hostConnected = hosts.documents.row(vm.hostId)?.status === 'connected';
    this.#reader.sendJson(reply, JSON.stringify(explain({ vm, events, operation, hostConnected })));
  }

  async #wanted(vmId: string, { limit, event, operation }: Asked): Promise<readonly RecordedEvent[]> {
    if (event === undefined && operation === undefined) return newestEvents(this.#store, vmId, limit);
    const all = await newestEvents(this.#store, vmId, Number.POSITIVE_INFINITY);
    const meant = all.find((one) => one.id === event || String(one.position) === event);
    if (event !== undefined && meant === undefined) throw notFound('event', event);
    const key = operation ?? threadKey(meant as RecordedEvent);
    const own = ofOperation(all, key);
    if (own.length === 0) throw notFound('operation', key);
    return own;
  }

  /** The log tells the rest, also when the host cannot be asked. */
  async #journal(
    request: FastifyRequest,
    vm: VmRow,
  ): Promise<{ readonly lines: readonly JournalLine[]; readonly host: http.TimelineDocument['host'] }> {
    const data = { vmId: vm.id as never, max: JOURNAL_LINES };
    try {
      const question = { definition: HostReadJournal, data, timeoutMs: JOURNAL_PATIENCE_MS };
      const { lines } = await this.#hosts.ask(request.call, vm.hostId, question);
      return { lines, host: { answered: true, detail: `${lines.length} lines of its dialogue with QEMU` } };
    } catch (error) {
      if (!(error instanceof HttpProblem)) throw error;
      return { lines: [], host: { answered: false, detail: error.refusal.message } };
    }
  }
}
