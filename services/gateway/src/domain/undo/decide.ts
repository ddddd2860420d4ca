/** Computes what takes a change back: the settings before it, as long as nobody has changed them since. */
import { canonicalJson, refuse, type Refusal } from '@chronovisor/kernel';
import { reversalOf, type Reversal, type Settings } from './reversals.ts';

export interface Change {
  readonly type: string;
  readonly data: unknown;
  readonly position: number;
}

export interface Inverse {
  readonly type: string;
  readonly data: unknown;
}

type Data = Readonly<Record<string, unknown>>;
type Map = Readonly<Record<string, unknown>>;

const isSame = (one: unknown, other: unknown): boolean => canonicalJson(one ?? null) === canonicalJson(other ?? null);

const fold = ({ settings, initial = {}, asked }: Reversal, events: readonly Change[]): Settings => {
  const known = events.reduce<Settings>(
    (before, { type, data }) => ({ ...before, ...settings[type]?.(data as Data, before) }),
    initial,
  );
  return asked === undefined ? known : asked(known);
};

/** Maps are looked into, so that two changes of different members stand side by side. */
const flat = (settings: Settings, maps: readonly string[]): ReadonlyMap<string, unknown> =>
  new Map(
    Object.entries(settings).flatMap(([name, value]): [string, unknown][] => {
      if (!maps.includes(name)) return [[name, value]];
      return Object.entries((value ?? {}) as Map).map(([member, inner]) => [`${name}/${member}`, inner]);
    }),
  );

const nested = (values: readonly (readonly [string, unknown])[], maps: readonly string[]): Settings => {
  const settings: Record<string, unknown> = {};
  for (const [path, value] of values) {
    const name = maps.find((map) => path.startsWith(`${map}/`));
    if (name === undefined) settings[path] = value;
    else settings[name] = { ...(settings[name] as Map | undefined), [path.slice(name.length + 1)]: value ?? null };
  }
  return settings;
};

const changedSince = (paths: readonly string[]): Refusal => {
  const errors = paths.map((path) => ({ pointer: `/${path}`, detail: 'it was changed again since' }));
  return refuse('operation.changed-since', `${paths.join(', ')} changed since, so the undo would undo that as well`, {
    hint: 'Undo the later change first, or change it by hand.',
    errors,
  });
};

/** Those of one operation, oldest first. */
export type Changes = readonly [Change, ...Change[]];

/** `events`: of the thing, oldest first; `changes` are among them. */
export const decideUndo = (events: readonly Change[], changes: Changes): Inverse | Refusal => {
  const [first] = changes;
  const last = changes.at(-1) ?? first;
  const reversal = reversalOf(first.type) as Reversal;
  const { maps } = reversal;
  const until = (isMeant: (event: Change) => boolean): ReadonlyMap<string, unknown> =>
    flat(fold(reversal, events.filter(isMeant)), maps);
  const before = until(({ position }) => position < first.position);
  const after = until(({ position }) => position <= last.position);
  const now = until(() => true);
  const changed = [...new Set([...before.keys(), ...after.keys()])].filter(
    (path) => !isSame(before.get(path), after.get(path)),
  );
  const again = changed.filter((path) => !isSame(now.get(path), after.get(path)));
  if (again.length > 0) return changedSince(again);
  const values = changed.map((path) => [path, before.get(path)] as const);
  return reversal.order({ type: last.type, data: last.data as Data }, nested(values, maps));
};
