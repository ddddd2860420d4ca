/** Gives the order that a recorded autostart asks for, until the log shows that it was taken. */
import type { Bus } from '@chronovisor/bus';
import { BulkStarted, HostAutostarted, type CommandEnvelope, type MessageOf } from '@chronovisor/contracts';
import type { RecordedEvent } from '@chronovisor/event-store';
import type { Follower } from '@chronovisor/nest';
import { type Clock, type Timers, createTimers, systemClock } from '@chronovisor/saga';
import type { Logger } from '@chronovisor/telemetry';
import { systemCommand } from './system-command.ts';

type Autostart = MessageOf<typeof HostAutostarted>['data'];

const AGAIN_MS = 1_000;
const AT_ONCE = 10;

const orderOf = ({ operationId, vms }: Autostart): CommandEnvelope => {
  const order = { type: 'compute.StartVm', data: {} };
  const data = { operationId, action: 'start', order, items: vms, concurrency: AT_ONCE, onError: 'continue' };
  const { meta, ...command } = systemCommand('compute.BeginBulk', data, operationId);
  return { ...command, meta: { ...meta, commandId: operationId as string as typeof meta.commandId } };
};

export class Autostarts implements Follower {
  readonly name = 'compute.autostarts';
  readonly #bus: Pick<Bus, 'command'>;
  readonly #log: Logger;
  readonly #timers: Timers;
  readonly #open = new Map<string, Autostart>();
  #live = false;

  constructor(options: { readonly bus: Pick<Bus, 'command'>; readonly log: Logger; readonly clock?: Clock }) {
    this.#bus = options.bus;
    this.#log = options.log;
    this.#timers = createTimers(options.clock ?? systemClock);
  }

  reset(): void {
    this.#live = false;
    this.#open.clear();
    this.#timers.clear();
  }

  apply(event: RecordedEvent): void {
    if (event.type === HostAutostarted.type) {
      const autostart = event.data as unknown as Autostart;
      if (autostart.vms.length === 0) return;
      this.#open.set(autostart.operationId, autostart);
      if (this.#live) this.#send(autostart.operationId);
    } else if (event.type === BulkStarted.type && this.#open.size > 0) {
      const { operationId } = event.data as { readonly operationId: string };
      this.#open.delete(operationId);
      this.#timers.drop(operationId);
    }
  }

  caughtUp(): void {
    this.#live = true;
    for (const operationId of this.#open.keys()) this.#send(operationId);
  }

  rest(): void {
    this.#live = false;
    this.#timers.clear();
  }

  async close(): Promise<void> {
    this.rest();
  }

  #send(operationId: string): void {
    const autostart = this.#open.get(operationId);
    if (autostart === undefined) return;
    this.#bus.command(orderOf(autostart)).then(
      (reply) => {
        if (reply.kind === 'fault') this.#later(operationId, reply);
        if (reply.kind !== 'refusal') return;
        // A ring over members of groups: nobody is there to ask, so it is told to who looks after the host.
        this.#log.error({ hostId: autostart.hostId, reply }, 'the vms of a host could not be started after its boot');
        this.#open.delete(operationId);
      },
      (error: unknown) => this.#later(operationId, error),
    );
  }

  #later(operationId: string, why: unknown): void {
    this.#log.warn({ operationId, why }, 'the vms of a host could not be started after its boot; trying again');
    if (this.#live) this.#timers.set(operationId, AGAIN_MS, () => this.#send(operationId));
  }
}
