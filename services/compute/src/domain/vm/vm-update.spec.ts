import type { RecordedChanges, VmChanges } from '@chronovisor/contracts';
import { specify } from '@chronovisor/testing';
import { describe, expect, it } from 'vitest';
import { vmDecider } from './decide/decide.ts';
import { happened } from './decide/types.ts';
import type { VmEvent } from './state.ts';
import { build } from './vm.fixture.ts';

const vm = specify(vmDecider);
const { events: e, commands: c, ids, facts } = build();
const { vmId, hostId } = facts;
const MIB = 2 ** 20;

/** Four places for vCPUs, and memory that may double. */
const roomy = happened('compute.VmUpdated', {
  vmId,
  changes: { cpu: { sockets: 2, cores: 2, threads: 1 }, maxMemory: 256 * MIB },
  request: ids.other,
});
const off = [e.created(), e.provisioned(), roomy];
const state = off.reduce(vmDecider.evolve, vmDecider.initial);
const startRequested = (vmDecider.decide(c.start('s'), state) as readonly VmEvent[])[0] as VmEvent;
const running = [...off, startRequested, e.started()];

const change = (changes: VmChanges, how: object = {}) => c.step('compute.UpdateVm', ids.other, { changes, ...how });
const requestOf = (command: ReturnType<typeof change>) => ({
  operationId: command.meta.operationId,
  commandId: command.meta.commandId,
});
const live = (changes: RecordedChanges, to: object, command: ReturnType<typeof change>): VmEvent =>
  happened('compute.VmHardwareChangeRequested', {
    vmId,
    hostId,
    generation: 1,
    changes,
    from: { vcpus: 1, memory: 128 * MIB },
    to: { vcpus: 1, memory: 128 * MIB, ...to },
    request: requestOf(command),
  });

describe('a change of a running vm', () => {
  const more = change({ vcpus: 4, memory: 192 * MIB });
  const asked = live({ vcpus: 4, memory: 192 * MIB }, { vcpus: 4, memory: 192 * MIB }, more);
  const done = c.step('compute.RecordVmHardwareChanged', ids.other, { generation: 1, request: requestOf(more) });

  it('asks its host for what can be plugged, and is so when the host says so', () => {
    vm.given(running).when(more).then([asked]).thenOnlyOnce();
    vm.given([...running, asked])
      .when(done)
      .then([
        happened('compute.VmUpdated', {
          vmId,
          changes: { vcpus: 4, memory: 192 * MIB },
          request: requestOf(more),
        }),
      ])
      .thenState((after) =>
        expect(after).toMatchObject({ config: { vcpus: 4, memory: 192 * MIB }, work: null, operation: null }),
      )
      .thenOnlyOnce();
  });

  it('that its guest does not follow leaves the configuration as it was', () =>
    vm
      .given([...running, asked])
      .when(c.recordFailed(requestOf(more)))
      .thenTypes('compute.VmHardwareChangeFailed')
      .thenState((after) => expect(after).toMatchObject({ config: { vcpus: 1 }, work: null, operation: null }))
      .thenOnlyOnce());

  it('fails when the vm ends meanwhile, and word of it comes too late then', () => {
    vm.given([...running, asked])
      .when(c.recordCrashed())
      .thenTypes('compute.VmCrashed', 'compute.VmHardwareChangeFailed');
    vm.given([...running, asked, e.crashed()])
      .when(done)
      .thenTypes('compute.VmUpdated');
    vm.given([...running])
      .when(done)
      .thenNothing();
  });

  it('lets nothing else happen to the vm before its end, but for its power being cut', () => {
    vm.given([...running, asked])
      .when(c.pause('p'))
      .thenRefused('vm.busy');
    vm.given([...running, asked])
      .when(c.stop('x'))
      .thenTypes('compute.VmHardwareChangeFailed', 'compute.VmStopRequested');
  });

  it.each<[string, VmChanges, string]>([
    ['what is fixed at the start', { boot: { ...facts.boot, menu: true } }, '/boot'],
    ['the layout of its vCPUs', { cpu: { sockets: 1, cores: 8, threads: 1 } }, '/cpu'],
    ['less memory than it started with', { memory: 96 * MIB }, '/memory'],
    ['half a step of memory', { memory: 129 * MIB }, '/memory'],
  ])('is refused for %s, naming the field', (_, changes, pointer) =>
    vm
      .given(running)
      .when(change(changes))
      .thenRefused('vm.restart-needed', { errors: [{ pointer, detail: expect.any(String) }] }),
  );

  it('takes no emulated vCPU away, which would end QEMU later', () => {
    const grown = happened('compute.VmUpdated', { vmId, changes: { vcpus: 4 }, request: ids.other });
    vm.given([...running, grown])
      .when(change({ vcpus: 2 }))
      .thenRefused('vm.restart-needed', { errors: [{ pointer: '/vcpus', detail: expect.any(String) }] });
  });

  it('is held against what the machine was started with, not against what is written down since', () => {
    const raised = [
      ...running,
      happened('compute.VmChangesKept', { vmId, pending: { cpu: null }, request: ids.other }),
    ];
    vm.given(raised)
      .when(change({ vcpus: 2 }))
      .thenTypes('compute.VmHardwareChangeRequested');
  });

  it('does not rename in the same breath', () =>
    vm
      .given(running)
      .when(change({ vcpus: 2, name: 'db-1' }))
      .thenRefused('vm.rename-apart', { errors: [{ pointer: '/name', detail: expect.any(String) }] }));

  it('waits until a paused guest can take part', () =>
    vm
      .given([...running, e.paused()])
      .when(change({ vcpus: 2 }))
      .thenRefused('vm.not-running'));

  it('says what cannot be known while its host is silent', () =>
    vm
      .given([...running, e.lost()])
      .when(change({ vcpus: 2 }))
      .thenRefused('vm.unknown'));
});

