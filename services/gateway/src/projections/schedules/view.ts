/** The schedules as clients see them: what they do, when next, and what became of the latest times. */
import {
  GroupDeleted,
  GroupUpdated,
  ScheduleCreated,
  ScheduleDeleted,
  ScheduleRunEnded,
  ScheduleRunSkipped,
  ScheduleRunStarted,
  ScheduleUpdated,
  type ScheduleSpec,
  type http,
} from '@chronovisor/contracts';
import type { RecordedEvent } from '@chronovisor/event-store';
import type { Follower } from '@chronovisor/nest';
import { Documents, type Row } from '../documents/documents.ts';
import { outsideProblem } from '../documents/problem.ts';
import { createReactions } from '../documents/reactions.ts';

const KEPT_RUNS = 100;

export interface ScheduleRow extends Row {
  name: string;
  spec: ScheduleSpec;
  next: string | null;
  /** Newest first. */
  runs: readonly http.ScheduleRun[];
  revision: number;
  readonly createdAt: string;
  updatedAt: string;
}

type GroupName = (id: string) => string | undefined;

const targetOf = (target: ScheduleSpec['target'], groupName: GroupName): http.ScheduleDocument['target'] => {
  if ('vmIds' in target) return { ids: target.vmIds };
  if ('selector' in target) return { selector: target.selector };
  const group = groupName(target.groupId);
  return { groupId: target.groupId, ...(group === undefined ? {} : { group }) };
};

const scheduleDocument = (
  { id, spec, next, runs, revision, createdAt, updatedAt }: ScheduleRow,
  groupName: GroupName,
): http.ScheduleDocument => ({
  id: id as http.ScheduleDocument['id'],
  ...spec,
  labels: spec.labels ?? {},
  target: targetOf(spec.target, groupName),
  next,
  lastRun: runs[0] ?? null,
  revision,
  createdAt,
  updatedAt,
});

const noRun = { reason: null, operation: null, vms: 0, problem: null, startedAt: null, finishedAt: null };

const nothing = (): void => {};

export class SchedulesView implements Follower {
  readonly name = 'schedules';
  readonly documents: Documents<ScheduleRow, http.ScheduleDocument>;
  readonly #reactions = createReactions()
    .on(ScheduleCreated, ({ scheduleId: id, spec, next }, { at, revision }) =>
      this.documents.add({ id, name: spec.name, spec, next, runs: [], revision, createdAt: at, updatedAt: at }),
    )
    .on(ScheduleUpdated, ({ scheduleId, changes, next }, event) =>
      this.#alter(scheduleId, event, (row) => {
        row.spec = { ...row.spec, ...(changes as Partial<ScheduleSpec>) };
        row.name = row.spec.name;
        row.next = next;
      }),
    )
    .on(ScheduleDeleted, ({ scheduleId }) => this.documents.remove(scheduleId))
    .on(ScheduleRunStarted, ({ scheduleId, plannedAt, runId, vms, next }, event) =>
      this.#alter(scheduleId, event, (row) => {
        const begun = { status: 'running', operation: runId, vms: vms.length, startedAt: event.at } as const;
        row.runs = [{ ...noRun, plannedAt, ...begun }, ...row.runs].slice(0, KEPT_RUNS);
        row.next = next;
      }),
    )
    .on(ScheduleRunSkipped, ({ scheduleId, plannedAt, reason, next }, event) =>
      this.#alter(scheduleId, event, (row) => {
        const left = { status: 'skipped', reason, finishedAt: event.at } as const;
        row.runs = [{ ...noRun, plannedAt, ...left }, ...row.runs].slice(0, KEPT_RUNS);
        row.next = next;
      }),
    )
    .on(ScheduleRunEnded, ({ scheduleId, runId, problem }, event) =>
      this.#alter(scheduleId, event, (row) => {
        const status = problem === null ? 'succeeded' : 'failed';
        const over = {
          status,
          problem: problem === null ? null : outsideProblem(problem),
          finishedAt: event.at,
        } as const;
        row.runs = row.runs.map((run) => (run.operation === runId ? { ...run, ...over } : run));
      }),
    )
    .on(GroupUpdated, ({ groupId, changes }) => {
      if (changes.name !== undefined) this.#showAnew(groupId);
    })
    .on(GroupDeleted, ({ groupId }) => this.#showAnew(groupId));

  /** `groupName` answers from a view that has heard each event before this one. */
  constructor(groupName: GroupName) {
    this.documents = new Documents((row) => scheduleDocument(row, groupName));
  }

  reset(): void {
    this.documents.clear();
  }

  apply(event: RecordedEvent): void {
    this.#reactions.apply(event);
  }

  #showAnew(groupId: string): void {
    for (const { id, spec } of this.documents.rows()) {
      if ('groupId' in spec.target && spec.target.groupId === groupId) this.documents.change(id, nothing);
    }
  }

  #alter(scheduleId: string, { at, revision }: RecordedEvent, alter: (row: ScheduleRow) => void): void {
    this.documents.change(scheduleId, (row) => {
      alter(row);
      row.revision = revision;
      row.updatedAt = at;
    });
  }
}
