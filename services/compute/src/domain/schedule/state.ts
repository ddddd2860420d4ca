/**
 * What the decider remembers of a schedule.
 *
 *   none --created--> present --deleted--> deleted
 *   present: next planned time --run started--> open runs --ended-->
 */
import type { MessageOf, ScheduleId, ScheduleSpec, scheduleEvents } from '@chronovisor/contracts';

export type ScheduleEvent = MessageOf<(typeof scheduleEvents)[number]>;

export interface PresentSchedule {
  readonly kind: 'present';
  readonly scheduleId: ScheduleId;
  readonly spec: ScheduleSpec;
  /** The next planned time; null when there is none, or while it is disabled. */
  readonly next: string | null;
  /** The latest planned time that came; null when none has. */
  readonly last: string | null;
  /** Ids of runs that are not over. */
  readonly open: readonly string[];
}

export type Schedule =
  | { readonly kind: 'none' }
  /** What was under way goes on. */
  | { readonly kind: 'deleted'; readonly name: string; readonly open: readonly string[] }
  | PresentSchedule;

export const noSchedule: Schedule = { kind: 'none' };
