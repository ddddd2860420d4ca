/** What the decider remembers of a project; how much of its quota is used, its budget knows. */
import type { Labels, MessageOf, ProjectId, Quota, Request, projectEvents } from '@chronovisor/contracts';

export type ProjectEvent = MessageOf<(typeof projectEvents)[number]>;

export interface PresentProject {
  readonly kind: 'present';
  readonly projectId: ProjectId;
  readonly name: string;
  readonly labels: Labels;
  readonly quota: Quota;
  readonly createdBy: Request;
}

export type Project = { readonly kind: 'none' } | { readonly kind: 'deleted' } | PresentProject;

export const noProject: Project = { kind: 'none' };
