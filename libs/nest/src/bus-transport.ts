/** Nest's door to the bus: a controller method marked `@MessagePattern('<service>')` takes every command of that service. */
import type { Bus, BusSubscription } from '@chronovisor/bus';
import { type CommandEnvelope, Reply } from '@chronovisor/contracts';
import { isFault } from '@chronovisor/kernel';
import { type CustomTransportStrategy, Server } from '@nestjs/microservices';
import type { ArgumentsHost, ExceptionFilter } from '@nestjs/common';
import { type Observable, isObservable, lastValueFrom, throwError } from 'rxjs';

/** Hands a handler's error on as it is, so that the transport can answer with the fault it was. */
export class PassErrors implements ExceptionFilter {
  catch(error: unknown, _host: ArgumentsHost): Observable<never> {
    return throwError(() => error);
  }
}

export class BusTransport extends Server implements CustomTransportStrategy {
  readonly #bus: Bus;
  readonly #subscriptions: BusSubscription[] = [];

  constructor(bus: Bus) {
    super();
    this.#bus = bus;
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
    try {
      const outcome: unknown = await handler(command);
      return Reply.parse(isObservable(outcome) ? await lastValueFrom(outcome) : outcome);
    } catch (error) {
      if (!isFault(error)) throw error;
      return { kind: 'fault', code: error.code, message: error.message, retry: error.retry };
    }
  }
}
