/** Takes back what an operation changed, over HTTP. */
import type { EventStore } from '@chronovisor/event-store';
import { STORE } from '@chronovisor/nest';
import { Controller, Inject, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { OperationRow } from '../../../projections/operations/row.ts';
import type { Mutations } from '../mutations.ts';
import { parseCall } from '../parse.ts';
import type { Reader } from '../reader.ts';
import { Route } from '../route.ts';
import { MUTATIONS, READER } from '../tokens.ts';
import { undoOperation } from './endpoints.ts';
import { planUndo } from './undo-plan.ts';

@Controller()
export class UndoController {
  readonly #reader: Reader;
  readonly #mutations: Mutations;
  readonly #store: EventStore;

  constructor(
    @Inject(READER) reader: Reader,
    @Inject(MUTATIONS) mutations: Mutations,
    @Inject(STORE) store: EventStore,
  ) {
    this.#reader = reader;
    this.#mutations = mutations;
    this.#store = store;
  }

  @Route(undoOperation)
  async undo(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { id, query } = parseCall(undoOperation, request);
    const operationId = this.#reader.resolve('operations', id);
    const row = this.#reader.catalogue.operations.documents.row(operationId) as OperationRow;
    request.call.object = row.target;
    await this.#mutations.run(request, reply, () => {
      const { catalogue } = this.#reader;
      return planUndo({ log: this.#store, catalogue }, row, query.apply);
    });
  }
}
