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
      receivedAt: () => null,
    });
    expect(threads.map(({ entries }) => entries.length)).toEqual([3, 2]);
  });
});
