/** Takes the commands of projects to their streams, together with the claim of the name and the limits of the budget. */
import { type CommandEnvelope, DEFAULT_PROJECT, type Quota, type Reply, projectCommands } from '@chronovisor/contracts';
import {
  type Amounts,
  type AnyPart,
  type Executor,
  claimPart,
  closePart,
  limitPart,
  releasePart,
} from '@chronovisor/event-store';
import { Fault, isRefusal } from '@chronovisor/kernel';
import { derivedId } from '@chronovisor/kernel/ids';
import { eventMeta, toReply } from '@chronovisor/nest';
import { type ProjectCommand, projectDecider } from '../../domain/project/decide.ts';
import type { PresentProject, Project } from '../../domain/project/state.ts';
import { systemCommand } from '../clock/system-command.ts';

const TRIES = 10;

const named = (key: string, owner: string) => ({ kind: 'project-name', key, owner });

export const PROJECT_TYPES: readonly string[] = projectCommands.map(({ type }) => type);

/** A limit of null is none. */
const limitsOf = (quota: Quota): Amounts =>
  Object.fromEntries(Object.entries(quota).filter(([, limit]) => limit !== null));

const limits = ({ projectId, name, quota }: PresentProject): AnyPart =>
  limitPart(
    { kind: 'project', id: projectId },
    { title: `the project ${name}`, limits: limitsOf(quota), anyway: false },
  );

const namesFor = (had: PresentProject | null, has: PresentProject | null): readonly AnyPart[] => {
  if (had?.name === has?.name) return [];
  const claimed =
    has === null ? [] : [claimPart({ ...named(has.name, has.projectId), refusalCode: 'project.name-taken' })];
  return had === null ? claimed : [...claimed, releasePart(named(had.name, had.projectId))];
};

const present = (project: Project): PresentProject | null => (project.kind === 'present' ? project : null);

/** What goes with the change from one state to the next. */
const partsFor = (before: Project, after: Project): readonly AnyPart[] => {
  const [had, has] = [present(before), present(after)];
  if (has !== null) return [...namesFor(had, has), limits(has)];
  return had === null ? [] : [...namesFor(had, has), closePart({ kind: 'project', id: had.projectId })];
};

export class ProjectCommands {
  readonly #executor: Executor;

  constructor(executor: Executor) {
    this.#executor = executor;
  }

  handle = async (envelope: CommandEnvelope): Promise<Reply> => {
    const command = envelope as unknown as ProjectCommand;
    const { commandId, expectedRevision } = command.meta;
    const of = { stream: `project-${command.data.projectId}`, decider: projectDecider };
    for (let tries = 0; tries < TRIES; tries += 1) {
      const { state, revision } = await this.#executor.load(of);
      const decision = projectDecider.decide(command, state);
      const isNews = !isRefusal(decision) && decision.length > 0;
      const executed = await this.#executor.execute({
        ...of,
        command,
        commandId,
        meta: eventMeta(envelope),
        expectedRevision: expectedRevision ?? revision,
        also: isNews ? partsFor(state, decision.reduce(projectDecider.evolve, state)) : [],
      });
      const isStale = !executed.ok && executed.refusal.code === 'revision.stale';
      if (!isStale || expectedRevision !== undefined) return toReply(envelope, executed);
    }
    throw new Fault('store.contended', `${of.stream} changed under each of ${TRIES} tries`, { retry: 'later' });
  };

  /** The project that every installation begins with. */
  async seed(): Promise<Reply> {
    const quota: Quota = { vms: null, vcpus: null, memory: null, disk: null, addresses: null };
    const data = { projectId: DEFAULT_PROJECT, name: 'default', labels: {}, quota };
    const commandId = derivedId(DEFAULT_PROJECT, 'seed') as CommandEnvelope['meta']['commandId'];
    const command = systemCommand('compute.CreateProject', data, commandId);
    const actor = { kind: 'system', id: 'compute' } as const;
    return this.handle({ ...command, meta: { ...command.meta, commandId, actor } });
  }
}
