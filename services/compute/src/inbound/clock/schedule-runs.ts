/** Carries out the runs that are recorded: each is one order to many vms, whose id follows from schedule and planned time. */
import type { Bus } from '@chronovisor/bus';
import { type CommandEnvelope, type Problem, type Request, eventRegistry } from '@chronovisor/contracts';
import type { RecordedEvent } from '@chronovisor/event-store';
import type { Follower } from '@chronovisor/nest';
import { type Clock, type Timers, createTimers, systemClock } from '@chronovisor/saga';
import type { Logger } from '@chronovisor/telemetry';
import type { ScheduleEvent } from '../../domain/schedule/state.ts';
import { systemCommand } from './system-command.ts';

type Started = Extract<ScheduleEvent, { type: 'compute.ScheduleRunStarted' }>['data'];

interface Run {
  readonly data: Started;
  /** Once its order is over: how. */
  over: { readonly problem: Problem | null } | null;
}

const AGAIN_MS = 1_000;

const ORDERS = {
  start: 'compute.StartVm',
  shutdown: 'compute.ShutdownVm',
  stop: 'compute.StopVm',
  restart: 'compute.RestartVm',
} as const;

const orderOf = ({ action, timeoutSeconds, force }: Started) => ({
  type: ORDERS[action],
  data: action === 'shutdown' || action === 'restart' ? { timeoutSeconds, force } : {},
});

const beginning = (run: Started): CommandEnvelope => {
  const { runId, action, vms, concurrency } = run;
  const data = { operationId: runId, action, order: orderOf(run), items: vms, concurrency, onError: 'continue' };
  const { meta, ...command } = systemCommand('compute.BeginBulk', data, runId);
  return { ...command, meta: { ...meta, commandId: runId as string as typeof meta.commandId } };
};

const problemIn = (event: RecordedEvent): Problem => {
  const { problem } = event.data as { readonly problem?: Problem };
  return problem ?? { code: 'schedule.run-cancelled', message: 'the run was cancelled' };
};

export class ScheduleRuns implements Follower {
  readonly name = 'compute.schedule-runs';
  readonly #bus: Pick<Bus, 'command'>;
  readonly #log: Logger;
  readonly #timers: Timers;
  readonly #open = new Map<string, Run>();
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
    if (event.type.startsWith('compute.ScheduleRun')) this.#fold(event as unknown as ScheduleEvent);
    else if (this.#open.size > 0) this.#hearEnd(event);
  }

  caughtUp(): void {
    this.#live = true;
    for (const runId of this.#open.keys()) this.#goOn(runId);
  }

  rest(): void {
    this.#live = false;
    this.#timers.clear();
  }

  async close(): Promise<void> {
    this.rest();
  }

  #fold(event: ScheduleEvent): void {
    if (event.type === 'compute.ScheduleRunEnded') {
      this.#open.delete(event.data.runId);
      this.#timers.drop(event.data.runId);
    }
    if (event.type !== 'compute.ScheduleRunStarted') return;
    this.#open.set(event.data.runId, { data: event.data, over: null });
    if (this.#live) this.#goOn(event.data.runId);
  }

  #hearEnd(event: RecordedEvent): void {
    const ends = eventRegistry.get(event.type)?.ends;
    const request = (event.data as { readonly request?: Request | null } | null)?.request;
    const run = this.#open.get(request?.commandId ?? '');
    if (ends === undefined || run === undefined) return;
    run.over = { problem: ends === 'succeeded' ? null : problemIn(event) };
    if (this.#live) this.#goOn(run.data.runId);
  }

  /** Sent until the log shows what follows: the same id again does no harm. */
  #goOn(runId: string): void {
    const run = this.#open.get(runId);
    if (run === undefined || !this.#live) return;
    this.#timers.drop(runId);
    const command = run.over === null ? beginning(run.data) : this.#ending(run.data, run.over.problem);
    this.#bus.command(command).then(
      (reply) => {
        if (reply.kind === 'refusal' && run.over === null) {
          const { code, message, hint } = reply;
          run.over = { problem: { code, message, ...(hint === undefined ? {} : { hint }) } };
        }
        if (reply.kind !== 'accepted') this.#later(runId, reply);
      },
      (error: unknown) => this.#later(runId, error),
    );
  }

  #later(runId: string, why: unknown): void {
    this.#log.warn({ runId, why }, 'a run of a schedule could not go on; trying again');
    if (this.#live && this.#open.has(runId)) this.#timers.set(runId, AGAIN_MS, () => this.#goOn(runId));
  }

  #ending({ scheduleId, runId }: Started, problem: Problem | null): CommandEnvelope {
    return systemCommand('compute.EndScheduleRun', { scheduleId, runId, problem }, runId);
  }
}
