/** Compares two points of the past: what came, what went, and which fields are others, of all that was spoken of in between. */
import type { http } from '@chronovisor/contracts';
import type { RecordedEvent } from '@chronovisor/event-store';
import { changedFields } from '../../../domain/difference/fields.ts';
import { nouns, type Noun } from '../../../projections/catalogue/catalogue.ts';
import type { Checkpoints } from '../../../projections/checkpoints/view.ts';
import { subjectOf } from '../../../projections/documents/targets.ts';
import { createBreath } from './breath.ts';
import { foldOne, type Thing } from './fold.ts';
import { Streams, type Log } from './streams.ts';

/** Work comes and goes, and devices are told anew by every host; neither is what was configured. */
export const comparedNouns: readonly Noun[] = nouns.filter((noun) => noun !== 'operations' && noun !== 'devices');

export interface Span {
  readonly from: number;
  readonly to: number;
}

export interface Wanted {
  readonly kinds: readonly Noun[];
  /** Null: all that were spoken of. */
  readonly things: readonly Thing[] | null;
  /** Of this name then or later; null: of any. */
  readonly name: string | null;
  /** No more than so many that differ. */
  readonly limit: number;
}

export interface Ground {
  readonly log: Log;
  readonly checkpoints: Checkpoints;
}

const BUDGET = /^budget-(host|project)-(.+)$/;

const subjectOfChange = ({ stream }: RecordedEvent): string | null => {
  const [, kind, id] = BUDGET.exec(stream) ?? [];
  return kind === undefined ? subjectOf(stream) : `${kind}s/${id}`;
};

/** In the order of their kinds and ids. */
const spokenOf = async (log: Log, { from, to }: Span, kinds: readonly Noun[]): Promise<readonly Thing[]> => {
  const found = new Map<string, Set<string>>(kinds.map((noun) => [noun, new Set()]));
  const breathe = createBreath();
  for await (const event of log.readAll({ after: from })) {
    if (event.position > to) break;
    const [noun = '', id = ''] = subjectOfChange(event)?.split('/') ?? [];
    found.get(noun)?.add(id);
    await breathe();
  }
  return kinds.flatMap((noun) => [...(found.get(noun) ?? [])].toSorted().map((id) => ({ noun, id })));
};

interface Document {
  readonly name: string | null;
}

/** What is done to a thing comes and goes, as work does. */
const withoutWork = ({ operation: _work, ...rest }: Document & { readonly operation?: unknown }): Document => rest;

const documentAt = async ({ checkpoints }: Ground, streams: Streams, thing: Thing): Promise<Document | null> => {
  const catalogue = await foldOne(streams, thing, checkpoints);
  const document = catalogue.documents(thing.noun).document(thing.id) as Document | undefined;
  return document === undefined ? null : withoutWork(document);
};

const changeOf = ({ noun, id }: Thing, was: Document | null, is: Document | null): http.ThingChange | null => {
  const there = is ?? was;
  if (there === null) return null;
  const thing = { subject: `${noun}/${id}`, kind: noun, name: there.name };
  if (was !== null && is !== null) {
    const fields = [...changedFields(was, is)];
    return fields.length === 0 ? null : { ...thing, change: 'changed', fields };
  }
  return { ...thing, change: was === null ? 'created' : 'deleted', fields: [] };
};

/** One more than wanted tells that there are more. Holds what is told, and the ids of what was spoken of. */
export const differenceBetween = async (
  ground: Ground,
  span: Span,
  { kinds, things, name, limit }: Wanted,
): Promise<readonly http.ThingChange[]> => {
  const [before, after] = [new Streams(ground.log, span.from), new Streams(ground.log, span.to)];
  const changes: http.ThingChange[] = [];
  for (const thing of things ?? (await spokenOf(ground.log, span, kinds))) {
    const [was, is] = [await documentAt(ground, before, thing), await documentAt(ground, after, thing)];
    if (name !== null && was?.name !== name && is?.name !== name) continue;
    const change = changeOf(thing, was, is);
    if (change !== null) changes.push(change);
    if (changes.length > limit) break;
  }
  return changes;
};
