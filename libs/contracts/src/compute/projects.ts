/** Projects: what vms and volumes belong to, with a quota of how much of them there may be. */
import { z } from 'zod';
import { command, event } from '../define.ts';
import { ProjectId } from '../ids.ts';
import { Request } from '../messages.ts';
import { Bytes, Name } from '../units.ts';
import { LabelChanges, Labels } from './labels.ts';

/** The project of everything that names none. Its id is fixed for ever. */
export const DEFAULT_PROJECT = '01900000-0000-7000-8000-70726f6a6563' as ProjectId;

const most = z.int().nonnegative().nullable();
const mostBytes = Bytes.nullable();

/** How much there may be in the project; null: no limit. */
export const Quota = z.strictObject({
  vms: most,
  vcpus: most,
  memory: mostBytes,
  disk: mostBytes,
  addresses: most,
});
export type Quota = z.infer<typeof Quota>;

export const CreateProject = command('compute.CreateProject', 'Make a project. Legal when id and name are new.', {
  projectId: ProjectId,
  name: Name,
  labels: Labels,
  quota: Quota,
});
export const UpdateProject = command(
  'compute.UpdateProject',
  'Change name, labels or quota. Legal while the project is there and the quota covers what is used.',
  {
    projectId: ProjectId,
    changes: z.strictObject({
      name: Name.optional(),
      labels: LabelChanges.optional(),
      quota: Quota.partial().optional(),
    }),
  },
);
export const DeleteProject = command(
  'compute.DeleteProject',
  'Remove a project. Legal when nothing is in it; never the default one.',
  { projectId: ProjectId },
);

export const ProjectCreated = event(
  'compute.ProjectCreated',
  'A project is there.',
  { projectId: ProjectId, name: Name, labels: Labels, quota: Quota, request: Request },
  { opens: 'project.create', ends: 'succeeded' },
);
export const ProjectUpdated = event(
  'compute.ProjectUpdated',
  'A project changed; labels and quota are all of them, as they are now.',
  {
    projectId: ProjectId,
    changes: z.strictObject({ name: Name.optional(), labels: Labels.optional(), quota: Quota.optional() }),
    request: Request,
  },
  { opens: 'project.update', ends: 'succeeded' },
);
export const ProjectDeleted = event(
  'compute.ProjectDeleted',
  'The project is gone.',
  { projectId: ProjectId, request: Request },
  { opens: 'project.delete', ends: 'succeeded' },
);

export const projectCommands = [CreateProject, UpdateProject, DeleteProject] as const;
export const projectEvents = [ProjectCreated, ProjectUpdated, ProjectDeleted] as const;
export const projectRefusals = {
  'project.not-found': 'invalid',
  'project.name-taken': 'conflict',
  'project.id-taken': 'conflict',
  'project.in-use': 'conflict',
  'project.built-in': 'conflict',
  'project.too-many-labels': 'invalid',
  'project.quota-exceeded': 'conflict',
  'project.quota-below-use': 'invalid',
} as const;
