/** Operations over HTTP: list, wait, cancel, and the ways on for one that is stuck. */
import { ReadinessAwaited, http } from '@chronovisor/contracts';
import { refuse } from '@chronovisor/kernel';
import { newId } from '@chronovisor/kernel/ids';
import { Controller, Inject, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { hasEnded, type OperationRow } from '../../../projections/operations/row.ts';
import type { CommandSender, Order } from '../command-sender.ts';
import type { Endpoint } from '../endpoint.ts';
import { HttpProblem } from '../http-problem.ts';
import type { Lists } from '../lists.ts';
import type { Mutations } from '../mutations.ts';
import { parseCall } from '../parse.ts';
import type { Reader } from '../reader.ts';
import { Route } from '../route.ts';
import { COMMAND_SENDER, LISTS, MUTATIONS, READER } from '../tokens.ts';
import {
  cancelOperation,
  forceOperation,
  getOperation,
  listOperations,
  retryOperation,
  skipOperation,
} from './endpoints.ts';

const VM_TARGET = /^\/api\/v1\/vms\/([^/]+)$/;

/** Sagas are cancelled by their runner, work of one step by the vm that does it. */
const orderToCancel = ({ id, steps, bulk, target, type }: OperationRow): Order => {
  if (bulk !== null) return { type: 'compute.CancelBulk', data: { operationId: id } };
  if (steps !== null) return { type: 'saga.Cancel', data: { operationId: id } };
  if (type === ReadinessAwaited.opens) return { type: 'compute.CancelReadiness', data: { operationId: id } };
  const vmId = VM_TARGET.exec(target)?.[1];
  if (vmId !== undefined) return { type: 'compute.CancelVmOperation', data: { vmId, operationId: id } };
  const hint = 'Its host is at it already: wait for the end.';
  throw new HttpProblem(refuse('operation.not-cancellable', `${type} cannot be given up`, { hint }));
};

interface Exchange {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/** Work of one step has nothing to undo, hence nothing to be stuck at. */
const orderToGoOn = (type: string, { id, steps, ...row }: OperationRow): Order => {
  if (steps !== null) return { type, data: { operationId: id } };
  const hint = 'Look at its status; only an undo that failed for good waits for an order.';
  throw new HttpProblem(refuse('saga.not-stuck', `${row.type} is ${row.status}, not stuck`, { hint }));
};

@Controller()
export class OperationsController {
  readonly #reader: Reader;
  readonly #lists: Lists;
  readonly #mutations: Mutations;
  readonly #sender: CommandSender;

  constructor(
    @Inject(READER) reader: Reader,
    @Inject(LISTS) lists: Lists,
    @Inject(MUTATIONS) mutations: Mutations,
    @Inject(COMMAND_SENDER) sender: CommandSender,
  ) {
    this.#reader = reader;
    this.#lists = lists;
    this.#mutations = mutations;
    this.#sender = sender;
  }

  @Route(listOperations)
  async list(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { query } = parseCall(listOperations, request);
    await this.#lists.answer(request, reply, {
      noun: 'operations',
      item: http.OperationDocument,
      query,
      newestFirst: true,
    });
  }

  @Route(getOperation)
  async show(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { id, query } = parseCall(getOperation, request);
    await this.#reader.atLeast(query.atLeast);
    const operationId = this.#reader.resolve('operations', id);
    if (query.wait !== undefined) await this.#mutations.waitForEnd(operationId, Number.parseInt(query.wait, 10) * 1000);
    this.#reader.sendJson(reply, this.#reader.catalogue.operations.json(operationId) as string);
  }

  @Route(cancelOperation)
  async cancel(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { id } = parseCall(cancelOperation, request);
    const { documents } = this.#reader.catalogue.operations;
    const operationId = this.#reader.resolve('operations', id);
    const row = documents.row(operationId) as OperationRow;
    request.call.object = row.target;
    if (hasEnded(row)) {
      const hint = 'Look at the operation for its outcome.';
      throw new HttpProblem(refuse('operation.ended', `the operation has ${row.status} already`, { hint }));
    }
    const order = orderToCancel(row);
    if (request.call.dryRun)
      return this.#mutations.rehearse(request, reply, { type: row.type, target: row.target, order });
    const commandId = newId();
    const sending = { call: request.call, commandId, operationId: commandId, expectedRevision: null };
    const { position } = await this.#sender.send(order, sending);
    await this.#reader.reached(position);
    const document = documents.document(operationId) as http.OperationDocument;
    await this.#mutations.answer(request, reply, document);
  }

  @Route(retryOperation)
  async retry(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.#goOn(retryOperation, 'saga.Retry', { request, reply });
  }

  @Route(skipOperation)
  async skip(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.#goOn(skipOperation, 'saga.Skip', { request, reply });
  }

  @Route(forceOperation)
  async force(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.#goOn(forceOperation, 'saga.Force', { request, reply });
  }

  /** The audit trail names the operation also when the order is refused. */
  async #goOn(endpoint: Endpoint, type: string, { request, reply }: Exchange): Promise<void> {
    const { id } = parseCall(endpoint, request);
    const operationId = this.#reader.resolve('operations', id);
    request.call.operationId = operationId;
    const row = this.#reader.catalogue.operations.documents.row(operationId) as OperationRow;
    request.call.object = row.target;
    const plan = { type: row.type, target: row.target, order: orderToGoOn(type, row) };
    await this.#mutations.run(request, reply, () => plan);
  }
}
