/**
 * Says when a planned time has come, or was missed. Planned times are in the log: a restart, a second control process and a
 * jump of the wall clock find the same ones, and each is taken once.
 */
import type { Bus } from '@chronovisor/bus';
import type { CommandEnvelope } from '@chronovisor/contracts';
import type { RecordedEvent } from '@chronovisor/event-store';
import { derivedId } from '@chronovisor/kernel/ids';
import type { Follower } from '@chronovisor/nest';
import { type Clock, systemClock } from '@chronovisor/saga';
import type { Logger } from '@chronovisor/telemetry';
import { evolve } from '../../domain/schedule/evolve.ts';
import { type PresentSchedule, type Schedule, type ScheduleEvent, noSchedule } from '../../domain/schedule/state.ts';
import type { OrderView } from '../../projections/order/order-view.ts';
import { vmsOf } from './schedule-targets.ts';
import { systemCommand } from './system-command.ts';

/** The wall clock is looked at again so often, since it may jump. */
const LOOK_EVERY_MS = 15_000;
/** A start that takes so long has missed nothing. */
const GRACE_MS = 60_000;
/** What a process that is awake finds so late was slept through, however long it watched. */
const SLEPT_MS = 3_600_000 + GRACE_MS;
const AGAIN_MS = 1_000;

export interface ScheduleClockOptions {
  readonly bus: Pick<Bus, 'command'>;
  readonly order: OrderView;
  readonly log: Logger;
  readonly clock?: Clock;
}

type Planned = PresentSchedule & { readonly next: string };

const isPlanned = (schedule: Schedule): schedule is Planned => schedule.kind === 'present' && schedule.next !== null;
const keyOf = ({ scheduleId, next }: Planned): string => `${scheduleId} ${next}`;

export class ScheduleClock implements Follower {
  readonly name = 'compute.schedule-clock';
  readonly #options: ScheduleClockOptions;
  readonly #clock: Clock;
  readonly #schedules = new Map<string, Schedule>();
  /** Planned times that were past when this process began to look. */
  readonly #missed = new Set<string>();
  readonly #asking = new Set<string>();
  #stopLooking: () => void = () => {};
  #live = false;

  constructor(options: ScheduleClockOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
  }

  reset(): void {
    this.#live = false;
    this.#stopLooking();
    this.#schedules.clear();
    this.#missed.clear();
  }

  apply(event: RecordedEvent): void {
    if (!event.type.startsWith('compute.Schedule')) return;
    const { scheduleId } = event.data as { readonly scheduleId: string };
    const before = this.#schedules.get(scheduleId) ?? noSchedule;
    this.#schedules.set(scheduleId, evolve(before, event as unknown as ScheduleEvent));
    if (this.#live) this.#lookIn(0);
  }

  caughtUp(): void {
    this.#live = true;
    const now = this.#clock.now();
    for (const planned of this.#planned()) {
      if (now - Date.parse(planned.next) > GRACE_MS) this.#missed.add(keyOf(planned));
    }
    this.#look();
  }

  rest(): void {
    this.#live = false;
    this.#stopLooking();
  }

  async close(): Promise<void> {
    this.rest();
  }

  #planned(): readonly Planned[] {
    return [...this.#schedules.values()].filter(isPlanned);
  }

  #lookIn(ms: number): void {
    this.#stopLooking();
    this.#stopLooking = this.#clock.after(ms, () => this.#look());
  }

  #look(): void {
    const now = this.#clock.now();
    let wait = LOOK_EVERY_MS;
    for (const planned of this.#planned()) {
      const left = Date.parse(planned.next) - now;
      if (left > 0) wait = Math.min(wait, left);
      else this.#tell(planned, now);
    }
    this.#lookIn(wait);
  }

  /** Nothing is asked twice at a time; one that has to wait for the run before is asked about again when that ends. */
  #tell(planned: Planned, now: number): void {
    const key = keyOf(planned);
    if (this.#asking.has(key)) return;
    this.#asking.add(key);
    const { bus, log } = this.#options;
    bus.command(this.#command(planned, now)).then(
      (reply) => {
        this.#asking.delete(key);
        if (reply.kind === 'accepted') this.#missed.delete(key);
        // Another process may have said the same of other vms: the log will show.
        else log.warn({ schedule: planned.spec.name, at: planned.next, reply }, 'a planned time could not be recorded');
        if (reply.kind === 'fault' && this.#live) this.#lookIn(AGAIN_MS);
      },
      (error: unknown) => {
        this.#asking.delete(key);
        log.error({ err: error, schedule: planned.spec.name }, 'a planned time could not be recorded');
      },
    );
  }

  #command(planned: Planned, now: number): CommandEnvelope {
    const { scheduleId, spec, next: plannedAt } = planned;
    const late = now - Date.parse(plannedAt);
    const missed = this.#missed.has(keyOf(planned)) || late > SLEPT_MS;
    const data = { scheduleId, plannedAt, missed, vms: vmsOf(this.#options.order, spec.target) };
    const { meta, ...command } = systemCommand('compute.RunSchedule', data);
    const commandId = derivedId(scheduleId, `run ${plannedAt}`) as typeof meta.commandId;
    const ids = { commandId, operationId: commandId as string as typeof meta.operationId, correlationId: commandId };
    return { ...command, meta: { ...meta, ...ids, at: new Date(now).toISOString() } };
  }
}
