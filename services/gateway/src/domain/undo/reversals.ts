/** Which changes can be taken back, and how a thing's settings are folded from its events: each event that changes some says what they are now. */
import { USUAL_OVERCOMMIT, type http } from '@chronovisor/contracts';

export type Settings = Readonly<Record<string, unknown>>;

type Data = Readonly<Record<string, unknown>>;

export interface Reversal {
  /** Events that say settings, the changing one among them. Others change none. */
  readonly settings: Readonly<Record<string, (data: Data) => Settings>>;
  /** Before any event says otherwise. */
  readonly initial?: Settings;
  /** Settings that are maps of which single members are changed. */
  readonly maps: readonly string[];
  readonly order: (data: Data, changes: Settings) => { readonly type: string; readonly data: Data };
}

const changesIn = (data: Data): Settings => data['changes'] as Settings;
const only = (data: Data, ...names: readonly string[]): Settings =>
  Object.fromEntries(names.map((name) => [name, data[name]]));

const vm: Reversal = {
  settings: {
    'compute.VmCreated': ({ name, spec }) => {
      const { description, labels = {}, vcpus, memory, graphics, boot, cpu = null, maxMemory = null } = spec as Data;
      return { name, description, labels, vcpus, memory, graphics, boot, cpu, maxMemory, iso: null };
    },
    'compute.VmProvisioned': (data) => only(data, 'boot', 'iso'),
    'compute.VmUpdated': changesIn,
  },
  maps: ['labels'],
  order: ({ vmId }, changes) => ({ type: 'compute.UpdateVm', data: { vmId, changes } }),
};

const group: Reversal = {
  settings: {
    'compute.GroupCreated': (data) => only(data, 'name', 'description', 'labels', 'vmIds'),
    'compute.GroupUpdated': changesIn,
  },
  maps: ['labels'],
  order: ({ groupId }, changes) => ({ type: 'compute.UpdateGroup', data: { groupId, changes } }),
};

const project: Reversal = {
  settings: {
    'compute.ProjectCreated': (data) => only(data, 'name', 'labels', 'quota'),
    'compute.ProjectUpdated': changesIn,
  },
  maps: ['labels', 'quota'],
  order: ({ projectId }, changes) => ({ type: 'compute.UpdateProject', data: { projectId, changes } }),
};

const schedule: Reversal = {
  settings: {
    'compute.ScheduleCreated': ({ spec }) => ({ labels: {}, ...(spec as Settings) }),
    'compute.ScheduleUpdated': changesIn,
  },
  maps: ['labels'],
  order: ({ scheduleId }, changes) => ({ type: 'compute.UpdateSchedule', data: { scheduleId, changes } }),
};

const dependencies: Reversal = {
  settings: { 'compute.VmDependenciesSet': (data) => only(data, 'dependencies') },
  maps: [],
  order: ({ vmId }, changes) => ({
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
  order: (data, { labels = {} }) => ({ type: order.type, data: { ...only(data, order.id), labels } }),
});

const host: Reversal = {
  settings: {
    'compute.HostUpdated': ({ settings }) => settings as Settings,
  },
  initial: { labels: {}, overcommit: USUAL_OVERCOMMIT },
  maps: ['labels', 'overcommit'],
  order: ({ hostId }, changes) => ({ type: 'compute.UpdateHost', data: { hostId, changes } }),
};

/** By the event that changes. */
const reversals: Readonly<Record<string, Reversal>> = {
  'compute.VmUpdated': vm,
  'compute.GroupUpdated': group,
  'compute.ProjectUpdated': project,
  'compute.ScheduleUpdated': schedule,
  'compute.VmDependenciesSet': dependencies,
  'compute.HostUpdated': host,
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

const why: readonly (readonly [types: RegExp, reason: string])[] = [
  [/\.(delete|remove-files)$/, 'what was deleted is gone with its data'],
  [/\.(create|import|clone)$/, 'what was made is taken back by deleting it'],
  [
    /^vm\.(start|shutdown|stop|restart|pause|resume|reset)$/,
    'it changed what a guest does, and its guest has gone on since',
  ],
  [/^volume\.grow$/, 'a volume cannot shrink without losing data'],
  [
    /^(vm\.update|vm\.set-dependencies|(group|project|schedule|host|volume|pool|image|network)\.update)$/,
    'it changed nothing',
  ],
  [/^vm\.reconfigure$/, 'it took the vm through a restart: change it back by another one'],
  [/^vm\.bulk$/, 'it is many operations: undo its children one by one'],
];

export const reasonAgainst = ({ type, status }: Pick<http.OperationDocument, 'type' | 'status'>): string => {
  if (status !== 'succeeded') return `it is ${status}, so nothing stands that could be taken back`;
  return why.find(([types]) => types.test(type))?.[1] ?? 'nothing is known that would take it back';
};
