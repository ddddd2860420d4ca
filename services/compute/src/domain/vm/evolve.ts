/** Folds what happened to a vm; never refuses, whatever today's rules say. */
import type { RecordedChanges } from '@chronovisor/contracts';
import type { PresentVm, Vm, VmConfig, VmEvent, Work, WorkType } from './state.ts';

type EventOf<T extends VmEvent['type']> = Extract<VmEvent, { type: T }>;

const created = ({ data }: EventOf<'compute.VmCreated'>): PresentVm => ({
  kind: 'present',
  vmId: data.vmId,
  name: data.name,
  hostId: data.hostId,
  status: 'building',
  generation: 0,
  config: {
    vcpus: data.spec.vcpus,
    cpu: data.spec.cpu ?? null,
    memory: data.spec.memory,
    maxMemory: data.spec.maxMemory ?? null,
    os: data.spec.os,
    firmware: data.spec.firmware,
    boot: data.spec.boot,
    iso: null,
    disks: [],
    nics: [],
    graphics: data.spec.graphics,
    description: data.spec.description,
    labels: data.spec.labels ?? {},
    autostart: data.spec.autostart ?? false,
  },
  cloneOf: data.cloneOf ?? null,
  frozenFor: [],
  keepsVolumes: false,
  pending: null,
  built: null,
  operation: { type: 'vm.create', request: data.request },
  work: null,
  process: null,
  lastProcess: null,
  lastExit: null,
  startWhenReady: data.start,
  createdBy: data.request.operationId,
  projectId: data.spec.projectId ?? null,
  reserved: [
    ...data.spec.disks.flatMap(({ existing, volumeId }) => (existing ? [] : [`volumes/${volumeId}`])),
    ...data.spec.nics.map(({ nicId }) => `nics/${nicId}`),
  ],
  meant: 'running',
  drifts: [],
});

/** Ends the single step, and the operation where the step was all of it or the last of a creation. */
const settled = (vm: PresentVm): Pick<PresentVm, 'work' | 'operation' | 'startWhenReady'> => {
  const { work, operation } = vm;
  const whole = operation !== null && work !== null && operation.request.commandId === work.request.commandId;
  const lastOfCreation = operation?.type === 'vm.create' && work?.type === 'start';
  return { work: null, operation: whole || lastOfCreation ? null : operation, startWhenReady: false };
};

const meantAs = (vm: PresentVm, meant: PresentVm['meant']) => ({ ...settled(vm), meant });

type Begun = Pick<Work, 'request'> & Partial<Work>;

const begun = (vm: PresentVm, type: WorkType, work: Begun): Pick<PresentVm, 'work' | 'operation'> => ({
  work: { deadline: null, force: false, repairs: null, changes: null, ...work, type },
  operation: vm.operation ?? { type: OPERATIONS[type] ?? `vm.${type}`, request: work.request },
});

/** Work that goes by another name where people see it. */
const OPERATIONS: Partial<Record<WorkType, string>> = { 'change-hardware': 'vm.update' };

const off = { status: 'off', process: null, drifts: [] } as const;

type Named = Pick<PresentVm, 'name' | 'config'>;

/** What is left out stays; null is a value. */
export const withChanges = ({ name, config }: Named, { name: next = name, ...rest }: RecordedChanges): Named => ({
  name: next,
  config: { ...config, ...(rest as Partial<VmConfig>) },
});

/** What is newly given no longer waits with an older value. */
const stillPending = (pending: RecordedChanges | null, changes: RecordedChanges): RecordedChanges | null => {
  const rest = Object.entries(pending ?? {}).filter(([key]) => !(key in changes));
  return rest.length === 0 ? null : (Object.fromEntries(rest) as RecordedChanges);
};

/** A change of the running machine ends with its being recorded. */
const updated = (vm: PresentVm, { changes, request }: EventOf<'compute.VmUpdated'>['data']): PresentVm => ({
  ...vm,
  ...withChanges(vm, changes),
  pending: stillPending(vm.pending, changes),
  ...(vm.work?.type === 'change-hardware' && vm.work.request.commandId === request?.commandId ? settled(vm) : {}),
});

