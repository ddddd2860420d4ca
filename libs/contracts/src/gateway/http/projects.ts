/** Projects over HTTP. */
import { z } from 'zod';
import { Labels } from '../../compute/labels.ts';
import { Quota } from '../../compute/projects.ts';
import { ProjectId } from '../../ids.ts';
import { Bytes, Name, Reference, Size, Timestamp } from '../../units.ts';
import { labelChanges, labelsOfNew } from './labels.ts';
import { pageOf } from './lists.ts';

const count = (what: string) => z.int().nonnegative().nullable().optional().meta({ description: what });
const size = (what: string) => Size.nullable().optional().meta({ description: what });

export const QuotaBody = z
  .strictObject({
    vms: count('Most vms; null: no limit'),
    vcpus: count('Most vCPUs of all its vms together; null: no limit'),
    memory: size('Most memory of all its vms together; null: no limit'),
    disk: size('Most bytes of all its volumes together; null: no limit'),
    addresses: count('Most addresses that networks give its nics; null: no limit'),
  })
  .meta({ id: 'QuotaLimits', examples: [{ vms: 10, memory: '32GiB' }] });
export type QuotaBody = z.infer<typeof QuotaBody>;

export const CreateProjectBody = z
  .strictObject({
    name: Name,
    labels: labelsOfNew,
    quota: QuotaBody.default({}).meta({ description: 'How much there may be in it; what is not named has no limit' }),
  })
  .meta({ id: 'NewProject', examples: [{ name: 'web', quota: { vms: 10, memory: '32GiB' } }] });
export type CreateProjectBody = z.infer<typeof CreateProjectBody>;

export const UpdateProjectBody = z
  .strictObject({
    name: Name.optional(),
    labels: labelChanges,
    quota: QuotaBody.optional(),
  })
  .meta({
    id: 'ProjectChanges',
    description: 'JSON Merge Patch: what is left out stays',
    examples: [{ quota: { vms: 20 } }],
  });
export type UpdateProjectBody = z.infer<typeof UpdateProjectBody>;

const used = z.int().nonnegative();

export const ProjectDocument = z
  .strictObject({
    id: ProjectId,
    name: Name,
    labels: Labels,
    quota: Quota.meta({ description: 'How much there may be; null: no limit' }),
    usage: z
      .strictObject({ vms: used, vcpus: used, memory: Bytes, disk: Bytes, addresses: used })
      .meta({ description: 'How much there is, with what is being made' }),
    revision: z.int().meta({ description: 'Also its ETag; usage does not change it' }),
    createdAt: Timestamp,
    updatedAt: Timestamp,
  })
  .meta({
    id: 'Project',
    description: 'What vms and volumes belong to, with a quota of how much of them there may be',
  });
export type ProjectDocument = z.infer<typeof ProjectDocument>;
export const ProjectPage = pageOf(ProjectDocument, 'ProjectPage');

/** In the bodies that make something. */
export const projectOfNew = Reference.default('default').meta({ description: 'Its project, by id or name' });
/** In the documents that show it. */
export const shownProject = {
  project: z.string().meta({ description: 'Name of its project' }),
  projectId: ProjectId,
};
/** In the queries of lists. */
export const ofProject = Reference.optional().meta({ description: 'Only of this project, by id or name' });
