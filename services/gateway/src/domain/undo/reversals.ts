/** Which changes can be taken back, and how a thing's settings are folded from its events: each event that changes some says what they are now. */
import { USUAL_OVERCOMMIT, type http } from '@chronovisor/contracts';

export type Settings = Readonly<Record<string, unknown>>;

type Data = Readonly<Record<string, unknown>>;

export interface Reversal {
  /** Events that say settings, the changing ones among them. Others change none. `known`: what they were until then. */
  readonly settings: Readonly<Record<string, (data: Data, known: Settings) => Settings>>;
  /** Before any event says otherwise. */
  readonly initial?: Settings;
  /** Settings that are maps of which single members are changed. */
  readonly maps: readonly string[];
  /** What was asked for, where that differs from what is in force. */
  readonly asked?: (settings: Settings) => Settings;
  readonly order: (change: Changed, changes: Settings) => { readonly type: string; readonly data: Data };
}

interface Changed {
  readonly type: string;
  readonly data: Data;
}

const changesIn = (data: Data): Settings => data['changes'] as Settings;
const only = (data: Data, ...names: readonly string[]): Settings =>
  Object.fromEntries(names.map((name) => [name, data[name]]));

/** What waits for the next start counts as asked for; what is changed otherwise waits no longer. */
const stillWaiting = ({ waiting = {} }: Settings, changes: Settings): Settings =>
  Object.fromEntries(Object.entries(waiting as Settings).filter(([key]) => !(key in changes)));

const vm: Reversal = {
  settings: {
    'compute.VmCreated': ({ name, spec }) => {
      const { description, labels = {}, autostart = false, vcpus, memory, graphics, boot } = spec as Data;
      const { cpu = null, maxMemory = null } = spec as Data;
      return { name, description, labels, autostart, vcpus, memory, graphics, boot, cpu, maxMemory, iso: null };
    },
    'compute.VmProvisioned': (data) => only(data, 'boot', 'iso'),
    'compute.VmUpdated': (data, known) => ({ ...changesIn(data), waiting: stillWaiting(known, changesIn(data)) }),
    'compute.VmChangesKept': ({ pending }) => ({ waiting: pending ?? {} }),
  },
  maps: ['labels'],
  asked: ({ waiting = {}, ...inForce }) => ({ ...inForce, ...(waiting as Settings) }),
  order: ({ type, data: { vmId } }, changes) => {
    const apply = type === 'compute.VmChangesKept' ? { apply: 'next-start' } : {};
    return { type: 'compute.UpdateVm', data: { vmId, changes, ...apply } };
  },
};

const group: Reversal = {
  settings: {
    'compute.GroupCreated': (data) => only(data, 'name', 'description', 'labels', 'vmIds'),
    'compute.GroupUpdated': changesIn,
  },
  maps: ['labels'],
  order: ({ data: { groupId } }, changes) => ({ type: 'compute.UpdateGroup', data: { groupId, changes } }),
};

const project: Reversal = {
  settings: {
    'compute.ProjectCreated': (data) => only(data, 'name', 'labels', 'quota'),
    'compute.ProjectUpdated': changesIn,
  },
  maps: ['labels', 'quota'],
  order: ({ data: { projectId } }, changes) => ({ type: 'compute.UpdateProject', data: { projectId, changes } }),
};

const schedule: Reversal = {
  settings: {
    'compute.ScheduleCreated': ({ spec }) => ({ labels: {}, ...(spec as Settings) }),
    'compute.ScheduleUpdated': changesIn,
  },
  maps: ['labels'],
  order: ({ data: { scheduleId } }, changes) => ({ type: 'compute.UpdateSchedule', data: { scheduleId, changes } }),
};

const dependencies: Reversal = {
  settings: { 'compute.VmDependenciesSet': (data) => only(data, 'dependencies') },
  maps: [],
  order: ({ data: { vmId } }, changes) => ({
    type: 'compute.SetVmDependencies',
    data: { vmId, dependencies: changes['dependencies'] ?? [] },
  }),
};

