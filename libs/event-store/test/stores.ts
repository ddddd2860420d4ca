/** The three engines as the contract suite opens, closes and reopens them. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMemoryContents, openMemoryStore } from '../src/memory/memory-store.ts';
import type { EventStore } from '../src/port.ts';
import { openSqliteStore } from '../src/sqlite/sqlite-store.ts';

/** One place to keep events: what is opened there is what was closed there. */
export interface Place {
  open(): Promise<EventStore>;
  remove(): Promise<void>;
}

export interface Engine {
  readonly name: string;
  /** Characters of JSON that one commit surely takes. */
  readonly largeCommit: number;
  place(): Promise<Place>;
}

export const memory: Engine = {
  name: 'memory',
  largeCommit: 6_000_000,
  place: async () => {
    const contents = createMemoryContents();
    return { open: async () => openMemoryStore({ contents }), remove: async () => undefined };
  },
};

export const sqlite: Engine = {
  name: 'sqlite',
  largeCommit: 6_000_000,
  place: async () => {
    const directory = await mkdtemp(join(tmpdir(), 'chronovisor-store-'));
    const file = join(directory, 'events.db');
    return {
      open: async () => openSqliteStore({ file }),
      remove: () => rm(directory, { recursive: true, force: true }),
    };
  },
};
