/** Nest's door to the bus: a controller method marked `@MessagePattern('<service>')` takes every command of that service. */
import type { Bus, BusSubscription } from '@chronovisor/bus';
import { type CommandEnvelope, Reply } from '@chronovisor/contracts';
import { isFault } from '@chronovisor/kernel';
import type { Tracing } from '@chronovisor/telemetry';
import { type CustomTransportStrategy, Server } from '@nestjs/microservices';
import type { ArgumentsHost, ExceptionFilter } from '@nestjs/common';
import { rehearsed } from './rehearsed.ts';
import type { Tail } from './tail.ts';
import { type Observable, isObservable, lastValueFrom, throwError } from 'rxjs';

/** Hands a handler's error on as it is, so that the transport can answer with the fault it was. */
export class PassErrors implements ExceptionFilter {
  catch(error: unknown, _host: ArgumentsHost): Observable<never> {
    return throwError(() => error);
  }
}

export class BusTransport extends Server implements CustomTransportStrategy {
  readonly #bus: Bus;
  readonly #tracing: Tracing | null;
  readonly #tail: Pick<Tail, 'foresee'> | null;
  readonly #subscriptions: BusSubscription[] = [];

  /** Without tracing the trace is passed on as it came; without the tail a dry run foresees no steps. */
  constructor(bus: Bus, tracing: Tracing | null = null, tail: Pick<Tail, 'foresee'> | null = null) {
    super();
    this.#tail = tail;
    this.#bus = bus;
    this.#tracing = tracing;
  }

  listen(callback: () => void): void {
    for (const service of this.messageHandlers.keys()) {
      this.#subscriptions.push(this.#bus.serveCommands(service, (command) => this.#answer(service, command)));
    }
    callback();
  }

  async close(): Promise<void> {
    await Promise.all(this.#subscriptions.splice(0).map((subscription) => subscription.close()));
  }

  on(): void {
    throw new Error('the bus tells its status by Bus.onStatus');
  }

  unwrap<T>(): T {
    return this.#bus as T;
  }

  async #answer(service: string, command: CommandEnvelope): Promise<Reply> {
    const handler = this.messageHandlers.get(service);
    if (handler === undefined) throw new Error(`no handler for ${service}`);
    const handle = async (traced: CommandEnvelope): Promise<Reply> => {
      const outcome: unknown = await handler(traced);
      return Reply.parse(isObservable(outcome) ? await lastValueFrom(outcome) : outcome);
    };
    try {
      return await this.#inSpan(command, (traced) => rehearsed(traced, handle, this.#tail));
    } catch (error) {
      if (!isFault(error)) throw error;
      return { kind: 'fault', code: error.code, message: error.message, retry: error.retry };
    }
  }

  /** What is recorded carries the span of its decision, so that later work is found below it. */
  #inSpan(command: CommandEnvelope, handle: (traced: CommandEnvelope) => Promise<Reply>): Promise<Reply> {
    const { traceparent } = command.meta;
    if (this.#tracing === null || traceparent === undefined) return handle(command);
    return this.#tracing.span(
      command.type,
      traceparent,
      (inner) => handle({ ...command, meta: { ...command.meta, traceparent: inner } }),
      {
        kind: 'consumer',
        attributes: { 'messaging.system': 'nats', 'messaging.destination.name': `cmd.${command.type}` },
      },
    );
  }
}
