/** Our tables in memory. */
import { Fault } from '@chronovisor/kernel';
import type { NatTable, Nft } from './nft.port.ts';

export interface FakeNft extends Nft {
  /** What stands; null for a note. */
  readonly rules: ReadonlyMap<string, NatTable | null>;
}

export const fakeNft = (): FakeNft => {
  const rules = new Map<string, NatTable | null>();
  const ours = (name: string): string => {
    if (/^chrono_[a-z0-9_]+$/.test(name)) return name;
    throw new Fault('nft.foreign', `the table ${name} is not one of ours`, { retry: 'never' });
  };
  return {
    rules,
    tables: async () => [...rules.keys()],
    applyNat: async (table) => void rules.set(ours(table.name), table),
    applyNote: async (name) => void rules.set(ours(name), null),
    remove: async (name) => void rules.delete(ours(name)),
  };
};
