/** The sagas a process knows, by name and version: old versions stay as long as one of them may still run. */
import type { AnySaga } from './definition.ts';

export interface SagaRegistry {
  get(name: string, version: number): AnySaga | null;
  /** The newest version of every saga that such an event begins. */
  startedBy(eventType: string): readonly AnySaga[];
}

export const createSagaRegistry = (definitions: readonly AnySaga[]): SagaRegistry => {
  const known = new Map<string, AnySaga>();
  const newest = new Map<string, AnySaga>();
  for (const definition of definitions) {
    const { name, version } = definition;
    if (known.has(`${name}@${version}`)) throw new Error(`two sagas are called ${name} version ${version}`);
    known.set(`${name}@${version}`, definition);
    if ((newest.get(name)?.version ?? 0) < version) newest.set(name, definition);
  }
  const starters = Map.groupBy(newest.values(), ({ startsOn }) => startsOn.type);
  return {
    get: (name, version) => known.get(`${name}@${version}`) ?? null,
    startedBy: (eventType) => starters.get(eventType) ?? [],
  };
};
