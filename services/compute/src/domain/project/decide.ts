/** Decides what may become of a project. Pure; whether its quota covers what is used, its budget decides in the same commit. */
import {
  type CommandOf,
  DEFAULT_PROJECT,
  MOST_LABELS,
  type MessageOf,
  type Quota,
  type projectCommands,
} from '@chronovisor/contracts';
import { type Decider, type Refusal, canonicalJson, refuse, tooManyLabels, mergeLabels } from '@chronovisor/kernel';
import { evolve } from './evolve.ts';
import { type PresentProject, type Project, type ProjectEvent, noProject } from './state.ts';

export type ProjectCommand = CommandOf<MessageOf<(typeof projectCommands)[number]>>;
type Named<T extends ProjectCommand['type']> = Extract<ProjectCommand, { type: T }>;
type Decision = readonly ProjectEvent[] | Refusal;

const requestOf = ({ meta: { operationId, commandId } }: ProjectCommand) => ({ operationId, commandId });

const happened = <T extends ProjectEvent['type']>(
  type: T,
  data: Extract<ProjectEvent, { type: T }>['data'],
): ProjectEvent => ({ type, version: 1, data }) as ProjectEvent;

const create = (command: Named<'compute.CreateProject'>, project: Project): Decision => {
  const { projectId } = command.data;
  if (project.kind === 'present' && project.createdBy.commandId === command.meta.commandId) return [];
  if (project.kind !== 'none') {
    return refuse('project.id-taken', `the id ${projectId} was used before`, {
      hint: 'Leave the id out: one is made.',
    });
  }
  return [happened('compute.ProjectCreated', { ...command.data, request: requestOf(command) })];
};

type Changes = Extract<ProjectEvent, { type: 'compute.ProjectUpdated' }>['data']['changes'];

const isDefault = ({ projectId }: PresentProject): boolean => projectId === DEFAULT_PROJECT;

/** What is left out stays; `undefined` says as much. */
const withQuota = (quota: Quota, changes: Partial<Record<keyof Quota, number | null | undefined>>): Quota => {
  const given = Object.entries(changes).filter(([, value]) => value !== undefined);
  return { ...quota, ...Object.fromEntries(given) };
};

const newsIn = ({ data: { changes } }: Named<'compute.UpdateProject'>, project: PresentProject): Changes => {
  const next: Changes = {
    name: changes.name ?? project.name,
    labels: mergeLabels(project.labels, changes.labels ?? {}),
    quota: withQuota(project.quota, changes.quota ?? {}),
  };
  const known: Readonly<Record<string, unknown>> = { ...project };
  return Object.fromEntries(
    Object.entries(next).filter(([key, value]) => canonicalJson(value) !== canonicalJson(known[key])),
  );
};

const update = (command: Named<'compute.UpdateProject'>, project: PresentProject): Decision => {
  const { projectId, name } = project;
  const changes = newsIn(command, project);
  if (changes.name !== undefined && isDefault(project)) {
    return refuse('project.built-in', `the project ${name} keeps its name`, {
      hint: 'Everything that names no project belongs to it. Make a project of your own for another name.',
    });
  }
  const no = tooManyLabels({ noun: 'project', name, most: MOST_LABELS }, changes.labels);
  if (no !== null) return no;
  if (Object.keys(changes).length === 0) return [];
  return [happened('compute.ProjectUpdated', { projectId, changes, request: requestOf(command) })];
};

const remove = (command: Named<'compute.DeleteProject'>, project: PresentProject): Decision => {
  const { projectId, name } = project;
  if (isDefault(project)) {
    return refuse('project.built-in', `the project ${name} is always there`, {
      hint: 'Everything that names no project belongs to it.',
    });
  }
  return [happened('compute.ProjectDeleted', { projectId, request: requestOf(command) })];
};

const notFound = (projectId: string): Refusal =>
  refuse('project.not-found', `there is no project ${projectId}`, { hint: 'List the projects.' });

const decide = (command: ProjectCommand, project: Project): Decision => {
  if (command.type === 'compute.CreateProject') return create(command, project);
  if (project.kind === 'deleted' && command.type === 'compute.DeleteProject') return [];
  if (project.kind !== 'present') return notFound(command.data.projectId);
  return command.type === 'compute.UpdateProject' ? update(command, project) : remove(command, project);
};

export const projectDecider: Decider<ProjectCommand, Project, ProjectEvent> = { initial: noProject, decide, evolve };
