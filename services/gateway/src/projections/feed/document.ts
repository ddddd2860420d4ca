/** An event of the log as clients see it: a CloudEvents 1.0 document. */
import { publicEventType, type http } from '@chronovisor/contracts';
import type { RecordedEvent } from '@chronovisor/event-store';
import { subjectOfEvent } from '../documents/targets.ts';

/** CloudEvents' names for what our metadata holds. */
const EXTENSIONS = {
  correlationid: 'correlationId',
  causationid: 'causationId',
  operationid: 'operationId',
  actorkind: 'actorKind',
  actorid: 'actorId',
  traceparent: 'traceparent',
} as const;

const extensionsOf = ({ meta }: RecordedEvent): Partial<Record<keyof typeof EXTENSIONS, string>> =>
  Object.fromEntries(
    Object.entries(EXTENSIONS).flatMap(([name, key]) => {
      const value = meta[key];
      return value === undefined ? [] : [[name, value]];
    }),
  );

export const eventDocument = (event: RecordedEvent): http.EventDocument => ({
  specversion: '1.0',
  id: event.id,
  source: `/services/${event.type.slice(0, event.type.indexOf('.'))}`,
  type: publicEventType(event.type),
  subject: subjectOfEvent(event) ?? event.stream,
  time: event.at,
  datacontenttype: 'application/json',
  dataversion: event.version,
  position: event.position,
  revision: event.revision,
  ...extensionsOf(event),
  data: event.data,
});

/** The audit trail has its own door; claims and idempotency keys are nobody's business outside. */
export const isPublic = (event: Pick<RecordedEvent, 'stream' | 'data'>): boolean =>
  subjectOfEvent(event) !== null && !event.stream.startsWith('audit-');
