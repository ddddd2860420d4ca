/** Checks a commit and turns it into text before it reaches an engine, so that a bad one fails alone and at once. */
import { createHash } from 'node:crypto';
import { derivedId } from '@chronovisor/kernel/ids';
import { tooLarge } from './faults.ts';
import type { Commit, EventMeta, Expected, NewEvent, RecordedEvent } from './port.ts';

export interface PreparedEvent {
  readonly id: string;
  readonly type: string;
  readonly version: number;
  /** JSON text. */
  readonly data: string;
  /** JSON text. */
  readonly meta: string;
}

export interface PreparedWrite {
  readonly stream: string;
  readonly expected: Expected;
  readonly events: readonly PreparedEvent[];
}

export interface PreparedCommit {
  readonly id: string;
  readonly writes: readonly PreparedWrite[];
  readonly size: number;
}

/** A prepared event in its place: what the embedded engines keep. */
export interface StoredEvent extends PreparedEvent {
  readonly position: number;
  readonly stream: string;
  readonly revision: number;
  readonly at: string;
  readonly commitId: string;
}

export const MAX_COMMIT_SIZE = 64 * 1024 * 1024;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
// A leading "$" names KurrentDB's own streams, a leading "~" the adapters'.
// oxlint-disable-next-line no-control-regex
const STREAM = /^[^$~\u0000-\u001f][^\u0000-\u001f]{0,499}$/;

/** The same commit id and place give the same event id for ever; a UUID, because KurrentDB takes nothing else. */
export const eventIdOf = (commitId: string, index: number): string => {
  if (UUID.test(commitId)) return derivedId(commitId, String(index));
  const digest = createHash('sha256').update(commitId).update('\0').update(String(index)).digest('hex');
  return `${digest.slice(0, 8)}-${digest.slice(8, 12)}-8${digest.slice(12, 15)}-8${digest.slice(15, 18)}-${digest.slice(18, 30)}`;
};

// These three are mistakes of ours, never of a user: hence plain errors and no faults.
const require = (holds: boolean, what: string): void => {
  if (!holds) throw new Error(`not a commit: ${what}`);
};

const textOf = (value: unknown, what: string): string => {
  const text: string | undefined = JSON.stringify(value);
  if (text === undefined) throw new Error(`not a commit: ${what} has no JSON form`);
  return text;
};

const prepareEvent = (event: NewEvent, id: string): PreparedEvent => {
  require(event.type.length > 0 && event.type.isWellFormed(), 'an event without a type');
  require(Number.isSafeInteger(event.version) && event.version >= 1, `version ${event.version} of ${event.type}`);
  for (const [key, value] of Object.entries(event.meta)) {
    require(typeof value === 'string', `meta ${key} of ${event.type} is not a string`);
  }
  return {
    id,
    type: event.type,
    version: event.version,
    data: textOf(event.data, `the data of ${event.type}`),
    meta: textOf(event.meta, `the meta of ${event.type}`),
  };
};

export const prepare = (commit: Commit, limit = MAX_COMMIT_SIZE): PreparedCommit => {
  require(commit.id.length > 0 &&
    commit.id.length <= 200 &&
    commit.id.isWellFormed(), `id ${JSON.stringify(commit.id)}`);
  require(commit.writes.length > 0, 'no writes');
  require(new Set(commit.writes.map((write) => write.stream)).size === commit.writes.length, 'one stream twice');
  let index = 0;
  let size = 0;
  const writes = commit.writes.map(({ stream, expected, events }) => {
    require(STREAM.test(stream) && stream.isWellFormed(), `stream ${JSON.stringify(stream)}`);
    require(events.length > 0, `no events for ${stream}`);
    const prepared = events.map((event) => prepareEvent(event, eventIdOf(commit.id, index++)));
    for (const event of prepared) size += event.data.length + event.meta.length;
    return { stream, expected, events: prepared };
  });
  if (size > limit) throw tooLarge(size, limit);
  return { id: commit.id, writes, size };
};

/** Whether the stream is elsewhere than the writer believes; `actual` is undefined for a stream without events. */
export const conflicts = (expected: Expected, actual: number | undefined): boolean => {
  if (expected === 'any') return false;
  return expected === 'no-stream' ? actual !== undefined : actual !== expected;
};

export const toRecorded = (row: StoredEvent): RecordedEvent => ({
  id: row.id,
  stream: row.stream,
  revision: row.revision,
  position: row.position,
  commitId: row.commitId,
  at: row.at,
  type: row.type,
  version: row.version,
  data: JSON.parse(row.data) as NewEvent['data'],
  meta: (row.meta === '{}' ? {} : JSON.parse(row.meta)) as EventMeta,
});
