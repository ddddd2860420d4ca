/** Ends waits that their host does not end: their time is over, or the vm ended meanwhile. Deadlines are in the log, so they outlive every restart. */
import type { Bus } from '@chronovisor/bus';
import type { Problem, Request, Until } from '@chronovisor/contracts';
import type { RecordedEvent } from '@chronovisor/event-store';
import type { Follower } from '@chronovisor/nest';
import { type Clock, type Timers, createTimers, leftOf, systemClock } from '@chronovisor/saga';
import type { Logger } from '@chronovisor/telemetry';
import type { ReadinessEvent } from '../../domain/readiness/state.ts';
import { systemCommand } from './system-command.ts';

interface Wait {
  readonly vmId: string;
  readonly request: Request;
  readonly until: Until['type'];
  readonly dueMs: number;
  readonly fullMs: number;
}

const AGAIN_MS = 1_000;
/** An answer that lies ready is heard before its wait is given up. */
const GRACE_MS = 1_000;

const ENDED = new Set(['compute.VmStopped', 'compute.VmCrashed', 'compute.VmDeleted']);

const WORDS: Readonly<Record<Until['type'], string>> = {
  running: 'did not run',
  ready: 'did not say that it is ready',
  port: 'did not answer on its port',
  delay: 'had not run for long enough',
};

const tooLate = ({ until, fullMs }: Wait): Problem => ({
  code: 'readiness.timeout',
  message: `the guest ${WORDS[until]} within ${Math.round(fullMs / 1_000)} s`,
  hint: 'Look at its serial console; give it more time, or wait for something else.',
});

const ended: Problem = {
  code: 'readiness.vm-ended',
  message: 'the vm ended before it was as far as was waited for',
  hint: 'Look at its history and at its serial console.',
};

export class ReadinessEnds implements Follower {
  readonly name = 'compute.readiness-ends';
  readonly #bus: Pick<Bus, 'command'>;
  readonly #log: Logger;
  readonly #clock: Clock;
  readonly #timers: Timers;
  readonly #open = new Map<string, Wait>();
  /** Waits whose vm has ended. */
  readonly #lost = new Set<string>();
  #live = false;

  constructor(options: { readonly bus: Pick<Bus, 'command'>; readonly log: Logger; readonly clock?: Clock }) {
    this.#bus = options.bus;
    this.#log = options.log;
    this.#clock = options.clock ?? systemClock;
    this.#timers = createTimers(this.#clock);
  }

  reset(): void {
    this.#live = false;
    this.#open.clear();
    this.#lost.clear();
    this.#timers.clear();
  }

  apply(event: RecordedEvent): void {
    if (event.type.startsWith('compute.Readiness')) this.#fold(event as unknown as ReadinessEvent);
    else if (ENDED.has(event.type)) this.#loseAll((event.data as { readonly vmId: string }).vmId);
  }

  caughtUp(): void {
    this.#live = true;
    for (const [commandId, wait] of this.#open) {
      if (this.#lost.has(commandId)) this.#end(commandId, ended);
      else this.#arm(commandId, wait);
    }
  }

  rest(): void {
    this.#live = false;
    this.#timers.clear();
  }

  async close(): Promise<void> {
    this.rest();
  }

  #fold({ type, data }: ReadinessEvent): void {
    const { commandId } = data.request;
    if (type !== 'compute.ReadinessAwaited') {
      this.#open.delete(commandId);
      this.#lost.delete(commandId);
      this.#timers.drop(commandId);
      return;
    }
    const { vmId, request, until, deadline, timeoutSeconds } = data;
    const wait = { vmId, request, until: until.type, dueMs: Date.parse(deadline), fullMs: timeoutSeconds * 1_000 };
    this.#open.set(commandId, wait);
    if (this.#live) this.#arm(commandId, wait);
  }

  #loseAll(vmId: string): void {
    for (const [commandId, wait] of this.#open) {
      if (wait.vmId !== vmId) continue;
      this.#lost.add(commandId);
      if (this.#live) this.#end(commandId, ended);
    }
  }

  #arm(commandId: string, wait: Wait): void {
    const ms = leftOf(wait, this.#clock.now(), GRACE_MS);
    this.#timers.set(commandId, ms, () => this.#end(commandId, tooLate(wait)));
  }

  /** Asked again until the log shows an end: the first word may be lost. */
  #end(commandId: string, problem: Problem): void {
    const wait = this.#open.get(commandId);
    if (wait === undefined) return;
    this.#timers.drop(commandId);
    const { vmId, request } = wait;
    const command = systemCommand('compute.RecordReadiness', { vmId, problem, request }, request.operationId);
    this.#bus.command(command).then(
      (reply) => {
        if (reply.kind === 'accepted' || !this.#live) return;
        this.#log.warn({ vmId, reply }, 'a wait for a vm could not be ended; trying again');
        this.#timers.set(commandId, AGAIN_MS, () => this.#end(commandId, problem));
      },
      (error: unknown) => this.#log.error({ err: error, vmId }, 'a wait for a vm could not be ended'),
    );
  }
}
