/** Opens the engine that the settings name. */
import { openMemoryStore } from './memory/memory-store.ts';
import type { EventStore } from './port.ts';
import { openSqliteStore } from './sqlite/sqlite-store.ts';

/** `memory`, `sqlite:<file>` or KurrentDB's own connection string. */
export const openEventStore = async (setting: string): Promise<EventStore> => {
  if (setting === 'memory') return openMemoryStore();
  if (setting.startsWith('sqlite:')) return openSqliteStore({ file: setting.slice('sqlite:'.length) });
  throw new Error(`not an event store: ${JSON.stringify(setting)}; use memory, sqlite:<file> or kurrentdb://...`);
};
