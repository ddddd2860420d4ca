/** Which events somebody wants to hear of. */
import { publicEventType } from '@chronovisor/contracts';
import type { RecordedEvent } from '@chronovisor/event-store';
import { starPattern } from '@chronovisor/kernel';
import { subjectOfEvent } from '../documents/targets.ts';

export interface FeedFilter {
  /** Public types, `*` standing for anything; null: all. */
  readonly types: readonly string[] | null;
  /** Subjects such as `vms/<id>`, any of them; null: all. */
  readonly subjects: readonly string[] | null;
}

export const createMatcher = ({ types, subjects }: FeedFilter): ((event: RecordedEvent) => boolean) => {
  const patterns = types?.map(starPattern) ?? null;
  const wanted = subjects === null ? null : new Set(subjects);
  const known = new Map<string, boolean>();
  const isWantedType = (type: string): boolean => {
    if (patterns === null) return true;
    const before = known.get(type);
    if (before !== undefined) return before;
    const outside = publicEventType(type);
    const answer = patterns.some((isLike) => isLike(outside));
    known.set(type, answer);
    return answer;
  };
  return (event) => isWantedType(event.type) && (wanted === null || wanted.has(subjectOfEvent(event) ?? ''));
};
