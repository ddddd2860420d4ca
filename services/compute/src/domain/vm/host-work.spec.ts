/** What hosts are told: as their contracts want it, and only for intents. */
import { computeEvents, eventRegistry, hostRegistry } from '@chronovisor/contracts';
import { describe, expect, it } from 'vitest';
import { decide } from './decide/decide.ts';
import { happened } from './decide/types.ts';
import { vmHostWork } from './host-work.ts';
import { launchSpec } from './launch-spec.ts';
import type { PresentVm, VmEvent } from './state.ts';
import { evolve } from './evolve.ts';
import { build } from './vm.fixture.ts';

const { events: e, commands: c, ids, facts } = build();
const { vmId, hostId } = facts;
const asked = { vmId, hostId, request: ids.other, generation: 3 };
const intents: readonly (readonly [VmEvent, string])[] = [
  [e.startRequested(ids.other, 3), 'compute.StartVm'],
  [e.shutdownRequested(ids.other), 'compute.ShutdownVm'],
  [happened('compute.VmStopRequested', asked), 'compute.StopVm'],
  [happened('compute.VmPauseRequested', asked), 'compute.PauseVm'],
  [happened('compute.VmResumeRequested', asked), 'compute.ResumeVm'],
  [happened('compute.VmResetRequested', asked), 'compute.ResetVm'],
  [
    happened('compute.VmHardwareChangeRequested', {
      ...asked,
      changes: { vcpus: 2 },
      from: { vcpus: 1, memory: 1 },
      to: { vcpus: 2, memory: 1 },
    }),
    'compute.ChangeHardware',
  ],
  [happened('compute.VmCopyRequested', { ...asked, cloneId: vmId, disks: [], variables: true }), 'compute.CopyVm'],
  [
    happened('compute.VmDriftRepairRequested', { ...asked, field: 'vcpus', to: { vcpus: 2, memory: 1 } }),
    'compute.RepairDrift',
  ],
  [happened('compute.VmFilesRemovalRequested', { vmId, hostId, request: ids.other }), 'compute.RemoveVm'],
];

/** Intents that begin an operation of several steps are nobody's work as a whole. */
const OF_SAGAS = ['vm.create', 'vm.restart', 'vm.reconfigure', 'vm.delete'];

describe('the host', () => {
  it.each(intents.map(([event, type]) => [event.type, type, event] as const))(
    'hears %s as %s',
    (_from, type, event) => {
      const work = vmHostWork(event);
      expect(work).toMatchObject({ hostId, type, request: ids.other, data: { vmId, request: ids.other } });
      expect(hostRegistry.get(type)?.data.safeParse(work?.data).error).toBeUndefined();
    },
  );

  it('is told of every intent of one step, and of nothing else', () => {
    const opening = computeEvents.filter(({ type }) => {
      const role = eventRegistry.get(type);
      return role?.opens !== undefined && role.ends === undefined && !OF_SAGAS.includes(role.opens);
    });
    expect(new Set(opening.map(({ type }) => type))).toEqual(new Set(intents.map(([{ type }]) => type)));
    for (const event of [e.created(), e.provisioned(), e.started(), e.stopped(null), e.lost(), e.restartRequested()]) {
      expect(vmHostWork(event)).toBe(null);
    }
  });
});

describe('a launch', () => {
  const disk = { volumeId: vmId, poolId: vmId, path: '/d', format: 'raw', bus: 'virtio', size: 1 } as never;
  const nic = { nicId: vmId, networkId: vmId, kind: 'user', mac: '52:54:00:00:00:01', model: 'virtio' } as never;
  const made = happened('compute.VmProvisioned', { vmId, disks: [disk], nics: [nic], boot: facts.boot, iso: '/i' });
  const vm = [e.created(), made].reduce(evolve, { kind: 'none' }) as PresentVm;

  it('carries the whole configuration and the number of the launch', () => {
    expect(launchSpec(vm, 7)).toEqual({
      vmId,
      name: 'web-1',
      generation: 7,
      vcpus: 1,
      memory: 2 ** 27,
      os: 'linux',
      firmware: 'bios',
      boot: facts.boot,
      iso: '/i',
      disks: [disk],
      nics: [nic],
      graphics: { type: 'none' },
    });
  });

  it('carries what was changed before it', () => {
    const changed = evolve(vm, (decide(c.update({ vcpus: 4, iso: null }), vm) as readonly VmEvent[])[0]!);
    expect(launchSpec(changed as PresentVm, 1)).toMatchObject({ vcpus: 4, iso: null, name: 'web-1' });
  });
});
