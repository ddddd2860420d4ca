import { describe, expect, it } from 'vitest';
import { explain, type Happened, type WhyFacts } from './explain.ts';

const user = { actorKind: 'user', actorId: 'admin', actorSource: '127.0.0.1' };
const request = { operationId: 'op-1', commandId: 'op-1' };
const event = (position: number, type: string, data: object = {}, meta: Record<string, string> = {}): Happened => ({
  type,
  data,
  position,
  at: `2026-11-21T00:00:0${position}.000Z`,
  meta,
});
const vm = {
  id: 'vm',
  name: 'web-1',
  status: 'running',
  intent: 'running',
  host: 'h1',
  createdAt: '2026-11-21T00:00:00.000Z',
  drifts: [],
};
const facts = (over: Partial<WhyFacts> & { readonly is?: object } = {}): WhyFacts => {
  const { is, ...rest } = over;
  return { vm: { ...vm, ...is } as never, events: [], operation: null, hostConnected: true, ...rest };
};

const asked = event(1, 'compute.VmStartRequested', { request }, user);
const started = event(2, 'compute.VmStarted', { request, process: { pid: 7 } }, { actorKind: 'host', actorId: 'h1' });

describe('why', () => {
  it('a vm runs: who asked for it, and when', () => {
    const why = explain(facts({ events: [asked, started] }));
    expect(why.summary).toBe('web-1 is running: QEMU runs it, as process 7');
    expect(why.because).toMatchObject([
      { text: 'user admin from 127.0.0.1 asked: it is to boot', type: 'vm.start-requested' },
      { type: 'vm.started', position: 2 },
    ]);
    expect(why).toMatchObject({ since: started.at, waitsFor: null, next: [] });
  });

  it('a vm is off against its intent, with how QEMU ended', () => {
    const exit = { code: null, signal: 'SIGKILL', reason: 'QEMU was killed by SIGKILL', logTail: '' };
    const why = explain(
      facts({
        is: { status: 'off', lastExit: { ...exit, at: '' } },
        events: [asked, started, event(3, 'compute.VmCrashed', { exit })],
      }),
    );
    expect(why.summary).toBe(
      'web-1 is off: QEMU ended without a word: QEMU was killed by SIGKILL; it is meant to be running',
    );
    expect(why.next.join(' ')).toContain('chrono vm logs web-1');
  });

  it('a vm stands still though nobody of us asked', () => {
    const why = explain(
      facts({
        is: { status: 'paused' },
        events: [asked, started, event(3, 'compute.VmPaused', { reason: 'paused', request: null })],
      }),
    );
    expect(why.summary).toContain('somebody stopped the vCPUs at QEMU itself');
  });

  it('a vm runs, and its guest does not', () => {
    const why = explain(
      facts({
        is: { guestPanickedAt: '2026-11-21T00:00:03.000Z' },
        events: [asked, started, event(3, 'compute.VmGuestPanicked')],
      }),
    );
    expect(why.summary).toBe('web-1 is running: QEMU runs it, as process 7; its guest’s kernel panicked');
    expect(why.because.at(-1)?.type).toBe('vm.guest-panicked');
    expect(why.next.join(' ')).toContain('chrono vm reset web-1');
  });

  it('a vm runs, and what was changed of it since is done', () => {
    const change = { operationId: 'op-2', commandId: 'op-2' };
    const events = [
      asked,
      started,
      event(3, 'compute.VmHardwareChangeRequested', { request: change, changes: { vcpus: 2 } }),
      event(4, 'compute.VmUpdated', { request: change, changes: { vcpus: 2 } }),
    ];
    expect(explain(facts({ events })).because.at(-1)?.type).toBe('vm.started');
    expect(explain(facts({ events: events.slice(0, 3) })).because.at(-1)?.type).toBe('vm.hardware-change-requested');
  });

  it('a vm did not come up: the failure stands behind the status it stayed in', () => {
    const problem = { code: 'vm.start-failed', message: 'a disk is missing' };
    const events = [
      event(1, 'compute.VmProvisioned'),
      { ...asked, position: 2 },
      event(3, 'compute.VmStartFailed', { request, problem }),
    ];
    const why = explain(facts({ is: { status: 'off' }, events }));
    expect(why.because.at(-1)?.text).toBe('it did not boot: a disk is missing');
  });

  it('nobody knows how a vm is: its host is silent', () => {
    const events = [asked, started, event(3, 'compute.VmLost')];
    const why = explain(facts({ is: { status: 'unknown' }, events, hostConnected: false }));
    expect(why.waitsFor).toBe('the host h1 to speak again');
    expect(why.next[0]).toContain('see to the host h1');
  });

  it('something is under way: what, at which step, asked by whom', () => {
    const operation = {
      id: 'op-1',
      type: 'vm.start',
      status: 'running',
      progress: { done: 0, total: 1, step: 'boot' },
      createdAt: '',
      actor: { kind: 'user', id: 'admin' },
    } as const;
    const why = explain(
      facts({
        is: { status: 'off', intent: 'running' },
        operation: operation as never,
        events: [asked],
        hostConnected: false,
      }),
    );
    expect(why.waitsFor).toBe(
      'the operation vm.start, asked for by user admin, is running, at its step boot; the host h1 does not answer, and is asked again when it does',
    );
  });
});
