/** Decides what a host's observation means: the outcome of what was asked, news, or nothing new. */
import type { VmExit } from '@chronovisor/contracts';
import type { PresentVm, VmEvent, WorkType } from '../state.ts';
import { type CommandNamed, type Decision, happened, workFailed } from './types.ts';

type Recorded =
  | 'compute.RecordVmStarted'
  | 'compute.RecordVmStopped'
  | 'compute.RecordVmCrashed'
  | 'compute.RecordVmPaused'
  | 'compute.RecordVmResumed'
  | 'compute.RecordVmReset'
  | 'compute.RecordVmActionFailed';

/** Word of an earlier launch says nothing about this one. */
export const isStale = (command: CommandNamed<Recorded>, vm: PresentVm): boolean =>
  command.data.generation < vm.generation;

const answered = (vm: PresentVm, ...types: readonly WorkType[]) =>
  vm.work !== null && types.includes(vm.work.type) ? vm.work.request : null;

const unfinished = (vm: PresentVm, why: string, ...answeredTypes: readonly WorkType[]): readonly VmEvent[] =>
  vm.work === null || answeredTypes.includes(vm.work.type)
    ? []
    : workFailed(vm, { code: 'vm.ended-meanwhile', message: why, hint: 'Look at lastExit and the serial log.' });

export const started = (command: CommandNamed<'compute.RecordVmStarted'>, vm: PresentVm): Decision => {
  const { process, generation } = command.data;
  const request = answered(vm, 'start');
  if (request === null && vm.process?.pid === process.pid && vm.process.startTicks === process.startTicks) return [];
  return [happened('compute.VmStarted', { vmId: vm.vmId, generation, process, request })];
};

export const stopped = (command: CommandNamed<'compute.RecordVmStopped'>, vm: PresentVm): Decision => {
  const { reason, exit } = command.data;
  const request = answered(vm, 'shutdown', 'stop');
  if (vm.status === 'off' && request === null && vm.work?.type !== 'start') return [];
  return [
    happened('compute.VmStopped', { vmId: vm.vmId, reason, exit, request }),
    ...unfinished(vm, `${vm.name} went off meanwhile`, 'shutdown', 'stop', 'remove-files'),
  ];
};

export const crashed = (command: CommandNamed<'compute.RecordVmCrashed'>, vm: PresentVm): Decision => {
  if (vm.status === 'off' && vm.work === null) return [];
  return crash(vm, command.data.exit);
};

const crash = (vm: PresentVm, exit: VmExit): readonly VmEvent[] => {
  const stop = answered(vm, 'stop');
  return [
    happened('compute.VmCrashed', { vmId: vm.vmId, exit }),
    ...(stop === null
      ? []
      : [happened('compute.VmStopped', { vmId: vm.vmId, reason: 'stop-requested', exit, request: stop })]),
    ...unfinished(vm, `QEMU of ${vm.name} crashed: ${exit.reason}`, 'stop', 'remove-files'),
  ];
};

export const paused = (command: CommandNamed<'compute.RecordVmPaused'>, vm: PresentVm): Decision => {
  const request = answered(vm, 'pause');
  if (vm.status === 'paused' && request === null) return [];
  return [happened('compute.VmPaused', { vmId: vm.vmId, reason: command.data.reason, request })];
};

export const resumed = (_command: CommandNamed<'compute.RecordVmResumed'>, vm: PresentVm): Decision => {
  const request = answered(vm, 'resume');
  if (vm.status === 'running' && request === null) return [];
  return [happened('compute.VmResumed', { vmId: vm.vmId, request })];
};

export const wasReset = (command: CommandNamed<'compute.RecordVmReset'>, vm: PresentVm): Decision => {
  const { by } = command.data;
  return [happened('compute.VmReset', { vmId: vm.vmId, by, request: by === 'request' ? answered(vm, 'reset') : null })];
};

