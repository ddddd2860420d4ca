/** A log for views in pure tests: events with their envelopes, counted. */
import type { RecordedEvent } from '@chronovisor/event-store';
import type { Happening } from './recorder.ts';

export interface Log {
  put(stream: string, ...happenings: readonly Happening[]): void;
}

export const logInto = (...views: readonly { apply(event: RecordedEvent): void }[]): Log => {
  const revisions = new Map<string, number>();
  let position = 0;
  return {
    put: (stream, ...happenings) => {
      for (const { type, version, data } of happenings) {
        position += 1;
        const revision = (revisions.get(stream) ?? -1) + 1;
        revisions.set(stream, revision);
        const at = new Date(Date.UTC(2026, 0, 1) + position * 1000).toISOString();
        const meta = { actorKind: 'user', actorId: 'admin', correlationId: 'trace' };
        const event = { id: `e-${position}`, type, version, data, meta, stream, revision, position, commitId: 'c', at };
        for (const view of views) view.apply(event);
      }
    },
  };
};
