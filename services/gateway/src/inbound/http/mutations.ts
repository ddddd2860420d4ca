/** Carries out a request that changes something: one command, one operation to show for it, the same answer to the same request. */
import type { Accepted, http } from '@chronovisor/contracts';
import type { Executor } from '@chronovisor/event-store';
import { refuse } from '@chronovisor/kernel';
import { derivedId, newId } from '@chronovisor/kernel/ids';
import { eventMeta } from '@chronovisor/nest';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { settlementDecider, type SettleMessage } from '../../domain/settlement/decide.ts';
import { hasEnded } from '../../projections/operations/row.ts';
import { pathOf } from './call.ts';
import type { CommandSender, Order, Sending } from './command-sender.ts';
import { dryRunDocument } from './dry-run-document.ts';
import { HttpProblem } from './http-problem.ts';
import { requestFingerprint, type IdempotencyKeys, type KeyUse, type RequestIds } from './idempotency-keys.ts';
import { expectedRevision, idempotencyKey, preferredWait } from './preferences.ts';
import { jsonType, type Reader } from './reader.ts';
import { accepted, ok } from './status.ts';

/** What a request comes to once its references are resolved. */
export interface Plan {
  /** Type of the operation, such as `vm.start`. */
  readonly type: string;
  /** Path of what it works on. */
  readonly target: string;
  readonly order: Order;
  /** Where a host was chosen. */
  readonly placement?: http.Placement;
  /** Where it was planned on a state that must not have changed by then. */
  readonly revision?: number;
  /** Told in the answer to this request, and nowhere else: not in the operation, and not to the same request again. */
  readonly reveal?: Readonly<Record<string, string>>;
}

interface Sent {
  readonly plan: Plan;
  readonly sending: Sending;
  readonly reply: Accepted;
}

/** How often something is planned anew. */
const TRIES = 5;

interface Done {
  readonly operation: http.OperationDocument;
  readonly reveal: Plan['reveal'];
}

/** May be asked twice, with other ids: it only looks. */
export type Planner = (ids: RequestIds) => Plan | Promise<Plan>;

/** Field of the body that a service's refusal is about, where the service does not know bodies. */
export type Pointers = Readonly<Record<string, string>>;

export class Mutations {
  readonly #reader: Reader;
  readonly #sender: CommandSender;
  readonly #keys: IdempotencyKeys;
  readonly #executor: Executor;

  constructor(parts: { reader: Reader; sender: CommandSender; keys: IdempotencyKeys; executor: Executor }) {
    this.#reader = parts.reader;
    this.#sender = parts.sender;
    this.#keys = parts.keys;
    this.#executor = parts.executor;
  }

  async run(request: FastifyRequest, reply: FastifyReply, planner: Planner, pointers: Pointers = {}): Promise<void> {
    const key = idempotencyKey(request);
    try {
      if (request.call.dryRun) return await this.rehearse(request, reply, await planner(freshIds()));
      const done = await (key === null ? this.#once(request, planner, freshIds()) : this.#keyed(request, planner, key));
      await this.answer(request, reply, done.operation, done.reveal);
    } catch (error) {
      throw withPointer(error, pointers);
    }
  }

  /** Sends what the plan would lead to. No key is bound, no operation recorded. */
  async rehearse(request: FastifyRequest, reply: FastifyReply, plan: Plan): Promise<void> {
    request.call.object = plan.target;
    const accepted = await this.#sender.send(plan.order, sendingOf(request, freshIds()));
    this.#reader.sendJson(reply, JSON.stringify(dryRunDocument(plan, accepted)));
  }

  /** Sends the operation: as it is now, or as it ends when the client prefers to wait. */
  async answer(
    request: FastifyRequest,
    reply: FastifyReply,
    operation: http.OperationDocument,
    reveal?: Plan['reveal'],
  ): Promise<void> {
    const { id } = operation;
    request.call.operationId = id;
    const wait = preferredWait(request);
    const isOver = wait !== null && (await this.waitForEnd(id, wait * 1000));
    const { operations } = this.#reader.catalogue;
    if (wait !== null) void reply.header('preference-applied', `wait=${wait}`);
    void reply
      .code(isOver ? ok : accepted)
      .header('location', `/api/v1/operations/${id}`)
      .header('x-position', String(this.#reader.position))
      .header('cache-control', 'no-store')
      .type(jsonType)
      .send(withSecrets(operations.json(id) ?? JSON.stringify(operation), reveal));
  }

  /** True once it has ended and every view shows that; false when the time is over first. */
  async waitForEnd(operationId: string, timeoutMs: number): Promise<boolean> {
    const { operations } = this.#reader.catalogue;
    const row = operations.documents.row(operationId);
    if (row === undefined) return false;
    if (!hasEnded(row) && !(await this.#ended(operationId, timeoutMs))) return false;
    return this.#reader.reached(row.position);
  }

  #ended(operationId: string, timeoutMs: number): Promise<boolean> {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const timer = setTimeout(() => resolve(false), timeoutMs);
    const leave = this.#reader.catalogue.operations.onEnd(operationId, () => resolve(true));
    return promise.finally(() => {
      clearTimeout(timer);
      leave();
    });
  }

  async #keyed(request: FastifyRequest, planner: Planner, key: string): Promise<Done> {
    const fingerprint = requestFingerprint(request.method, pathOf(request), request.body);
    const use: KeyUse = { key, actorId: request.call.actor.id, fingerprint };
    return this.#keys.oneAtATime(use, async () => {
      const bound = await this.#keys.boundTo(use);
      if (bound !== null) return this.#known(bound) ?? this.#once(request, planner, bound);
      const ids = freshIds();
      // What cannot be planned binds no key.
      await planner(ids);
      const meta = this.#sender.metaOf(sendingOf(request, ids), request.call.traceparent);
      return this.#once(request, planner, await this.#keys.bind(use, ids, meta));
    });
  }

  /** What a request with this key did before. */
  #known({ commandId }: RequestIds): Done | null {
    const operation = this.#reader.catalogue.operations.documents.document(commandId);
    return operation === undefined ? null : { operation, reveal: undefined };
  }

