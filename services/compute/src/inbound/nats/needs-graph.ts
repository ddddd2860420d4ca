/** Who needs whom at the moment of an edit: needs and members straight from the log, where a view may be a moment behind. */
import type { Executor } from '@chronovisor/event-store';
import { contentRevision } from '@chronovisor/nest';
import { type Known, dependencyDecider } from '../../domain/dependencies/decide.ts';
import type { Graph } from '../../domain/dependencies/state.ts';
import { groupDecider } from '../../domain/group/decide.ts';
import { Lanes } from './lanes.ts';

/** All needs in one: two changes that together close a ring meet here. */
export const needsStream = { stream: 'dependencies', decider: dependencyDecider };

const ONE = 'one edit';

export class NeedsGraph {
  readonly #executor: Executor;
  readonly #nameOf: Known['nameOf'];
  readonly #lanes = new Lanes();

  constructor(executor: Executor, { nameOf }: Pick<Known, 'nameOf'>) {
    this.#executor = executor;
    this.#nameOf = nameOf;
  }

  /** Needs and members are recorded apart: of two edits that together close a ring, the second finds the first done. */
  edit<T>(work: () => Promise<T>): Promise<T> {
    return this.#lanes.run(ONE, work);
  }

  async needs(): Promise<Graph> {
    return (await this.#executor.load(needsStream)).state;
  }

  async isGroup(groupId: string): Promise<boolean> {
    return (await this.#members(groupId)) !== null;
  }

  /** Of the groups that are needed, and of those named beside them; `over` says who is in one from now on. */
  async known(also: readonly string[], over: ReadonlyMap<string, readonly string[]> = new Map()): Promise<Known> {
    const needed = [...(await this.needs()).values()].flat();
    const ids = new Set([...also, ...needed.flatMap((need) => ('groupId' in need ? [need.groupId as string] : []))]);
    const members = new Map<string, readonly string[]>(over);
    for (const id of ids) if (!members.has(id)) members.set(id, (await this.#members(id)) ?? []);
    return { nameOf: this.#nameOf, membersOf: (id) => members.get(id) ?? [], revisionOf: contentRevision };
  }

  async #members(groupId: string): Promise<readonly string[] | null> {
    const { state } = await this.#executor.load({ stream: `group-${groupId}`, decider: groupDecider });
    return state.kind === 'present' ? state.vmIds : null;
  }
}
