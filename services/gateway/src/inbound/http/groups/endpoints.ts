/** The endpoints of groups. */
import { http } from '@chronovisor/contracts';
import { api, endpoint, type Endpoint } from '../endpoint.ts';

const tag = 'groups';
const one = `${api}/groups/{id}`;
const columns = ['name', 'vms', 'labels', 'description', 'id'];

export const listGroups = endpoint({
  id: 'listGroups',
  method: 'GET',
  path: `${api}/groups`,
  tag,
  summary: 'List groups of vms',
  query: http.GroupListParameters,
  answer: { kind: 'page', schema: http.GroupPage, item: http.GroupDocument },
  cli: { noun: 'group', verb: 'list', columns },
});

export const createGroup = endpoint({
  id: 'createGroup',
  method: 'POST',
  path: `${api}/groups`,
  tag,
  summary: 'Create a group of vms',
  description: 'A vm may be in several groups. `GET /vms?group=` lists its vms, `POST /vms/bulk` acts on them.',
  body: http.CreateGroupBody,
  answer: { kind: 'operation' },
  problems: ['conflict'],
  cli: { noun: 'group', verb: 'create' },
});

export const getGroup = endpoint({
  id: 'getGroup',
  method: 'GET',
  path: one,
  tag,
  summary: 'Show a group of vms',
  query: http.OnePastParameters,
  answer: { kind: 'document', schema: http.GroupDocument },
  cli: { noun: 'group', verb: 'show', columns },
});

export const updateGroup = endpoint({
  id: 'updateGroup',
  method: 'PATCH',
  path: one,
  tag,
  summary: 'Change a group of vms',
  description:
    '`vms` says who is in it from now on; `addVms` and `removeVms` change that. Refused with `dependency.cycle`, which names the ring, when something would come to need itself by it. Takes If-Match.',
  body: http.UpdateGroupBody,
  answer: { kind: 'operation' },
  problems: ['conflict', 'precondition'],
  cli: { noun: 'group', verb: 'update' },
});

export const deleteGroup = endpoint({
  id: 'deleteGroup',
  method: 'DELETE',
  path: one,
  tag,
  summary: 'Forget a group of vms',
  description: 'Its vms stay as they are.',
  answer: { kind: 'operation' },
  problems: ['conflict', 'precondition'],
  cli: { noun: 'group', verb: 'delete' },
});

export const groupEndpoints: readonly Endpoint[] = [listGroups, createGroup, getGroup, updateGroup, deleteGroup];
