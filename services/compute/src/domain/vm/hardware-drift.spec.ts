/** What a host sees of the hardware of a vm, and what becomes of it where nobody asked for it. */
import { MEMORY_STEP, NOTHING, type VolumeId } from '@chronovisor/contracts';
import { specify } from '@chronovisor/testing';
import { describe, expect, it } from 'vitest';
import { vmDecider } from './decide/decide.ts';
import { happened } from './decide/types.ts';
import { build } from './vm.fixture.ts';

const { events: e, commands: c, ids, facts } = build();
const { vmId, hostId, boot } = facts;
const vm = specify(vmDecider);
const memory = 2 ** 27;
const volumeId = '01900000-0000-7000-8000-0000000000aa' as VolumeId;
const disk = {
  volumeId,
  poolId: volumeId as never,
  path: '/v' as never,
  format: 'qcow2' as const,
  bus: 'virtio' as const,
  size: 2 ** 30,
};

const off = [e.created(), happened('compute.VmProvisioned', { vmId, disks: [disk], nics: [], boot, iso: null })];
const room = happened('compute.VmUpdated', { vmId, changes: { maxMemory: 2 * memory }, request: null });
const launched = e.startRequested();
const running = [
  ...off,
  room,
  {
    ...launched,
    data: { ...launched.data, launch: { ...(launched.data as { launch: object }).launch, maxMemory: 2 * memory } },
  } as never,
  e.started(),
];
type Seen = { vcpus?: number; memory?: number; size?: number; differences?: object[]; grown?: object };
const look = ({ vcpus = 1, memory: bytes = memory, size = 2 ** 30, differences = [], grown = {} }: Seen = {}) =>
  c.record('Hardware', {
    generation: 1,
    seen: { plugged: { vcpus, memory: bytes }, disks: [{ volumeId, size }], differences },
    grown,
    request: null,
  });
const lookAtRest = (differences: object[]) =>
  c.record('Hardware', { generation: 1, seen: { plugged: null, disks: [], differences }, request: null });
const stranger = { field: 'devices/balloon0', expected: NOTHING, observed: 'virtio-balloon-pci', detail: 'x' };
const drift = (field: string, expected: string, observed: string) =>
  happened('compute.VmDriftDetected', { vmId, field, expected, observed, detail: 'x' });
const settle = (verb: 'Adopt' | 'Repair', field?: string) =>
  c.step(`compute.${verb}VmDrift`, ids.other, field === undefined ? {} : { field });
const repairing = [
  ...running,
  drift('vcpus', '2', '1'),
  happened('compute.VmDriftRepairRequested', {
    vmId,
    hostId,
    generation: 1,
    field: 'vcpus',
    to: { vcpus: 2, memory },
    request: ids.other,
  }),
];

describe('a look at the hardware', () => {
  it('that shows what was asked for is no news', () => vm.given(running).when(look()).thenNothing());
  it('tells each difference with both sides, once', () =>
    vm
      .given(running)
      .when(look({ vcpus: 2, memory: 2 * memory, differences: [stranger] }))
      .thenTypes('compute.VmDriftDetected', 'compute.VmDriftDetected', 'compute.VmDriftDetected')
      .thenState((state) =>
        expect(state).toMatchObject({
          drifts: [
            { field: 'devices/balloon0', expected: NOTHING },
            { field: 'vcpus', expected: '1', observed: '2' },
            { field: 'memory', expected: String(memory), observed: String(2 * memory) },
          ],
        }),
      )
      .thenOnlyOnce());
  it('tells that a difference is over', () =>
    vm
      .given([...running, drift('vcpus', '1', '2')])
      .when(look())
      .then([happened('compute.VmDriftCleared', { vmId, field: 'vcpus' })]));
  it('leaves a drift of the power to the word of its vCPUs', () =>
    vm
      .given([...running, drift('power', 'running', 'paused')])
      .when(look())
      .thenNothing());
  it('knows the size of a volume, also of one that has grown', () => {
    vm.given(running)
      .when(look({ size: 2 ** 31 }))
      .thenTypes('compute.VmDriftDetected');
    vm.given(running)
      .when(look({ size: 2 ** 31, grown: { [volumeId]: 2 ** 31 } }))
      .thenNothing();
  });
  it('means nothing while something is under way, or of another launch', () => {
    vm.given([...running, e.restartRequested()])
      .when(look({ vcpus: 2 }))
      .thenNothing();
    vm.given([...running, e.stopped(null), e.startRequested(ids.other, 2), e.started(ids.other, 2)])
      .when(look({ vcpus: 2 }))
      .thenNothing();
    vm.given(running)
      .when(lookAtRest([stranger]))
      .thenNothing();
  });
  it('sees the files of a vm that is off', () =>
    vm
      .given([...running, e.stopped(null)])
      .when(lookAtRest([{ field: `disks/${volumeId}`, expected: '/v', observed: 'no such file', detail: 'x' }]))
      .thenTypes('compute.VmDriftDetected'));
});

