/** How commits and events look inside KurrentDB, and how they are read back. */
import { jsonEvent, type JSONEventData, type JSONType, type ResolvedEvent } from '@kurrent/kurrentdb-client';
import { eventIdOf, type PreparedCommit, type PreparedEvent } from '../commit.ts';
import { damaged, unsupported } from '../faults.ts';
import type { EventMeta, RecordedEvent } from '../port.ts';

const COMMIT = 'chronovisor.commit';
const VERSION = 'chronovisor.version';

/**
 * Each commit writes one event more, the marker, to a stream of its own that must not exist before. It makes a commit id
 * unique for ever at the cost of one look-up, however long the streams grow, where KurrentDB's own memory for repeated
 * appends reaches back only to the expected revision.
 */
export interface Marker {
  /** Differs between two tries of one commit, so that a try can see whether its own was the one that was stored. */
  readonly attempt: string;
  /** Of the commit's events; they follow the marker in the log, because one append lies there in one piece. */
  readonly count: number;
}

/** No stream of ours begins like this; see `prepare`. */
const MARKER_PREFIX = '~commit-';
const MARKER_TYPE = 'chronovisor.Committed';

/** Leaves out KurrentDB's own streams and the markers. */
export const OWN_STREAMS = '^[^$~]';

export const markerStream = (commitId: string): string => `${MARKER_PREFIX}${commitId}`;

export const markerEvent = (commitId: string, marker: Marker): JSONEventData =>
  jsonEvent({
    id: eventIdOf(commitId, -1),
    type: MARKER_TYPE,
    data: marker as unknown as JSONType,
    metadata: { [COMMIT]: commitId },
  }) as JSONEventData;

export const toEvent = (commit: PreparedCommit, event: PreparedEvent): JSONEventData =>
  jsonEvent({
    id: event.id,
    type: event.type,
    data: JSON.parse(event.data) as JSONType,
    metadata: { ...(JSON.parse(event.meta) as EventMeta), [COMMIT]: commit.id, [VERSION]: String(event.version) },
  }) as JSONEventData;

type Metadata = Readonly<Record<string, unknown>>;

const metadataOf = (metadata: unknown): Metadata =>
  typeof metadata === 'object' && metadata !== null && !(metadata instanceof Uint8Array) ? (metadata as Metadata) : {};

/** The place in the log of the event's own record: one for each event, growing with the order of $all. */
export const positionOf = ({ event }: ResolvedEvent): number => {
  const position = Number(event?.position?.prepare ?? Number.NaN);
  if (Number.isSafeInteger(position)) return position;
  throw unsupported('the server gives no positions with its events; KurrentDB 25.1 or later is needed');
};

const ownMeta = (metadata: Metadata): EventMeta =>
  Object.fromEntries(
    Object.entries(metadata).filter(
      (entry): entry is [string, string] =>
        typeof entry[1] === 'string' && !entry[0].startsWith('$') && entry[0] !== COMMIT && entry[0] !== VERSION,
    ),
  );

/** Null for an event that none of us wrote. */
export const fromResolved = (resolved: ResolvedEvent): RecordedEvent | null => {
  const { event } = resolved;
  const metadata = metadataOf(event?.metadata);
  const commitId = metadata[COMMIT];
  if (event === undefined || typeof commitId !== 'string' || metadata[VERSION] === undefined) return null;
  return {
    id: event.id,
    stream: event.streamId,
    revision: Number(event.revision),
    position: positionOf(resolved),
    commitId,
    at: event.created.toISOString(),
    type: event.type,
    version: Number(metadata[VERSION]),
    data: event.data as RecordedEvent['data'],
    meta: ownMeta(metadata),
  };
};

export const toMarker = ({ event }: ResolvedEvent): Marker => {
  if (event?.type === MARKER_TYPE) return event.data as unknown as Marker;
  throw damaged(`the stream ${event?.streamId ?? MARKER_PREFIX} holds something else than the mark of a commit`);
};
