/** The endpoints of projects. */
import { http } from '@chronovisor/contracts';
import { api, endpoint, type AnswerShape, type Endpoint } from '../endpoint.ts';

const tag = 'projects';
const one = `${api}/projects/{id}`;
const columns = ['name', 'quota', 'usage', 'id'];
const operation: AnswerShape = { kind: 'operation' };

export const listProjects = endpoint({
  id: 'listProjects',
  method: 'GET',
  path: `${api}/projects`,
  tag,
  summary: 'List projects',
  query: http.SelectedPastListParameters,
  answer: { kind: 'page', schema: http.ProjectPage, item: http.ProjectDocument },
  cli: { noun: 'project', verb: 'list', columns },
});

export const createProject = endpoint({
  id: 'createProject',
  method: 'POST',
  path: `${api}/projects`,
  tag,
  summary: 'Create a project',
  description: 'With a quota: creations that would pass it are refused, however many come at once.',
  body: http.CreateProjectBody,
  answer: operation,
  problems: ['conflict'],
  cli: { noun: 'project', verb: 'create' },
});

export const getProject = endpoint({
  id: 'getProject',
  method: 'GET',
  path: one,
  tag,
  summary: 'Show a project',
  description: 'With its quota and what is used of it; with `at`, as they were then.',
  query: http.OnePastParameters,
  answer: { kind: 'document', schema: http.ProjectDocument },
  cli: { noun: 'project', verb: 'show', columns },
});

export const updateProject = endpoint({
  id: 'updateProject',
  method: 'PATCH',
  path: one,
  tag,
  summary: 'Change a project',
  description: 'Name, labels, quota. A quota below what is used is refused, with the use named. Takes If-Match.',
  body: http.UpdateProjectBody,
  answer: operation,
  problems: ['conflict', 'precondition'],
  cli: { noun: 'project', verb: 'update' },
});

export const deleteProject = endpoint({
  id: 'deleteProject',
  method: 'DELETE',
  path: one,
  tag,
  summary: 'Delete a project',
  description: 'Not while something is in it, and never the default one.',
  answer: operation,
  problems: ['conflict', 'precondition'],
  cli: { noun: 'project', verb: 'delete' },
});

export const projectEndpoints: readonly Endpoint[] = [
  listProjects,
  createProject,
  getProject,
  updateProject,
  deleteProject,
];
