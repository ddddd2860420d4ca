/** Says when a guest has had its time to power off. Deadlines are in the log, so they outlive every restart. */
import type { Bus } from '@chronovisor/bus';
import type { MessageOf, Request, computeEvents } from '@chronovisor/contracts';
import { eventRegistry } from '@chronovisor/contracts';
import type { RecordedEvent } from '@chronovisor/event-store';
import type { Follower } from '@chronovisor/nest';
import { type Clock, systemClock } from '@chronovisor/saga';
import type { Logger } from '@chronovisor/telemetry';
import { systemCommand } from './system-command.ts';

interface Deadline {
  readonly vmId: string;
  readonly request: Request;
  readonly at: string;
}

const AGAIN_MS = 1_000;

export class ShutdownDeadlines implements Follower {
  readonly name = 'compute.shutdown-deadlines';
  readonly #bus: Pick<Bus, 'command'>;
  readonly #log: Logger;
  readonly #clock: Clock;
  readonly #open = new Map<string, Deadline>();
  readonly #timers = new Map<string, () => void>();
  #live = false;

  constructor(options: { readonly bus: Pick<Bus, 'command'>; readonly log: Logger; readonly clock?: Clock }) {
    this.#bus = options.bus;
    this.#log = options.log;
    this.#clock = options.clock ?? systemClock;
  }

  reset(): void {
    this.#live = false;
    this.#open.clear();
    this.#stopTimers();
  }

  apply(event: RecordedEvent): void {
    if (event.type === 'compute.VmShutdownRequested')
      this.#add(
        event as unknown as Extract<MessageOf<(typeof computeEvents)[number]>, { type: 'compute.VmShutdownRequested' }>,
      );
    else if (eventRegistry.get(event.type)?.ends !== undefined)
      this.#end((event.data as { request?: Request | null } | null)?.request?.commandId);
  }

  caughtUp(): void {
    this.#live = true;
    for (const deadline of this.#open.values()) this.#arm(deadline);
  }

  rest(): void {
    this.#live = false;
    this.#stopTimers();
  }

  async close(): Promise<void> {
    this.rest();
  }

  #add({
    data,
  }: {
    readonly data: { readonly vmId: string; readonly request: Request; readonly deadline: string };
  }): void {
    const deadline = { vmId: data.vmId, request: data.request, at: data.deadline };
    this.#open.set(data.request.commandId, deadline);
    if (this.#live) this.#arm(deadline);
  }

  #end(commandId: string | undefined): void {
    if (commandId === undefined || !this.#open.delete(commandId)) return;
    this.#timers.get(commandId)?.();
    this.#timers.delete(commandId);
  }

  #arm(deadline: Deadline, ms = Math.max(0, Date.parse(deadline.at) - this.#clock.now())): void {
    this.#timers.set(
      deadline.request.commandId,
      this.#clock.after(ms, () => this.#expire(deadline)),
    );
  }

  /** Asked again until the log shows an end: the first word may be lost. */
  #expire(deadline: Deadline): void {
    const { vmId, request } = deadline;
    const command = systemCommand(
      'compute.ExpireVmOperation',
      { vmId, commandId: request.commandId },
      request.operationId,
    );
    this.#bus.command(command).then(
      (reply) => {
        if (reply.kind !== 'accepted') this.#log.warn({ vmId, reply }, 'a shutdown could not be ended; trying again');
        if (this.#live && reply.kind === 'fault' && this.#open.has(request.commandId)) this.#arm(deadline, AGAIN_MS);
      },
      (error: unknown) => this.#log.error({ err: error, vmId }, 'a shutdown could not be ended'),
    );
  }

  #stopTimers(): void {
    for (const stop of this.#timers.values()) stop();
    this.#timers.clear();
  }
}
