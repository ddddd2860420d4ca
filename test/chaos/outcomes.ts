/** Each request that the log saw begin, held against what it says became of it: one end, and only one. */
import { eventRegistry } from '@chronovisor/contracts';
import { type Row, readLog } from './log.ts';

type Findings = readonly string[];

interface Request {
  readonly commandId: string;
}

const requestOf = ({ data }: Row): string | null => (data['request'] as Request | null | undefined)?.commandId ?? null;

const at = (rows: readonly Row[]): string => rows.map(({ type, position }) => `${type} at ${position}`).join(', ');

/** Work of several steps is over when its saga is; many at once have a stream of their own. */
const isOfSteps = (rows: readonly Row[]): ((id: string | null) => boolean) => {
  const streams = new Set(rows.map(({ stream }) => stream));
  return (id) => streams.has(`saga-${id}`) || streams.has(`bulk-${id}`);
};

/** What begins and ends at once has no beginning of its own. */
const begins = ({ type }: Row): boolean => {
  const role = eventRegistry.get(type);
  return role?.opens !== undefined && role.ends === undefined;
};
const ends = ({ type }: Row): boolean => eventRegistry.get(type)?.ends !== undefined;

/** By the commands they answer. A change in part at once and in part for the next start says both in one commit, which is one end. */
const grouped = (rows: readonly Row[], plays: (row: Row) => boolean): ReadonlyMap<string | null, readonly Row[]> =>
  Map.groupBy(
    rows.filter((row) => plays(row) && requestOf(row) !== null),
    requestOf,
  );

const sagaFindings = (rows: readonly Row[]): Findings => {
  const of = (type: string): readonly string[] => rows.filter((row) => row.type === type).map(({ stream }) => stream);
  const [started, over] = [of('saga.Started'), of('saga.Ended')];
  return started.flatMap((stream) => {
    const times = over.filter((one) => one === stream).length;
    return times === 1 ? [] : [`${stream} ended ${times} times`];
  });
};

export const outcomeFindings = (dataDir: string): Findings => {
  const rows = readLog(dataDir);
  const [opened, ended] = [grouped(rows, begins), grouped(rows, ends)];
  const many = isOfSteps(rows);
  return [
    ...sagaFindings(rows),
    ...[...opened]
      .filter(([id]) => !ended.has(id) && !many(id))
      .map(([id, all]) => `the request ${id} has no end: ${at(all)}`),
    ...[...ended]
      .filter(([, all]) => new Set(all.map(({ commitId }) => commitId)).size > 1)
      .map(([id, all]) => `the request ${id} ended ${all.length} times: ${at(all)}`),
  ];
};