const started = (vm: PresentVm, { data }: EventOf<'compute.VmStartRequested'>): PresentVm => ({
  ...vm,
  generation: data.generation,
  built: data.launch,
  lastExit: null,
  ...begun(vm, 'start', { request: data.request }),
});

/** Requests: what the host is asked for. */
const asked = (vm: PresentVm, event: VmEvent): PresentVm | null => {
  switch (event.type) {
    case 'compute.VmStartRequested':
      return started(vm, event);
    case 'compute.VmShutdownRequested':
      return {
        ...vm,
        ...begun(vm, 'shutdown', {
          request: event.data.request,
          deadline: event.data.deadline,
          force: event.data.force,
        }),
      };
    case 'compute.VmStopRequested':
      return { ...vm, ...begun(vm, 'stop', { request: event.data.request, force: true }) };
    case 'compute.VmPauseRequested':
      return { ...vm, ...begun(vm, 'pause', { request: event.data.request }) };
    case 'compute.VmResumeRequested':
      return { ...vm, ...begun(vm, 'resume', { request: event.data.request }) };
    case 'compute.VmResetRequested':
      return { ...vm, ...begun(vm, 'reset', { request: event.data.request }) };
    case 'compute.VmFilesRemovalRequested':
      return { ...vm, ...begun(vm, 'remove-files', { request: event.data.request }) };
    case 'compute.VmHardwareChangeRequested':
      return { ...vm, ...begun(vm, 'change-hardware', { request: event.data.request, changes: event.data.changes }) };
    case 'compute.VmDriftRepairRequested':
      return { ...vm, ...begun(vm, 'repair-drift', { request: event.data.request, repairs: event.data.field }) };
    case 'compute.VmCopyRequested':
      return { ...vm, ...begun(vm, 'copy', { request: event.data.request }) };
    case 'compute.VmCloneBegun':
      return { ...vm, operation: { type: 'vm.clone', request: event.data.request } };
    case 'compute.VmReconfigureRequested':
      return { ...vm, operation: { type: 'vm.reconfigure', request: event.data.request } };
    case 'compute.VmRestartRequested':
      return { ...vm, operation: { type: 'vm.restart', request: event.data.request } };
    case 'compute.VmDeleteRequested':
      return {
        ...vm,
        operation: { type: 'vm.delete', request: event.data.request },
        keepsVolumes: event.data.volumes === 'keep',
      };
    default:
      return null;
  }
};

const POWER = 'power';

const without = ({ drifts }: PresentVm, field: string): PresentVm['drifts'] =>
  drifts.filter((drift) => drift.field !== field);

const detected = (vm: PresentVm, data: EventOf<'compute.VmDriftDetected'>['data']): PresentVm => {
  const { field = POWER, expected, observed: shown } = data;
  return { ...vm, drifts: [...without(vm, field), { field, expected, observed: shown }] };
};

const adopted = (vm: PresentVm, data: EventOf<'compute.VmDriftAdopted'>['data']): PresentVm => {
  const { field = POWER, observed: shown } = data;
  const meant = shown === 'paused' ? 'paused' : 'running';
  return { ...vm, drifts: without(vm, field), ...(field === POWER ? { meant } : {}) };
};

const drifted = (vm: PresentVm, event: VmEvent): PresentVm | null => {
  switch (event.type) {
    case 'compute.VmDriftDetected':
      return detected(vm, event.data);
    case 'compute.VmDriftCleared':
      return { ...vm, drifts: without(vm, event.data.field) };
    case 'compute.VmDriftAdopted':
      return adopted(vm, event.data);
    case 'compute.VmDriftRepaired':
      return { ...vm, drifts: without(vm, event.data.field), ...settled(vm) };
    default:
      return null;
  }
};

