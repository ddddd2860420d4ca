/** Opens the engine that the settings name. */
import { openMemoryStore } from './memory/memory-store.ts';
import type { EventStore } from './port.ts';
import { openSqliteStore } from './sqlite/sqlite-store.ts';

/** Loaded only when it is wanted: the client brings a native part of its own. */
export const openKurrentStore = async (options: { readonly url: string }): Promise<EventStore> => {
  const kurrent = await import('./kurrentdb/kurrent-store.ts');
  return kurrent.openKurrentStore(options);
};

/** `memory`, `sqlite:<file>` or KurrentDB's own connection string. */
export const openEventStore = async (setting: string): Promise<EventStore> => {
  if (setting === 'memory') return openMemoryStore();
  if (setting.startsWith('sqlite:')) return openSqliteStore({ file: setting.slice('sqlite:'.length) });
  if (/^(kurrentdb|kdb|esdb)(\+discover)?:\/\//.test(setting)) return openKurrentStore({ url: setting });
  throw new Error(`not an event store: ${JSON.stringify(setting)}; use memory, sqlite:<file> or kurrentdb://...`);
};