describe('adopting hardware', () => {
  it('makes vCPUs that were plugged by hand part of the configuration', () =>
    vm
      .given([...running, drift('vcpus', '1', '2')])
      .when(settle('Adopt'))
      .thenTypes('compute.VmUpdated', 'compute.VmDriftAdopted')
      .thenState((state) => expect(state).toMatchObject({ config: { vcpus: 2 }, drifts: [] })));
  it('takes memory as far as the machine could have been started with it', () => {
    const more = memory + MEMORY_STEP;
    vm.given([...running, drift('memory', String(memory), String(more))])
      .when(settle('Adopt'))
      .thenState((state) => expect(state).toMatchObject({ config: { memory: more } }));
    vm.given([...running, drift('memory', String(memory), String(more + 1))])
      .when(settle('Adopt'))
      .thenRefused('vm.drift-not-adoptable');
  });
  it('is refused of what no configuration can say', () =>
    vm
      .given([...running, drift('devices/balloon0', NOTHING, 'virtio-balloon-pci')])
      .when(settle('Adopt'))
      .thenRefused('vm.drift-not-adoptable'));
  it('wants to know which of several', () => {
    const two = vm.given([...running, drift('vcpus', '1', '2'), drift('devices/b', NOTHING, 'x')]);
    two.when(settle('Adopt')).thenRefused('vm.several-drifts');
    two.when(settle('Adopt', 'memory')).thenRefused('vm.no-drift');
    two
      .when(settle('Adopt', 'vcpus'))
      .thenState((state) => expect(state).toMatchObject({ drifts: [{ field: 'devices/b' }] }));
  });
});

describe('repairing hardware', () => {
  it('asks the host for what the log says, once', () =>
    vm
      .given([...running, drift('memory', String(memory), String(2 * memory))])
      .when(settle('Repair'))
      .thenTypes('compute.VmDriftRepairRequested')
      .thenOnlyOnce());
  it('takes out what is not of the vm', () =>
    vm
      .given([...running, drift('disks/evil', NOTHING, 'virtio-blk-pci')])
      .when(settle('Repair', 'disks/evil'))
      .thenTypes('compute.VmDriftRepairRequested'));
  it('is refused with its reason where it takes a restart, or nothing helps', () => {
    const refused = (...[field, expected, observed]: [string, string, string]) =>
      vm
        .given([...running, drift(field, expected, observed)])
        .when(settle('Repair'))
        .thenRefused('vm.drift-not-repairable');
    refused('vcpus', '1', '2');
    refused('nics/a', 'virtio-net-pci', NOTHING);
    refused(`disks/${volumeId}`, '/v', 'a file without a name');
    vm.given([...running, e.stopped(null), drift(`disks/${volumeId}`, '/v', 'no such file')])
      .when(settle('Repair'))
      .thenRefused('vm.drift-not-repairable');
  });
  it('is refused while the guest stands still', () =>
    vm
      .given([...running, e.paused(), drift('devices/b', NOTHING, 'x')])
      .when(settle('Repair'))
      .thenRefused('vm.not-running'));
  it('ends with the word of the host', () =>
    vm
      .given(repairing)
      .when(c.record('DriftRepaired', { generation: 1, request: ids.other }))
      .then([happened('compute.VmDriftRepaired', { vmId, field: 'vcpus', request: ids.other })])
      .thenState((state) => expect(state).toMatchObject({ drifts: [], work: null, operation: null }))
      .thenOnlyOnce());
  it('fails with what kept the host from it, and the drift stays', () =>
    vm
      .given(repairing)
      .when(c.recordFailed(ids.other))
      .thenTypes('compute.VmDriftRepairFailed')
      .thenState((state) =>
        expect(state).toMatchObject({ drifts: [{ field: 'vcpus' }], work: null, operation: null }),
      ));
  it('is ended by a stop', () =>
    vm.given(repairing).when(c.stop('x')).thenTypes('compute.VmDriftRepairFailed', 'compute.VmStopRequested'));
});
