/** The types that events have outside, and what a pattern that matches none of them may have meant. */
import { eventRegistry, publicEventType } from '@chronovisor/contracts';
import { didYouMean, starPattern } from '@chronovisor/kernel';

const types: readonly string[] = [...eventRegistry.keys()].map(publicEventType);
const families: readonly string[] = [...new Set(types.map((type) => `${type.split('.')[0]}.*`))];

export interface UnknownType {
  readonly index: number;
  readonly detail: string;
  readonly hint: string;
}

const USUAL = 'docs/events.md lists all events; "*" stands for anything, for example vm.* or *.failed.';

/** Those that no event could ever match. */
export const unknownTypes = (patterns: readonly string[]): readonly UnknownType[] =>
  patterns.flatMap((pattern, index) => {
    if (types.some(starPattern(pattern))) return [];
    const guess = didYouMean(pattern, [...types, ...families]);
    const hint = guess === undefined ? USUAL : `${guess} ${USUAL}`;
    return [{ index, detail: `there is no event like ${pattern}`, hint }];
  });
