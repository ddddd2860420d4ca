/** Each planned time of each schedule, held against what the log says became of it. */
import { type Row, readLog } from './log.ts';
import type { Shown } from './shown.ts';

type Findings = readonly string[];

const LATE_MS = 20_000;

const planOf = (stream: string, rows: readonly Row[]): Findings => {
  const findings: string[] = [];
  let next: unknown = null;
  const seen = new Set<string>();
  for (const { type, data, position } of rows) {
    const at = String(data['plannedAt']);
    if (type === 'compute.ScheduleRunStarted' || type === 'compute.ScheduleRunSkipped') {
      if (at !== next) findings.push(`${stream} at ${position}: ${at} was run or skipped; planned was ${String(next)}`);
      if (seen.has(at)) findings.push(`${stream} at ${position}: ${at} was run or skipped before`);
      seen.add(at);
    }
    if (data['next'] !== undefined) next = data['next'];
  }
  return findings;
};

/** A run has one beginning and one end, and is an operation that ended. */
const runsOf = (stream: string, rows: readonly Row[], { operations }: Shown): Findings => {
  const of = (type: string): readonly string[] =>
    rows.filter((row) => row.type === type).map(({ data }) => String(data['runId']));
  const [started, ended] = [of('compute.ScheduleRunStarted'), of('compute.ScheduleRunEnded')];
  const done: ReadonlySet<string> = new Set(
    operations.filter(({ finishedAt }) => finishedAt !== null).map(({ id }) => id),
  );
  return [
    ...started
      .filter((id, index) => started.indexOf(id) !== index)
      .map((id) => `${stream}: the run ${id} began more than once`),
    ...[...new Set(started)].flatMap((id) => {
      const ends = ended.filter((one) => one === id).length;
      return [
        ...(ends === 1 ? [] : [`${stream}: the run ${id} ended ${ends} times`]),
        ...(done.has(id) ? [] : [`${stream}: the run ${id} is no operation that ended`]),
      ];
    }),
  ];
};

/** Planned times that should have come by now. */
export const late = ({ schedules }: Shown, now: number): Findings =>
  schedules
    .filter(({ next }) => next !== null && Date.parse(next) + LATE_MS < now)
    .map(
      ({ name, next }) => `schedule ${name} has not run at ${String(next)}, and it is ${new Date(now).toISOString()}`,
    );

export const timetableFindings = (dataDir: string, shown: Shown): Findings => {
  const streams = Map.groupBy(
    readLog(dataDir).filter(({ stream }) => stream.startsWith('schedule-')),
    ({ stream }) => stream,
  );
  return [...streams].flatMap(([stream, rows]) => [...planOf(stream, rows), ...runsOf(stream, rows, shown)]);
};