describe('the most a vm can have', () => {
  it('goes for every change, with the field and the limit', () => {
    for (const at of [off, running]) {
      const most = [{ pointer: '/vcpus', detail: 'at most 4' }];
      vm.given(at)
        .when(change({ vcpus: 5 }))
        .thenRefused('vm.vcpus-over-max', { errors: most });
      vm.given(at)
        .when(change({ memory: 512 * MIB }))
        .thenRefused('vm.memory-over-max', { errors: [{ pointer: '/memory', detail: expect.any(String) }] });
    }
  });

  it('can be raised, or given up, in the same request', () => {
    const layout = { sockets: 1, cores: 8, threads: 1 };
    vm.given(off)
      .when(change({ vcpus: 8, cpu: layout }))
      .thenTypes('compute.VmUpdated');
    vm.given(off)
      .when(change({ vcpus: 16, cpu: null, memory: 512 * MIB, maxMemory: null }))
      .thenTypes('compute.VmUpdated');
  });
});

describe('a change that waits', () => {
  const menu = { ...facts.boot, menu: true };
  const later = change({ boot: menu, description: 'x', vcpus: 2 }, { apply: 'next-start' });
  const kept = (pending: RecordedChanges | null, command = later): VmEvent =>
    happened('compute.VmChangesKept', { vmId, pending, request: requestOf(command) });
  const waiting = [...running, kept({ boot: menu, vcpus: 2 })];

  it('is kept, but for what can be at any time', () =>
    vm
      .given(running)
      .when(later)
      .then([
        happened('compute.VmUpdated', { vmId, changes: { description: 'x' }, request: requestOf(later) }),
        kept({ boot: menu, vcpus: 2 }),
      ])
      .thenOnlyOnce());

  it('is made by the next start, before it', () =>
    vm
      .given([...waiting, e.stopped(null)])
      .when(c.start('again'))
      .thenTypes('compute.VmUpdated', 'compute.VmStartRequested')
      .thenState((after) =>
        expect(after).toMatchObject({ config: { vcpus: 2, boot: { menu: true } }, pending: null, generation: 2 }),
      ));

  it('launches what was kept', () => {
    const at = [...waiting, e.stopped(null)].reduce(vmDecider.evolve, vmDecider.initial);
    const events = vmDecider.decide(c.start('again'), at) as readonly VmEvent[];
    expect(events[1]).toMatchObject({ data: { launch: { vcpus: 2, boot: { menu: true } } } });
    expect(events[0]).toMatchObject({ data: { request: null } });
  });

  it('gives way to a later change of the same thing', () =>
    vm
      .given([...waiting, happened('compute.VmUpdated', { vmId, changes: { vcpus: 3 }, request: ids.other })])
      .when(c.update({}))
      .thenNothing()
      .thenState((after) => expect(after).toHaveProperty('pending', { boot: menu })));

  it('is taken back by asking for what is so now', () => {
    const back = change({ vcpus: 1 }, { apply: 'next-start' });
    vm.given(waiting)
      .when(back)
      .then([kept({ boot: menu }, back)])
      .thenOnlyOnce();
  });
});

describe('a change that may restart the vm', () => {
  const menu = { ...facts.boot, menu: true };
  const asked = change({ boot: menu, vcpus: 2 }, { apply: 'restart', timeoutSeconds: 5 });
  const begun = happened('compute.VmReconfigureRequested', {
    vmId,
    changes: { boot: menu, vcpus: 2 },
    before: { boot: facts.boot, vcpus: 1 },
    timeoutSeconds: 5,
    force: false,
    request: requestOf(asked),
  });
  const at = [...running, begun];
  const apply = (changes: object) => c.step('compute.ApplyVmChanges', requestOf(asked), { changes });

  it('begins with the way there and the way back', () => vm.given(running).when(asked).then([begun]).thenOnlyOnce());

  it('restarts nothing where the running machine takes it up', () =>
    vm
      .given(running)
      .when(change({ vcpus: 2 }, { apply: 'restart' }))
      .thenTypes('compute.VmHardwareChangeRequested'));

  it('is written down while it is off, by its own steps alone, and once', () => {
    const dark = [...at, e.stopped(null)];
    vm.given(dark)
      .when(apply({ boot: menu, vcpus: 2 }))
      .thenTypes('compute.VmUpdated')
      .thenOnlyOnce();
    vm.given(at)
      .when(apply({ vcpus: 2 }))
      .thenRefused('vm.not-off');
    vm.given(dark)
      .when(c.step('compute.ApplyVmChanges', ids.stop, { changes: { vcpus: 2 } }))
      .thenRefused('vm.busy');
  });

  it('keeps the vm to itself until it has ended, well or not', () => {
    vm.given(at).when(c.start('s')).thenRefused('vm.busy');
    const end = c.step('compute.RecordVmReconfigureEnded', requestOf(asked), { problem: facts.problem });
    vm.given(at)
      .when(end)
      .thenTypes('compute.VmReconfigureEnded')
      .thenState((after) => expect(after).toMatchObject({ operation: null, config: { vcpus: 1 } }))
      .thenOnlyOnce();
    vm.given(running).when(end).thenNothing();
  });
});
