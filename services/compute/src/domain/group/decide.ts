/** Decides about groups of vms: who is in, and what they are called. Pure: ids arrive with the command. */
import {
  type CommandOf,
  type Labels,
  MOST_LABELS,
  MOST_MEMBERS,
  type MessageOf,
  type Request,
  type groupCommands,
} from '@chronovisor/contracts';
import {
  type Decider,
  type Refusal,
  assertNever,
  canonicalJson,
  mergeLabels,
  refuse,
  tooManyLabels,
} from '@chronovisor/kernel';
import { evolve } from './evolve.ts';
import { type Group, type GroupEvent, type PresentGroup, noGroup } from './state.ts';

export type GroupCommand = CommandOf<MessageOf<(typeof groupCommands)[number]>>;
type Named<T extends GroupCommand['type']> = Extract<GroupCommand, { type: T }>;
type Changes = Extract<GroupEvent, { type: 'compute.GroupUpdated' }>['data']['changes'];
type Decision = readonly GroupEvent[] | Refusal;

const happened = <T extends GroupEvent['type']>(type: T, data: Extract<GroupEvent, { type: T }>['data']): GroupEvent =>
  ({ type, version: 1, data }) as unknown as GroupEvent;

const requestOf = ({ meta: { operationId, commandId } }: GroupCommand): Request => ({ operationId, commandId });

const once = <T>(ids: readonly T[]): T[] => [...new Set(ids)];

const create = (command: Named<'compute.CreateGroup'>, group: Group): Decision => {
  const { data } = command;
  if (group.kind !== 'none')
    return refuse('group.id-taken', `the id ${data.groupId} was used before`, {
      hint: 'Leave the id out: one is made.',
    });
  return [happened('compute.GroupCreated', { ...data, vmIds: once(data.vmIds), request: requestOf(command) })];
};

type Asked = Named<'compute.UpdateGroup'>['data']['changes'];

const membersAfter = ({ vmIds, add = [], remove = [] }: Asked, group: PresentGroup): readonly string[] => {
  const leaving = new Set<string>(remove);
  return once([...(vmIds ?? group.vmIds), ...add]).filter((id) => !leaving.has(id));
};

const touchesMembers = ({ vmIds, add, remove }: Asked): boolean => (vmIds ?? add ?? remove) !== undefined;

/** The changes as they will be recorded: wholes, without what is so already. */
const newsOf = (asked: Asked, group: PresentGroup): Changes => {
  const wanted = {
    name: asked.name,
    description: asked.description,
    labels: asked.labels === undefined ? undefined : mergeLabels(group.labels, asked.labels),
    vmIds: touchesMembers(asked) ? membersAfter(asked, group) : undefined,
  };
  const known: Readonly<Record<string, unknown>> = { ...group };
  const news = Object.entries(wanted).filter(
    ([key, value]) => value !== undefined && canonicalJson(value) !== canonicalJson(known[key]),
  );
  return Object.fromEntries(news) as Changes;
};

const tooMuch = (
  { name }: PresentGroup,
  { labels, vmIds }: { labels?: Labels | undefined; vmIds?: unknown[] | undefined },
) => {
  if ((vmIds ?? []).length > MOST_MEMBERS) {
    return refuse('group.too-many-vms', `${name} would have ${vmIds?.length} vms; there may be ${MOST_MEMBERS}`, {
      hint: 'Make another group, or pick vms by their labels.',
      errors: [{ pointer: '/addVms', detail: `at most ${MOST_MEMBERS} in all` }],
    });
  }
  return tooManyLabels({ noun: 'group', name, most: MOST_LABELS }, labels);
};

const update = (command: Named<'compute.UpdateGroup'>, group: PresentGroup): Decision => {
  const changes = newsOf(command.data.changes, group);
  const no = tooMuch(group, changes);
  if (no !== null) return no;
  if (Object.keys(changes).length === 0) return [];
  return [happened('compute.GroupUpdated', { groupId: command.data.groupId, changes, request: requestOf(command) })];
};

const decide = (command: GroupCommand, group: Group): Decision => {
  if (command.type === 'compute.CreateGroup') return create(command, group);
  const { groupId } = command.data;
  if (group.kind !== 'present') {
    if (group.kind === 'deleted' && command.type === 'compute.DeleteGroup') return [];
    return refuse('group.not-found', `there is no group ${groupId}`, {
      hint: 'List the groups to see their names and ids.',
    });
  }
  switch (command.type) {
    case 'compute.UpdateGroup':
      return update(command, group);
    case 'compute.DeleteGroup':
      return [happened('compute.GroupDeleted', { groupId, request: requestOf(command) })];
    default:
      return assertNever(command);
  }
};

export const groupDecider: Decider<GroupCommand, Group, GroupEvent> = { initial: noGroup, decide, evolve };
