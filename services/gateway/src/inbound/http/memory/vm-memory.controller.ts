/** How things about a vm came about, and why it is as it is, over HTTP. */
import { HostReadJournal, type http, type JournalLine } from '@chronovisor/contracts';
import type { EventStore, RecordedEvent } from '@chronovisor/event-store';
import { refuse } from '@chronovisor/kernel';
import { STORE } from '@chronovisor/nest';
import { Controller, Inject, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { threadKey, threadsOf } from '../../../domain/timeline/threads.ts';
import { explain } from '../../../domain/why/explain.ts';
import type { VmRow } from '../../../projections/vms/row.ts';
import type { HostAsker } from '../host-asker.ts';
import { HttpProblem } from '../http-problem.ts';
import { parseCall } from '../parse.ts';
import type { Reader } from '../reader.ts';
import { Route } from '../route.ts';
import { HOST_ASKER, READER } from '../tokens.ts';
import { getVmTimeline, getVmWhy } from './endpoints.ts';
import { everKnown } from '../past/known.ts';
import { firstName, newestEvents, ofOperation, wholesOf, withSagas } from './vm-memory.ts';

/** Without a host: it is deleted. */
type Told = Pick<VmRow, 'id' | 'name'> & { readonly hostId: string | null };
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

/** It may well be there, and have to do with other things. */
const notAbout = ({ name }: Told, noun: 'event' | 'operation', reference = ''): HttpProblem =>
  new HttpProblem(
    refuse(`${noun}.not-found`, `there is no ${noun} ${reference} about ${name}`, {
      hint: 'Its timeline shows the positions of its events and the ids of its operations.',
    }),
    'not-found',
  );

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
    const vm = await this.#everThere(id);
    const own = await this.#wanted(vm, query);
    const events = await withSagas(this.#store, own);
    const wholes = await wholesOf(this.#store, own);
    const { lines, host } = await this.#journal(request, vm);
    const threads = [...threadsOf({ events, lines, since: shortlyBefore(events[0]), wholes, receivedAt })];
    const document: http.TimelineDocument = { vm: vm.id, name: vm.name, threads, host };
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

  /** What was deleted still has its story. */
  async #everThere(reference: string): Promise<Told> {
    const { catalogue } = this.#reader;
    const grounds = { log: this.#store, catalogue };
    const isNow = catalogue.find('vms', reference).length > 0 || catalogue.vms.documents.row(reference) !== undefined;
    const gone = isNow ? undefined : (await everKnown(grounds, { noun: 'vms', reference })).at(-1);
    if (gone !== undefined) return { id: gone, name: await firstName(this.#store, gone), hostId: null };
    return catalogue.vms.documents.row(this.#reader.resolve('vms', reference)) as VmRow;
  }

  async #wanted(vm: Told, { limit, event, operation }: Asked): Promise<readonly RecordedEvent[]> {
    if (event === undefined && operation === undefined) return newestEvents(this.#store, vm.id, limit);
    const all = await newestEvents(this.#store, vm.id, Number.POSITIVE_INFINITY);
    const key = event === undefined ? operation : await this.#threadOf(all, event);
    const own = key === undefined ? [] : ofOperation(all, key);
    if (own.length === 0) throw event === undefined ? notAbout(vm, 'operation', key) : notAbout(vm, 'event', event);
    return own;
  }

  /** A timeline shows the events of sagas as well: they are asked for by the positions that it gives them. */
  async #threadOf(own: readonly RecordedEvent[], event: string): Promise<string | undefined> {
    const isMeant = ({ id, position }: RecordedEvent): boolean => id === event || String(position) === event;
    const meant = own.find(isMeant) ?? (await withSagas(this.#store, own)).find(isMeant);
    return meant === undefined ? undefined : threadKey(meant);
  }

  /** The log tells the rest, also when the host cannot be asked. */
  async #journal(
    request: FastifyRequest,
    vm: Told,
  ): Promise<{ readonly lines: readonly JournalLine[]; readonly host: http.TimelineDocument['host'] }> {
    if (vm.hostId === null) return { lines: [], host: { answered: false, detail: 'the vm is deleted' } };
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
