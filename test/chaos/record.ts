/** What the log says of who holds what, and of which operations there were. */
import { type Row, readLog } from './log.ts';

export interface Holding {
  /** Where it is kept, and what. */
  readonly what: string;
  /** The id of the one that holds it. */
  readonly owner: string;
}

export type Amounts = Readonly<Record<string, number>>;

/** What somebody holds of a budget. */
export interface Reserved extends Holding {
  readonly amounts: Amounts;
}

export interface StoreRecord {
  /** Ids of operations that some event carries. */
  readonly operations: ReadonlySet<string>;
  readonly claims: readonly Holding[];
  readonly budgets: readonly Reserved[];
  /** What each budget says of itself is held of it. */
  readonly used: ReadonlyMap<string, Amounts>;
}

const claimed = (all: readonly Row[]): readonly Holding[] => {
  const held = new Map<string, Holding>();
  for (const { type, stream, data } of all) {
    if (type === 'claims.Claimed') held.set(stream, { what: stream, owner: String(data['owner']) });
    if (type === 'claims.Released') held.delete(stream);
  }
  return [...held.values()];
};

const idOf = (owner: string): string => owner.split('/').at(-1) ?? owner;

const reserved = (all: readonly Row[]): readonly Reserved[] => {
  const held = new Map<string, Reserved>();
  for (const { type, stream, data } of all) {
    const key = (owner: string): string => `${stream} ${owner}`;
    if (type === 'budgets.Held') {
      for (const { owner, amounts } of data['holdings'] as readonly { owner: string; amounts: Amounts }[])
        held.set(key(owner), { what: stream, owner: idOf(owner), amounts });
    }
    if (type === 'budgets.Freed') for (const owner of data['owners'] as readonly string[]) held.delete(key(owner));
  }
  return [...held.values()];
};

const lastUsed = (all: readonly Row[]): ReadonlyMap<string, Amounts> =>
  new Map(
    all
      .filter(({ type }) => type === 'budgets.Held' || type === 'budgets.Freed')
      .map(({ stream, data }) => [stream, data['used'] as Amounts]),
  );

export const readRecord = (dataDir: string): StoreRecord => {
  const all = readLog(dataDir);
  return {
    operations: new Set(all.flatMap(({ meta }) => (meta['operationId'] === undefined ? [] : [meta['operationId']]))),
    claims: claimed(all),
    budgets: reserved(all),
    used: lastUsed(all),
  };
};
