/** What a host shows past us, and what becomes of it. */
import { specify } from '@chronovisor/testing';
import { describe, expect, it } from 'vitest';
import { vmDecider } from './decide/decide.ts';
import { happened } from './decide/types.ts';
import { build } from './vm.fixture.ts';

const { events: e, commands: c, ids, facts } = build();
const { vmId } = facts;
const vm = specify(vmDecider);

const off = [e.created(), e.provisioned()];
const running = [...off, e.startRequested(), e.started()];
const by = (type: 'compute.VmPaused' | 'compute.VmResumed', request: typeof ids.start | null, reason = 'paused') =>
  type === 'compute.VmPaused' ? happened(type, { vmId, reason, request }) : happened(type, { vmId, request });
const pausedAsAsked = [
  ...running,
  happened('compute.VmPauseRequested', { vmId, hostId: facts.hostId, request: ids.shutdown, generation: 1 }),
  by('compute.VmPaused', ids.shutdown),
];
const drift = (expected: string, observed: string) =>
  happened('compute.VmDriftDetected', { vmId, expected, observed, detail: 'x' });
const pausedByHand = [...running, by('compute.VmPaused', null), drift('running', 'paused')];
const record = (type: string, data: object) => c.record(type, { generation: 1, request: null, ...data });
const adopt = () => c.step('compute.AdoptVmDrift', ids.other);
const repair = () => c.step('compute.RepairVmDrift', ids.other);

describe('drift', () => {
  it('is a pause at QEMU itself, told with both sides', () =>
    vm
      .given(running)
      .when(record('Paused', { reason: 'paused' }))
      .thenTypes('compute.VmPaused', 'compute.VmDriftDetected')
      .thenState((state) =>
        expect(state).toMatchObject({
          status: 'paused',
          drifts: [{ field: 'power', expected: 'running', observed: 'paused' }],
        }),
      ));
  it('is no pause that QEMU makes itself, such as for a disk that failed', () =>
    vm
      .given(running)
      .when(record('Paused', { reason: 'io-error' }))
      .thenTypes('compute.VmPaused'));
  it('is no pause that was asked for', () =>
    vm
      .given(pausedAsAsked)
      .when(record('Paused', { reason: 'paused' }))
      .thenNothing());
  it('is a vm that goes on though its pause was asked for', () =>
    vm.given(pausedAsAsked).when(record('Resumed', {})).thenTypes('compute.VmResumed', 'compute.VmDriftDetected'));
  it('is over when what was done by hand is undone by hand', () =>
    vm
      .given(pausedByHand)
      .when(record('Resumed', {}))
      .thenTypes('compute.VmResumed')
      .thenState((state) => expect(state).toMatchObject({ drifts: [] })));
  it('is a pause at QEMU itself also when the host was counted as lost meanwhile', () => {
    vm.given([...running, e.lost()])
      .when(c.sight('paused'))
      .thenTypes('compute.VmFound', 'compute.VmDriftDetected');
    vm.given([...pausedByHand, e.lost()])
      .when(c.sight('paused'))
      .thenTypes('compute.VmFound');
    vm.given([...pausedAsAsked, e.lost()])
      .when(c.sight('paused'))
      .thenTypes('compute.VmFound');
    vm.given([...running, e.lost()])
      .when(c.sight('running'))
      .thenTypes('compute.VmFound');
  });
  it('is a QEMU that runs though the vm is off and nobody asked', () =>
    vm
      .given([...running, e.stopped(null)])
      .when(c.sight('running'))
      .thenTypes('compute.VmStarted', 'compute.VmDriftDetected'));
});

describe('adopting', () => {
  it('takes what is seen as what is wanted; hearing it again is no drift', () =>
    vm
      .given(pausedByHand)
      .when(adopt())
      .thenTypes('compute.VmDriftAdopted')
      .thenState((state) => expect(state).toMatchObject({ status: 'paused', meant: 'paused', drifts: [] })));
  it('is refused where there is none', () => vm.given(running).when(adopt()).thenRefused('vm.no-drift'));
  it('is refused where nothing could go on from it', () =>
    vm
      .given([...running, drift('generation 2', 'generation 1, running')])
      .when(adopt())
      .thenRefused('vm.drift-not-adoptable'));
  it('is refused while something is under way', () =>
    vm
      .given([...pausedByHand, e.restartRequested()])
      .when(adopt())
      .thenRefused('vm.busy'));
});

describe('repairing', () => {
  it('resumes what was paused by hand, once', () =>
    vm.given(pausedByHand).when(repair()).thenTypes('compute.VmResumeRequested').thenOnlyOnce());
  it('pauses what was resumed by hand', () =>
    vm
      .given([...pausedAsAsked, by('compute.VmResumed', null), drift('paused', 'running')])
      .when(repair())
      .thenTypes('compute.VmPauseRequested'));
  it('stops what runs though nobody asked, or from an older launch', () => {
    vm.given([...running, drift('off', 'running')])
      .when(repair())
      .thenTypes('compute.VmStopRequested');
    vm.given([...running, drift('generation 2', 'generation 1, running')])
      .when(repair())
      .thenTypes('compute.VmStopRequested');
  });
  it('is refused where there is nothing to repair', () => vm.given(running).when(repair()).thenRefused('vm.no-drift'));
  it('is refused while nobody knows how the vm is', () =>
    vm
      .given([...pausedByHand, e.lost()])
      .when(repair())
      .thenRefused('vm.unknown'));
});