export const filesRemoved = (_command: CommandNamed<'compute.RecordVmRemoved'>, vm: PresentVm): Decision => {
  const request = answered(vm, 'remove-files');
  return request === null ? [] : [happened('compute.VmFilesRemoved', { vmId: vm.vmId, request })];
};

export const actionFailed = (command: CommandNamed<'compute.RecordVmActionFailed'>, vm: PresentVm): Decision =>
  vm.work?.request.commandId === command.data.request.commandId ? workFailed(vm, command.data.problem) : [];

export const lost = (command: CommandNamed<'compute.RecordVmUnknown'>, vm: PresentVm): Decision =>
  vm.status === 'unknown' || vm.status === 'building' || vm.hostId !== command.data.hostId
    ? []
    : [happened('compute.VmLost', { vmId: vm.vmId, hostId: vm.hostId })];

/** One line of a host's full report against what the log says. */
export const sighted = (command: CommandNamed<'compute.RecordVmSighting'>, vm: PresentVm): Decision => {
  const { sighting } = command.data;
  if (vm.status === 'building') return [];
  if (sighting.observed === 'off') return sightedOff(vm, sighting);
  if (sighting.generation < vm.generation) return drifted(vm, sighting);
  if (sighting.process === null) return [];
  const known = vm.process?.pid === sighting.process.pid && vm.process.startTicks === sighting.process.startTicks;
  if (!known || vm.work?.type === 'start') {
    return [
      happened('compute.VmStarted', {
        vmId: vm.vmId,
        generation: sighting.generation,
        process: sighting.process,
        request: answered(vm, 'start'),
      }),
      ...(sighting.observed === 'paused'
        ? [happened('compute.VmPaused', { vmId: vm.vmId, reason: 'seen paused', request: null })]
        : []),
    ];
  }
  if (vm.status === 'unknown')
    return [happened('compute.VmFound', { vmId: vm.vmId, observed: sighting.observed, process: sighting.process })];
  if (sighting.observed === vm.status) return [];
  return sighting.observed === 'paused'
    ? [happened('compute.VmPaused', { vmId: vm.vmId, reason: 'seen paused', request: answered(vm, 'pause') })]
    : [happened('compute.VmResumed', { vmId: vm.vmId, request: answered(vm, 'resume') })];
};

type Sighting = CommandNamed<'compute.RecordVmSighting'>['data']['sighting'];

const sightedOff = (vm: PresentVm, { exit, clean }: Sighting): Decision => {
  if (vm.process === null) {
    return vm.status === 'unknown'
      ? [happened('compute.VmFound', { vmId: vm.vmId, observed: 'off', process: null })]
      : [];
  }
  if (clean === true) {
    return [
      happened('compute.VmStopped', {
        vmId: vm.vmId,
        reason: 'while-away',
        exit,
        request: answered(vm, 'shutdown', 'stop'),
      }),
      ...unfinished(
        vm,
        `${vm.name} went off while its host process was away`,
        'shutdown',
        'stop',
        'start',
        'remove-files',
      ),
    ];
  }
  const gone = exit ?? { code: null, signal: null, reason: 'QEMU is gone; nobody saw how it ended', logTail: '' };
  return [
    happened('compute.VmCrashed', { vmId: vm.vmId, exit: gone }),
    ...(answered(vm, 'stop') === null
      ? []
      : [
          happened('compute.VmStopped', {
            vmId: vm.vmId,
            reason: 'stop-requested',
            exit: gone,
            request: answered(vm, 'stop'),
          }),
        ]),
    ...unfinished(vm, `QEMU of ${vm.name} ended while its host process was away`, 'stop', 'start', 'remove-files'),
  ];
};

const drifted = (vm: PresentVm, sighting: Sighting): Decision => [
  happened('compute.VmDriftDetected', {
    vmId: vm.vmId,
    expected: `generation ${vm.generation}`,
    observed: `generation ${sighting.generation}, ${sighting.observed}`,
    detail: `${vm.name} runs from an older launch than the log knows`,
  }),
];