  async #once(request: FastifyRequest, planner: Planner, ids: RequestIds): Promise<Done> {
    const { plan, sending, reply } = await this.#sendPlanned(request, planner, ids);
    const operationId = await this.#operationOf(reply, plan, sending);
    const { documents } = this.#reader.catalogue.operations;
    const operation = documents.document(operationId) ?? notYetSeen(operationId, plan, reply, request);
    return { operation, reveal: plan.reveal };
  }

  /** What was planned on a state that changed meanwhile is planned anew on the new one. */
  async #sendPlanned(request: FastifyRequest, planner: Planner, ids: RequestIds): Promise<Sent> {
    for (let left = TRIES; ; left -= 1) {
      const plan = await planner(ids);
      request.call.object = plan.target;
      const sending = onRevision(plan, sendingOf(request, ids));
      try {
        return { plan, sending, reply: await this.#sender.send(plan.order, sending) };
      } catch (error) {
        if (!isOvertaken(error, plan, request)) throw error;
        if (left === 1) throw overtaken(plan);
      }
    }
  }

  /** The one that was opened, the one under way that this joined, or one recorded now because everything was as asked. */
  async #operationOf(reply: Accepted, plan: Plan, sending: Sending): Promise<string> {
    if (reply.operationId !== null) {
      await this.#reader.reached(reply.position);
      return reply.operationId;
    }
    const position = await this.#settle(plan, sending);
    await this.#reader.reached(Math.max(position, reply.position));
    return sending.operationId;
  }

  async #settle({ type, target }: Plan, sending: Sending): Promise<number> {
    const commandId = derivedId(sending.commandId, 'settle');
    const meta = this.#sender.metaOf({ ...sending, commandId, expectedRevision: null }, sending.call.traceparent);
    const command: SettleMessage = {
      type: 'gateway.SettleOperation',
      version: 1,
      data: { operationId: meta.operationId, type, target },
    };
    const done = await this.#executor.execute({
      stream: `operation-${sending.operationId}`,
      decider: settlementDecider,
      command,
      commandId,
      meta: eventMeta({ ...command, meta }),
    });
    if (!done.ok) throw new HttpProblem(done.refusal);
    return done.position;
  }
}

/** The client said nothing of revisions: that it was overtaken is no word to it. */
const isOvertaken = (error: unknown, { revision }: Plan, request: FastifyRequest): boolean =>
  revision !== undefined &&
  expectedRevision(request) === null &&
  error instanceof HttpProblem &&
  error.refusal.code === 'revision.stale';

const overtaken = ({ type, target }: Plan): HttpProblem =>
  new HttpProblem(
    refuse('operation.changed-meanwhile', `${target} was changed again and again while ${type} was worked out`, {
      hint: 'Look at it, and ask again.',
    }),
  );

const withSecrets = (json: string, reveal: Plan['reveal']): string =>
  reveal === undefined ? json : JSON.stringify({ ...(JSON.parse(json) as object), ...reveal });

const freshIds = (): RequestIds => ({ commandId: newId(), targetId: newId() });

const sendingOf = (request: FastifyRequest, { commandId }: RequestIds): Sending => ({
  call: request.call,
  commandId,
  operationId: commandId,
  expectedRevision: expectedRevision(request),
});

const onRevision = ({ revision }: Plan, sending: Sending): Sending => ({
  ...sending,
  expectedRevision: sending.expectedRevision ?? revision ?? null,
});

/** It was accepted, which is what matters; the views will show it. */
const notYetSeen = (
  id: string,
  plan: Plan,
  { position }: Accepted,
  request: FastifyRequest,
): http.OperationDocument => ({
  id: id as http.OperationDocument['id'],
  type: plan.type,
  status: 'running',
  target: plan.target,
  progress: { done: 0, total: 1, step: null },
  steps: [],
  problem: null,
  reversible: false,
  createdAt: new Date().toISOString(),
  finishedAt: null,
  position,
  correlationId: request.call.traceId,
  actor: { kind: request.call.actor.kind, id: request.call.actor.id },
});

const withPointer = (error: unknown, pointers: Pointers): unknown => {
  if (!(error instanceof HttpProblem) || error.refusal.errors !== undefined) return error;
  const pointer = pointers[error.refusal.code];
  if (pointer === undefined) return error;
  return new HttpProblem(
    { ...error.refusal, errors: [{ pointer, detail: error.refusal.message }] },
    error.class,
    error.headers,
  );
};
