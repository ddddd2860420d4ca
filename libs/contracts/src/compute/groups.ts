/** Groups of vms: a named set that is written down, where a selector is a set that is found. */
import { z } from 'zod';
import { command, event } from '../define.ts';
import { GroupId, VmId } from '../ids.ts';
import { Request } from '../messages.ts';
import { Name } from '../units.ts';
import { LabelChanges, Labels } from './labels.ts';

export const MOST_MEMBERS = 5000;

/** Each vm once, whatever was said. */
export const Members = z.array(VmId).max(MOST_MEMBERS);

const groupId = GroupId;
const description = z.string().max(1000);

export const CreateGroup = command('compute.CreateGroup', 'Make a group of vms. Legal when id and name are new.', {
  groupId,
  name: Name,
  description,
  labels: Labels,
  vmIds: Members,
});
export const UpdateGroup = command('compute.UpdateGroup', 'Change a group. Legal while it is there.', {
  groupId,
  changes: z.strictObject({
    name: Name.optional(),
    description: description.optional(),
    labels: LabelChanges.optional(),
    /** All members from now on; `add` and `remove` change those. */
    vmIds: Members.optional(),
    add: Members.optional(),
    remove: Members.optional(),
  }),
});
export const DeleteGroup = command('compute.DeleteGroup', 'Forget a group. Its vms stay as they are.', { groupId });

export const GroupCreated = event(
  'compute.GroupCreated',
  'There is a group of vms.',
  { groupId, name: Name, description, labels: Labels, vmIds: Members, request: Request },
  { opens: 'group.create', ends: 'succeeded' },
);
export const GroupUpdated = event(
  'compute.GroupUpdated',
  'The group changed.',
  {
    groupId,
    /** Labels and members as they are now, all of them. */
    changes: z.strictObject({
      name: Name.optional(),
      description: description.optional(),
      labels: Labels.optional(),
      vmIds: Members.optional(),
    }),
    request: Request,
  },
  { opens: 'group.update', ends: 'succeeded' },
);
export const GroupDeleted = event(
  'compute.GroupDeleted',
  'The group is gone; its vms are not.',
  { groupId, request: Request },
  { opens: 'group.delete', ends: 'succeeded' },
);

export const groupCommands = [CreateGroup, UpdateGroup, DeleteGroup] as const;
export const groupEvents = [GroupCreated, GroupUpdated, GroupDeleted] as const;
export const groupRefusals = {
  'group.not-found': 'not-found',
  'group.unknown': 'invalid',
  'group.name-taken': 'conflict',
  'group.id-taken': 'conflict',
  'group.too-many-vms': 'invalid',
  'group.too-many-labels': 'invalid',
} as const;
