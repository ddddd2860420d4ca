/** Folds what happened to a project. */
import type { Project, ProjectEvent } from './state.ts';

export const evolve = (state: Project, event: ProjectEvent): Project => {
  if (event.type === 'compute.ProjectCreated') {
    const { projectId, name, labels, quota, request } = event.data;
    return { kind: 'present', projectId, name, labels, quota, createdBy: request };
  }
  if (state.kind !== 'present') return state;
  if (event.type === 'compute.ProjectDeleted') return { kind: 'deleted' };
  const { name = state.name, labels = state.labels, quota = state.quota } = event.data.changes;
  return { ...state, name, labels, quota };
};
