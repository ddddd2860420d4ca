/** Groups of vms over HTTP. */
import { z } from 'zod';
import { MOST_MEMBERS } from '../../compute/groups.ts';
import { Labels } from '../../compute/labels.ts';
import { GroupId, VmId } from '../../ids.ts';
import { Name, Reference, Timestamp } from '../../units.ts';
import { labelChanges, labelsOfNew } from './labels.ts';
import { pageOf, SelectedPastListParameters } from './lists.ts';

const description = z.string().max(1000);
const members = z.array(Reference).max(MOST_MEMBERS);

export const CreateGroupBody = z
  .strictObject({
    name: Name,
    description: description.default(''),
    labels: labelsOfNew,
    vms: members.default([]).meta({ description: 'Its vms, by id or name', examples: [['web-1', 'web-2']] }),
  })
  .meta({ id: 'NewGroup', examples: [{ name: 'shop', vms: ['web-1', 'web-2'] }] });

export const UpdateGroupBody = z
  .strictObject({
    name: Name.optional(),
    description: description.optional(),
    labels: labelChanges,
    vms: members.optional().meta({ description: 'All its vms from now on, by id or name' }),
    addVms: members.optional().meta({ description: 'Vms to take in as well' }),
    removeVms: members.optional().meta({ description: 'Vms to leave out' }),
  })
  .meta({ id: 'GroupChanges', description: 'What is left out stays', examples: [{ addVms: ['web-3'] }] });
export type UpdateGroupBody = z.infer<typeof UpdateGroupBody>;

export const GroupDocument = z
  .strictObject({
    id: GroupId,
    name: Name,
    description: z.string(),
    labels: Labels,
    vms: z
      .array(z.strictObject({ id: VmId, name: Name }))
      .meta({ description: 'Its vms that are there; one that is deleted is in no group' }),
    revision: z.int().meta({ description: 'Also its ETag' }),
    createdAt: Timestamp,
    updatedAt: Timestamp,
  })
  .meta({ id: 'Group', description: 'A named set of vms; a vm may be in several' });
export type GroupDocument = z.infer<typeof GroupDocument>;
export const GroupPage = pageOf(GroupDocument, 'GroupPage');
export const GroupListParameters = SelectedPastListParameters;