/** Things of which people change nothing but the labels. */
const labelled = (
  created: string,
  changed: string,
  order: { readonly type: string; readonly id: string },
): Reversal => ({
  settings: {
    // A copy of an image onto another host says none, and changes none.
    [created]: ({ labels }) => (labels === undefined ? {} : { labels }),
    [changed]: (data) => only(data, 'labels'),
  },
  initial: { labels: {} },
  maps: ['labels'],
  order: ({ data }, { labels = {} }) => ({ type: order.type, data: { ...only(data, order.id), labels } }),
});

const host: Reversal = {
  settings: {
    'compute.HostUpdated': ({ settings }) => settings as Settings,
  },
  initial: { labels: {}, overcommit: USUAL_OVERCOMMIT },
  maps: ['labels', 'overcommit'],
  order: ({ data: { hostId } }, changes) => ({ type: 'compute.UpdateHost', data: { hostId, changes } }),
};

/** One that was parked sends as little as one that is switched off. */
const webhook: Reversal = {
  settings: {
    'gateway.WebhookCreated': (data) => only(data, 'name', 'url', 'types', 'subjects', 'selector', 'labels', 'enabled'),
    'gateway.WebhookUpdated': changesIn,
    'gateway.WebhookParked': () => ({ enabled: false }),
  },
  maps: ['labels'],
  order: ({ data: { webhookId } }, changes) => ({ type: 'gateway.UpdateWebhook', data: { webhookId, changes } }),
};

/** By the event that changes. */
const reversals: Readonly<Record<string, Reversal>> = {
  'compute.VmUpdated': vm,
  'compute.VmChangesKept': vm,
  'compute.GroupUpdated': group,
  'compute.ProjectUpdated': project,
  'compute.ScheduleUpdated': schedule,
  'compute.VmDependenciesSet': dependencies,
  'compute.HostUpdated': host,
  'gateway.WebhookUpdated': webhook,
  'storage.VolumeLabelled': labelled('storage.VolumeCreationRequested', 'storage.VolumeLabelled', {
    type: 'storage.LabelVolume',
    id: 'volumeId',
  }),
  'storage.PoolLabelled': labelled('storage.PoolCreationRequested', 'storage.PoolLabelled', {
    type: 'storage.LabelPool',
    id: 'poolId',
  }),
  'storage.ImageLabelled': labelled('storage.ImageImportRequested', 'storage.ImageLabelled', {
    type: 'storage.LabelImage',
    id: 'imageId',
  }),
  'network.NetworkLabelled': labelled('network.NetworkCreated', 'network.NetworkLabelled', {
    type: 'network.LabelNetwork',
    id: 'networkId',
  }),
};

export const reversalOf = (eventType: string): Reversal | undefined => reversals[eventType];

const NOTHING = 'it changed nothing';
const GUEST = 'it changed what a guest does, and its guest has gone on since';

const why: readonly (readonly [types: RegExp, reason: string])[] = [
  [/\.(delete|remove-files)$/, 'what was deleted is gone with its data'],
  [/\.(create|import|clone|copy)$/, 'what was made is taken back by deleting it'],
  [/^vm\.(start|shutdown|stop|restart|pause|resume|reset)$/, GUEST],
  [/^vm\.adopt-drift$/, 'what was seen was taken as what is wanted: give the vm the power or the hardware you want'],
  [/^(vm|host)\.repair-drift$/, 'what somebody did past Chronovisor was put right, and is not done again'],
  [/^vm\.await-readiness$/, 'it only looked'],
  [/^network\.activate$/, 'it changed a host and not the network'],
  [/^volume\.grow$/, 'a volume cannot shrink without losing data'],
  [/^vm\.bulk$/, 'it is many operations: undo its children one by one'],
  [/^webhook\.rotate-secret$/, 'receivers may know the new secret by now: rotate it again'],
  [/^webhook\.(replay|test)$/, 'what was sent has been sent'],
  [/\.(update|set-dependencies|reconfigure)$/, NOTHING],
];

/** `isGone`: what it worked on is not there any more. */
export const reasonAgainst = (
  { type, status }: Pick<http.OperationDocument, 'type' | 'status'>,
  isGone: boolean,
): string => {
  if (status !== 'succeeded') return `it is ${status}, so nothing stands that could be taken back`;
  const reason = why.find(([types]) => types.test(type))?.[1] ?? 'nothing is known that would take it back';
  return isGone && reason === NOTHING ? 'what it changed is gone' : reason;
};
