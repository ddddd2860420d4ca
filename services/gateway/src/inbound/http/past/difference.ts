/** Compares two points of the past in one reading of the log: what came, what went, and which fields are others. */
import type { http } from '@chronovisor/contracts';
import type { EventStore } from '@chronovisor/event-store';
import type { Follower } from '@chronovisor/nest';
import { setImmediate as breathe } from 'node:timers/promises';
import { changedFields } from '../../../domain/difference/fields.ts';
import { Catalogue, nouns, type Noun } from '../../../projections/catalogue/catalogue.ts';

/** Work comes and goes, and devices are told anew by every host; neither is what was configured. */
export const comparedNouns: readonly Noun[] = nouns.filter((noun) => noun !== 'operations' && noun !== 'devices');

const NOT_NEEDED: ReadonlySet<string> = new Set(['feed', 'audit', 'operations', 'checkpoints']);
const BREATH = 2_000;

export interface Span {
  readonly from: number;
  readonly to: number;
}

export interface Wanted {
  readonly kinds: readonly Noun[];
  /** An id or a name; null: all. */
  readonly reference: string | null;
}

type Texts = ReadonlyMap<string, string>;
type Snapshot = ReadonlyMap<Noun, Texts>;

const textsOf = (catalogue: Catalogue, noun: Noun): Texts => {
  const documents = catalogue.documents(noun);
  return new Map(documents.rows().map(({ id }: { id: string }) => [id, documents.json(id) as string]));
};

const snapshot = (catalogue: Catalogue, kinds: readonly Noun[]): Snapshot =>
  new Map(kinds.map((noun) => [noun, textsOf(catalogue, noun)]));

const fold = async (log: Pick<EventStore, 'readAll'>, views: readonly Follower[], span: Span): Promise<void> => {
  let read = 0;
  for await (const event of log.readAll({ after: span.from })) {
    if (event.position > span.to) return;
    for (const view of views) view.apply(event);
    read += 1;
    if (read % BREATH === 0) await breathe();
  }
};

type Named = { readonly name: string | null };

const parsed = (text: string | undefined): Named | null => (text === undefined ? null : (JSON.parse(text) as Named));

const changeOf = (noun: Noun, id: string, before: string | undefined, after: string | undefined) => {
  const [was, is] = [parsed(before), parsed(after)];
  const name = is?.name ?? was?.name ?? null;
  const thing = { subject: `${noun}/${id}`, kind: noun, name };
  if (was === null || is === null)
    return { ...thing, change: was === null ? ('created' as const) : ('deleted' as const), fields: [] };
  return { ...thing, change: 'changed' as const, fields: [...changedFields(was, is)] };
};

const isMeant = (reference: string | null, id: string, texts: readonly (string | undefined)[]): boolean =>
  reference === null || id === reference || texts.some((text) => parsed(text)?.name === reference);

const compare = (noun: Noun, was: Texts, is: Texts, reference: string | null): readonly http.ThingChange[] =>
  [...new Set([...was.keys(), ...is.keys()])].toSorted().flatMap((id) => {
    const [before, after] = [was.get(id), is.get(id)];
    if (before === after || !isMeant(reference, id, [before, after])) return [];
    const change = changeOf(noun, id, before, after);
    return change.change === 'changed' && change.fields.length === 0 ? [] : [change];
  });

export const differenceBetween = async (
  log: Pick<EventStore, 'readAll'>,
  span: Span,
  { kinds, reference }: Wanted,
): Promise<readonly http.ThingChange[]> => {
  const catalogue = new Catalogue();
  const views = catalogue.followers().filter(({ name }) => !NOT_NEEDED.has(name));
  await fold(log, views, { from: 0, to: span.from });
  const before = snapshot(catalogue, kinds);
  await fold(log, views, span);
  const after = snapshot(catalogue, kinds);
  return kinds.flatMap((noun) => compare(noun, before.get(noun) as Texts, after.get(noun) as Texts, reference));
};
