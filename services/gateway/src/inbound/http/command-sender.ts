/** Sends commands to services and turns every "no" into a problem; an answer that got lost is asked for again. */
import type { Bus } from '@chronovisor/bus';
import type { Accepted, CommandEnvelope, CommandMeta, Reply } from '@chronovisor/contracts';
import type { Tracing } from '@chronovisor/telemetry';
import type { Call } from './call.ts';
import { accessIdOf } from './unrecorded-accesses.ts';
import { HttpProblem, problemOfFault } from './http-problem.ts';

/** A command before its envelope. */
export interface Order {
  readonly type: string;
  readonly data: unknown;
}

export interface Sending {
  readonly call: Call;
  readonly commandId: string;
  readonly operationId: string;
  readonly expectedRevision: number | null;
}

const TRIES = 2;
/** An order to many is foreseen vm by vm before its answer. */
const FORECAST_MS = 60_000;

export class CommandSender {
  readonly #bus: Bus;
  readonly #tracing: Tracing;
  readonly #now: () => Date;

  constructor(bus: Bus, tracing: Tracing, now: () => Date = () => new Date()) {
    this.#bus = bus;
    this.#tracing = tracing;
    this.#now = now;
  }

  metaOf({ call, commandId, operationId, expectedRevision }: Sending, traceparent: string): CommandMeta {
    return {
      commandId: commandId as CommandMeta['commandId'],
      operationId: operationId as CommandMeta['operationId'],
      correlationId: call.traceId,
      actor: call.actor,
      ...(call.action === null ? {} : { action: call.action }),
      at: this.#now().toISOString(),
      traceparent,
      ...(expectedRevision === null ? {} : { expectedRevision }),
      ...(call.dryRun ? { dryRun: true } : {}),
    };
  }

  async send(order: Order, sending: Sending): Promise<Accepted> {
    const { call, operationId } = sending;
    call.accessId = accessIdOf(operationId);
    const reply = await this.#tracing.span(
      `send ${order.type}`,
      sending.call.traceparent,
      (traceparent) =>
        this.#ask({ type: order.type, version: 1, data: order.data, meta: this.metaOf(sending, traceparent) }),
      { kind: 'client' },
    );
    if (reply.kind === 'accepted') {
      // A joined operation is another's, and what was to do already has none.
      call.isInLog = reply.operationId === operationId && !reply.duplicate && !call.dryRun;
      return reply;
    }
    if (reply.kind === 'fault') throw problemOfFault(reply);
    throw new HttpProblem(withoutUndefined(reply));
  }

  /** The same id again: its outcome is recorded, so the second answer is the first one's. */
  async #ask(envelope: CommandEnvelope): Promise<Reply> {
    const wait = envelope.meta.dryRun === true ? { timeoutMs: FORECAST_MS } : {};
    let reply = await this.#bus.command(envelope, wait);
    for (let tries = 1; tries < TRIES && reply.kind === 'fault' && reply.code === 'bus.timeout'; tries += 1) {
      reply = await this.#bus.command(envelope, wait);
    }
    return reply;
  }
}

type RefusalReply = Extract<Reply, { kind: 'refusal' }>;

const withoutUndefined = ({ kind, code, message, hint, errors, blockedBy }: RefusalReply): HttpProblem['refusal'] => ({
  kind,
  code,
  message,
  ...(hint === undefined ? {} : { hint }),
  ...(errors === undefined ? {} : { errors }),
  ...(blockedBy === undefined ? {} : { blockedBy }),
});
