import type { JournalLine } from '@chronovisor/contracts';
import { describe, expect, it } from 'vitest';
import { threadsOf, type Logged } from './threads.ts';

const at = (ms: number): string => `2026-11-21T00:00:00.${String(ms).padStart(3, '0')}Z`;
const request = { operationId: 'op-1', commandId: 'op-1' };

const event = (position: number, type: string, over: Partial<Logged> & { readonly data?: object } = {}): Logged => ({
  id: `event-${position}`,
  type,
  position,
  at: at(position * 10),
  meta: {
    operationId: 'op-1',
    commandId: 'op-1',
    command: 'compute.StartVm',
    correlationId: 'trace',
    actorKind: 'user',
    actorId: 'admin',
    actorSource: '127.0.0.1',
    action: 'startVm',
  },
  ...over,
  data: { request, ...over.data },
});
const line = (ms: number, over: Partial<JournalLine>): JournalLine => ({
  at: at(ms),
  commandId: 'op-1' as never,
  kind: 'sent',
  name: 'query-status',
  detail: '',
  tookMs: null,
  ...over,
});
const report = {
  meta: { operationId: 'op-1', commandId: 'c-2', command: 'compute.RecordVmStarted', actorKind: 'host', actorId: 'h1' },
};

describe('a thread', () => {
  it('leads from the request over commands, events and host commands to what was said to QEMU and what came of it', () => {
    const [thread, ...others] = threadsOf({
      events: [
        event(1, 'compute.VmStartRequested'),
        event(2, 'compute.VmStarted', { ...report, data: { process: { pid: 7 } } }),
      ],
      lines: [
        line(11, { kind: 'asked', name: 'compute.StartVm' }),
        line(12, { kind: 'sent', name: 'query-status' }),
        line(13, { kind: 'event', name: 'RESUME' }),
        line(14, { kind: 'answered', name: 'query-status', detail: '{"running":true}', tookMs: 2 }),
        line(15, { kind: 'done', name: 'compute.StartVm' }),
      ],
      since: '',
      wholes: new Map(),
      receivedAt: () => at(5),
    });
    expect(others).toEqual([]);
    expect(thread).toMatchObject({
      operation: 'op-1',
      correlationId: 'trace',
      actor: { id: 'admin', source: '127.0.0.1' },
    });
    expect(thread?.entries.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      'request startVm',
      'command compute.StartVm',
      'event vm.start-requested',
      'host-command compute.StartVm',
      'qmp-command query-status',
      'qmp-event RESUME',
      'command compute.RecordVmStarted',
      'event vm.started',
    ]);
    expect(thread?.entries[0]).toMatchObject({ at: at(5), detail: 'by admin from 127.0.0.1' });
    expect(thread?.entries[4]).toMatchObject({ detail: '{"running":true}', tookMs: 2 });
    expect(thread?.entries[7]).toMatchObject({ detail: 'QEMU runs it, as process 7', position: 2 });
  });

  it('of what happened by itself begins with what QEMU said', () => {
    const meta = {
      operationId: 'op-9',
      commandId: 'op-9',
      command: 'compute.RecordVmPaused',
      actorKind: 'host',
      actorId: 'h1',
    };
    const [thread] = threadsOf({
      events: [event(3, 'compute.VmPaused', { meta, data: { request: null, reason: 'paused' } })],
      lines: [line(29, { kind: 'event', name: 'STOP', commandId: null })],
      since: '',
      wholes: new Map(),
      receivedAt: () => null,
    });
    expect(thread).toMatchObject({ operation: null, actor: { kind: 'host' } });
    expect(thread?.entries.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      'qmp-event STOP',
      'command compute.RecordVmPaused',
      'event vm.paused',
    ]);
  });

  it('has nothing of what QEMU said long before', () => {
    const lines = [line(1, { kind: 'event', name: 'STOP', commandId: null })];
    const [thread] = threadsOf({
      events: [event(3, 'compute.VmStartRequested')],
      lines,
      since: at(20),
      wholes: new Map(),
      receivedAt: () => null,
    });
    expect(thread?.entries.map(({ kind }) => kind)).not.toContain('qmp-event');
  });

  it('tells a refusal of QEMU, and a command that got no answer', () => {
    const [thread] = threadsOf({
      events: [event(1, 'compute.VmStartRequested')],
      lines: [
        line(11, { name: 'cont' }),
        line(12, { kind: 'refused', name: 'cont', detail: 'Resetting the Virtual Machine is required', tookMs: 1 }),
        line(13, { name: 'quit' }),
      ],
      since: '',
      wholes: new Map(),
      receivedAt: () => null,
    });
    expect(thread?.entries.slice(-2)).toMatchObject([
      { detail: 'refused: Resetting the Virtual Machine is required', tookMs: 1 },
      { name: 'quit', tookMs: null },
    ]);
  });

  it('is one for each request, in the order of the log', () => {
    const other = { ...event(4, 'compute.VmPauseRequested'), meta: { operationId: 'op-2', commandId: 'op-2' } };
    const threads = threadsOf({
      events: [event(1, 'compute.VmStartRequested'), other],
      lines: [],
      since: '',
      wholes: new Map(),
      receivedAt: () => null,
    });
    expect(threads.map(({ entries }) => entries.length)).toEqual([3, 2]);
  });

  it('tells what was done once, though the event that ends it names the request as well', () => {
    const changed = event(2, 'compute.VmUpdated', { ...report, data: { changes: { vcpus: 2 } } });
    const [thread] = threadsOf({
      events: [event(1, 'compute.VmHardwareChangeRequested', { data: { changes: { vcpus: 2 } } }), changed],
      lines: [line(11, { kind: 'asked', name: 'compute.ChangeHardware' }), line(12, { name: 'device_add' })],
      since: '',
      wholes: new Map(),
      receivedAt: () => at(5),
    });
    expect(thread?.entries.map(({ name }) => name).filter((name) => name === 'device_add')).toHaveLength(1);
  });

  it('tells a question that was asked over and over once, with the last answer', () => {
    const asked = (ms: number, detail: string) => [
      line(ms, { name: 'query-memory-devices' }),
      line(ms + 1, { kind: 'answered', name: 'query-memory-devices', detail, tookMs: 1 }),
    ];
    const [thread] = threadsOf({
      events: [event(1, 'compute.VmHardwareChangeRequested', { data: { changes: {} } })],
      lines: [...asked(11, 'size 0'), ...asked(13, 'size 1'), ...asked(15, 'size 2'), line(17, { name: 'device_add' })],
      since: '',
      wholes: new Map(),
      receivedAt: () => at(5),
    });
    const said = thread?.entries.filter(({ kind }) => kind === 'qmp-command').map(({ name, detail }) => [name, detail]);
    expect(said).toEqual([
      ['query-memory-devices', '3 times, at last size 2'],
      ['device_add', ''],
    ]);
  });

  it('of which a vm saw only steps is named after the whole operation', () => {
    const meta = { operationId: 'op-1', commandId: 'op-1', command: 'saga.start', actorKind: 'user', actorId: 'admin' };
    const started = event(1, 'saga.Started', { meta, data: { type: 'vm.clone' } });
    const [thread] = threadsOf({ events: [started], lines: [], since: '', wholes: new Map(), receivedAt: () => at(5) });
    expect(thread?.entries[0]).toMatchObject({ kind: 'request', name: 'vm.clone' });
  });

  it('has nothing before its request that QEMU said by itself: that is left of the thread before', () => {
    const meta = { ...event(9, '').meta, operationId: 'op-2', commandId: 'op-2' };
    const threads = threadsOf({
      events: [event(1, 'compute.VmPaused'), event(9, 'compute.VmPauseRequested', { meta })],
      lines: [line(20, { commandId: null, kind: 'event', name: 'ACPI_DEVICE_OST' })],
      since: '',
      wholes: new Map(),
      receivedAt: (operationId) => (operationId === 'op-2' ? at(85) : at(5)),
    });
    const where = threads.map(({ entries }) => entries.some(({ name }) => name === 'ACPI_DEVICE_OST'));
    expect(where).toEqual([true, false]);
  });

  it('of an order to many begins with the request for that order', () => {
    const child = event(3, 'compute.VmStartRequested');
    const { action: _, ...meta } = { action: '', ...child.meta, causationId: 'bulk-1' };
    const whole = { operation: 'bulk-1', summary: 'start of 2 vms', request: 'bulkVms' };
    const [thread] = threadsOf({
      events: [{ ...child, meta }],
      lines: [],
      since: '',
      wholes: new Map([['bulk-1', whole]]),
      receivedAt: (id) => (id === 'bulk-1' ? at(1) : null),
    });
    expect(thread).toMatchObject({
      operation: 'op-1',
      partOf: whole,
      entries: [{ kind: 'request', name: 'bulkVms', at: at(1) }, { kind: 'command' }, { kind: 'event' }],
    });
  });
});