/** Outcomes: what came of it, asked for or not. */
const observed = (vm: PresentVm, event: VmEvent): PresentVm | null => {
  switch (event.type) {
    case 'compute.VmStarted':
      return {
        ...vm,
        status: 'running',
        process: event.data.process,
        lastProcess: event.data.process,
        generation: event.data.generation,
        meant: 'running',
        drifts: [],
        ...(vm.work?.type === 'start' ? settled(vm) : {}),
      };
    case 'compute.VmStopped':
      return { ...vm, ...off, lastExit: event.data.exit, ...(event.data.request === null ? {} : settled(vm)) };
    case 'compute.VmCrashed':
      return { ...vm, ...off, lastExit: event.data.exit };
    case 'compute.VmPaused':
      return {
        ...vm,
        status: 'paused',
        drifts: without(vm, POWER),
        ...(event.data.request === null ? {} : meantAs(vm, 'paused')),
      };
    case 'compute.VmResumed':
      return {
        ...vm,
        status: 'running',
        drifts: without(vm, POWER),
        ...(event.data.request === null ? {} : meantAs(vm, 'running')),
      };
    case 'compute.VmReset':
    case 'compute.VmCopied':
    case 'compute.VmFilesRemoved':
      return event.data.request === null ? vm : { ...vm, ...settled(vm) };
    case 'compute.VmLost':
      return { ...vm, status: 'unknown' };
    case 'compute.VmFound':
      return {
        ...vm,
        status: event.data.observed,
        process: event.data.process,
        lastProcess: event.data.process ?? vm.lastProcess,
      };
    default:
      return drifted(vm, event);
  }
};

type Frozen = Pick<EventOf<'compute.VmCloneEnded'>['data'], 'cloneId' | 'frozen'>;

const frozenAfter = ({ frozenFor }: PresentVm, { cloneId, frozen }: Frozen): readonly string[] => {
  const others = frozenFor.filter((one) => one !== cloneId);
  return frozen ? [...others, cloneId] : others;
};

/** Ends: failures, cancellations and the ends of operations of several steps. */
const ended = (vm: PresentVm, event: VmEvent): Vm | null => {
  switch (event.type) {
    case 'compute.VmStartFailed':
    case 'compute.VmShutdownFailed':
    case 'compute.VmStopFailed':
    case 'compute.VmPauseFailed':
    case 'compute.VmResumeFailed':
    case 'compute.VmResetFailed':
    case 'compute.VmFilesRemovalFailed':
    case 'compute.VmHardwareChangeFailed':
    case 'compute.VmDriftRepairFailed':
    case 'compute.VmCopyFailed':
    case 'compute.VmOperationCancelled':
      return { ...vm, ...settledKeepingCreation(vm) };
    case 'compute.VmCloneEnded':
      return { ...vm, operation: null, work: null, frozenFor: frozenAfter(vm, event.data) };
    case 'compute.VmThawed':
      return { ...vm, frozenFor: frozenAfter(vm, { ...event.data, frozen: false }) };
    case 'compute.VmRestartEnded':
    case 'compute.VmReconfigureEnded':
    case 'compute.VmDeleteFailed':
      return { ...vm, operation: null, work: null };
    case 'compute.VmCreateFailed':
      return { ...vm, status: vm.status === 'building' ? 'off' : vm.status, operation: null, work: null };
    case 'compute.VmProvisioned':
      return provisioned(vm, event.data);
    case 'compute.VmCreateUndone':
    case 'compute.VmDeleted':
      return { kind: 'deleted', name: vm.name };
    default:
      return null;
  }
};

/** A failed boot does not end a creation: its saga undoes it. */
const settledKeepingCreation = (vm: PresentVm): Pick<PresentVm, 'work' | 'operation'> => ({
  work: null,
  operation: vm.operation?.type === 'vm.create' ? vm.operation : settled(vm).operation,
});

const provisioned = (vm: PresentVm, data: EventOf<'compute.VmProvisioned'>['data']): PresentVm => ({
  ...vm,
  status: 'off',
  config: { ...vm.config, disks: data.disks, nics: data.nics, boot: data.boot, iso: data.iso },
  operation: vm.startWhenReady ? vm.operation : null,
});

export const evolve = (state: Vm, event: VmEvent): Vm => {
  if (event.type === 'compute.VmCreated') return created(event);
  if (state.kind !== 'present') return state;
  if (event.type === 'compute.VmUpdated') return updated(state, event.data);
  if (event.type === 'compute.VmChangesKept') return { ...state, pending: event.data.pending };
  return asked(state, event) ?? observed(state, event) ?? ended(state, event) ?? state;
};
