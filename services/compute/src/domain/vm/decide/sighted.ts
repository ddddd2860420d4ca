/** Decides what one line of a host's full report means against what the log says. */
import type { PresentVm, VmEvent } from '../state.ts';
import { drifted, pausedByHand, resumedByHand, startedByHand } from './drift.ts';
import { answered, isSameProcess, unfinished } from './observe.ts';
import { type CommandNamed, type Decision, happened } from './types.ts';

type Sighting = CommandNamed<'compute.RecordVmSighting'>['data']['sighting'];
type Up = Sighting & { readonly observed: 'running' | 'paused' };

export const sighted = ({ data: { sighting } }: CommandNamed<'compute.RecordVmSighting'>, vm: PresentVm): Decision => {
  if (vm.status === 'building') return [];
  if (isOff(sighting)) return off(vm, sighting);
  if (sighting.process === null) return [];
  if (sighting.generation < vm.generation) return olderLaunch(vm, sighting);
  const isNews = vm.work?.type === 'start' || !isSameProcess(vm.process, sighting.process);
  return isNews ? appeared(vm, sighting, sighting.process) : compared(vm, sighting);
};

const isOff = (sighting: Sighting): boolean => sighting.observed === 'off';

const found = (vm: PresentVm, { observed, process }: Pick<Sighting, 'observed' | 'process'>): VmEvent =>
  happened('compute.VmFound', { vmId: vm.vmId, observed, process });

const appeared = (vm: PresentVm, { generation, observed }: Sighting, process: NonNullable<Up['process']>): Decision => [
  happened('compute.VmStarted', { vmId: vm.vmId, generation, process, request: answered(vm, 'start') }),
  ...startedByHand(vm),
  ...(observed === 'paused'
    ? [happened('compute.VmPaused', { vmId: vm.vmId, reason: 'seen paused', request: null })]
    : []),
];

/** What somebody did while its host was silent is seen no later than what they did while it spoke. */
const whileUnknown = (vm: PresentVm, { observed }: Sighting): readonly VmEvent[] => {
  if (vm.work !== null) return [];
  return observed === 'paused' ? pausedByHand(vm, 'seen paused') : resumedByHand(vm);
};

const compared = (vm: PresentVm, sighting: Sighting): Decision => {
  const { vmId, status } = vm;
  if (status === 'unknown') return [found(vm, sighting), ...whileUnknown(vm, sighting)];
  if (sighting.observed === status) return [];
  const [paused, resumed] = [answered(vm, 'pause'), answered(vm, 'resume')];
  return sighting.observed === 'paused'
    ? [
        happened('compute.VmPaused', { vmId, reason: 'seen paused', request: paused }),
        ...(paused === null ? pausedByHand(vm, 'seen paused') : []),
      ]
    : [happened('compute.VmResumed', { vmId, request: resumed }), ...(resumed === null ? resumedByHand(vm) : [])];
};

/** A host that has nothing yet of a start under way will be asked for it again; that is no end of it. */
const off = (vm: PresentVm, sighting: Sighting): Decision => {
  if (vm.process === null) return vm.status === 'unknown' ? [found(vm, { observed: 'off', process: null })] : [];
  // Generation 0: the host has nothing of the vm at all. An older launch that is over says nothing about this one.
  if (sighting.generation > 0 && sighting.generation < vm.generation) return [];
  return sighting.clean === true ? wentOff(vm, sighting) : wasLost(vm, sighting);
};

const wentOff = (vm: PresentVm, { exit }: Sighting): Decision => {
  const request = answered(vm, 'shutdown', 'stop');
  return [
    happened('compute.VmStopped', { vmId: vm.vmId, reason: 'while-away', exit, request }),
    ...unfinished(
      vm,
      `${vm.name} went off while its host process was away`,
      'shutdown',
      'stop',
      'start',
      'remove-files',
    ),
  ];
};

const wasLost = (vm: PresentVm, sighting: Sighting): Decision => {
  const nobodySaw = { code: null, signal: null, reason: 'QEMU is gone; nobody saw how it ended', logTail: '' };
  const exit = sighting.exit ?? nobodySaw;
  const request = answered(vm, 'stop');
  return [
    happened('compute.VmCrashed', { vmId: vm.vmId, exit }),
    ...(request === null
      ? []
      : [happened('compute.VmStopped', { vmId: vm.vmId, reason: 'stop-requested', exit, request })]),
    ...unfinished(vm, `QEMU of ${vm.name} ended while its host process was away`, 'stop', 'start', 'remove-files'),
  ];
};

/** A host that is heard again has at least been found. */
const olderLaunch = (vm: PresentVm, sighting: Sighting): Decision => [
  ...drifted(
    vm,
    `generation ${vm.generation}`,
    `generation ${sighting.generation}, ${sighting.observed}`,
    `${vm.name} runs from an older launch than the log knows`,
  ),
  ...(vm.status === 'unknown' ? [found(vm, sighting)] : []),
];
