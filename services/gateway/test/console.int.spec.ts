import { VmStarted, VmStartRequested } from '@chronovisor/contracts';
import { newId } from '@chronovisor/kernel/ids';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { lastLines } from '../src/inbound/http/vms/serial.ts';
import { startBed, type Bed } from './bed.ts';
import { type LittleAudit, LittleHost } from './little-services.ts';
import { happening } from './recorder.ts';
import { created, launchSpec, provisioned, putWorld, requestOf, sampleHost } from './samples.ts';

let bed: Bed;
let host: LittleHost;
let audit: LittleAudit;

beforeAll(async () => {
  bed = await startBed();
  const world = await putWorld(bed.recorder);
  host = new LittleHost(bed.far, world.host.hostId);
  ({ audit } = bed);
  const put = async (name: string, hostId: string, running: boolean): Promise<void> => {
    const vmId = newId();
    const request = requestOf();
    const process = { pid: 7, startTicks: 1, accelerator: 'tcg' as const };
    await bed.recorder.put(`vm-${vmId}`, created(vmId, hostId, { name }), provisioned(vmId));
    if (!running) return;
    const asked = { vmId, hostId, request, generation: 1, launch: launchSpec(vmId, name) };
    await bed.recorder.put(
      `vm-${vmId}`,
      happening(VmStartRequested, asked),
      happening(VmStarted, { vmId, generation: 1, process, request }),
    );
  };
  await put('web-1', world.host.hostId, true);
  await put('off-1', world.host.hostId, false);
  await put('far-1', sampleHost().hostId, true);
});
afterAll(async () => {
  host.leaving = true;
  await bed.stop();
});
beforeEach(() => {
  host.serial = Buffer.from('one\ntwo\nthree\n');
});

const url = (path: string): string => `${bed.url.replace('http', 'ws')}/api/v1/vms/${path}/console`;

describe('the serial log', () => {
  const serial = async (query = ''): Promise<string> =>
    (await bed.call('GET', `/api/v1/vms/web-1/serial${query}`)).text();

  it('comes as it was written, whole', async () => {
    host.serial = Buffer.from('ü\x1b[0m'.repeat(100_000));
    expect(await serial()).toBe(host.serial.toString());
  });

  it('comes from its last lines', async () => {
    expect(await serial('?tail=2')).toBe('two\nthree\n');
    expect(await serial('?tail=0')).toBe('');
    expect(await serial('?tail=50')).toBe('one\ntwo\nthree\n');
  });

  it('is followed while the guest writes', async () => {
    const abort = new AbortController();
    const response = await fetch(`${bed.url}/api/v1/vms/web-1/serial?follow=true&tail=1`, {
      headers: { authorization: `Bearer ${bed.token}` },
      signal: abort.signal,
    });
    expect(response.headers.get('content-type')).toContain('text/plain');
    const reader = (response.body as ReadableStream<Uint8Array>).getReader();
    const next = async (): Promise<string> => Buffer.from((await reader.read()).value ?? []).toString();
    expect(await next()).toBe('three\n');
    host.serial = Buffer.concat([host.serial, Buffer.from('four\n')]);
    expect(await next()).toBe('four\n');
    abort.abort();
  });

  it('says 503 when the host of the vm does not answer', async () => {
    const response = await bed.call('GET', '/api/v1/vms/far-1/serial');
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({ hint: expect.stringContaining('host process') });
  });
});

describe('the last lines of a text', () => {
  const of = (text: string, lines: number): string => lastLines(Buffer.from(text), lines).toString();
  it('are counted from the end, a line without an end among them', () => {
    expect(of('a\nb\nc\n', 1)).toBe('c\n');
    expect(of('a\nb\nc', 1)).toBe('c');
    expect(of('a\nb\nc', 2)).toBe('b\nc');
    expect(of('\n\n\n', 2)).toBe('\n\n');
    expect(of('a\nb', 9)).toBe('a\nb');
    expect(of('', 3)).toBe('');
  });
});

describe('the screen', () => {
  it('comes as PNG', async () => {
    const response = await bed.call('GET', '/api/v1/vms/web-1/screenshot');
    expect(response.headers.get('content-type')).toBe('image/png');
    expect(await response.text()).toBe('PNG');
  });
});

describe('the console', () => {
  const join = (path: string, protocols: string[]): WebSocket => {
    const socket = new WebSocket(url(path), protocols);
    socket.binaryType = 'arraybuffer';
    return socket;
  };
  const event = <K extends 'open' | 'close' | 'error' | 'message'>(socket: WebSocket, name: K): Promise<Event> =>
    new Promise((resolve) => socket.addEventListener(name, resolve, { once: true }));
  const protocols = (): string[] => ['chrono.console', `chrono.bearer.${bed.token}`];

  it('carries bytes both ways, and is on the audit trail', async () => {
    const socket = join('web-1', protocols());
    await event(socket, 'open');
    expect(socket.protocol).toBe('chrono.console');
    await expect.poll(() => host.consoles.length).toBe(1);
    const answer = event(socket, 'message');
    socket.send(new TextEncoder().encode('hello\r'));
    expect(Buffer.from(((await answer) as unknown as { data: ArrayBuffer }).data).toString()).toBe('HELLO\r');
    const closed = event(socket, 'close');
    socket.close();
    await closed;
    await expect.poll(() => audit.taken.map(({ action }) => action)).toContain('openVmConsole');
  });

  it('stays shut without the token, for a vm that is off, and for one that is not there', async () => {
    for (const [path, offered] of [
      ['web-1', ['chrono.console']],
      ['off-1', protocols()],
      ['none', protocols()],
    ] as const) {
      const socket = join(path, [...offered]);
      const failed = event(socket, 'error');
      await failed;
      expect(socket.readyState).toBe(WebSocket.CLOSED);
    }
  });

  it('says why when the host does not let it in', async () => {
    const socket = join('far-1', protocols());
    const closed = (await event(socket, 'close')) as CloseEvent;
    expect(closed.code).toBe(1013);
    expect(closed.reason).toContain('bus.no-responders');
  });

  it('asks those who come without a WebSocket to upgrade', async () => {
    const response = await bed.call('GET', '/api/v1/vms/web-1/console');
    expect(response.status).toBe(426);
    expect(response.headers.get('upgrade')).toBe('websocket');
    expect(await response.json()).toMatchObject({ code: 'request.upgrade-required' });
    expect((await bed.call('GET', '/api/v1/vms/off-1/console')).status).toBe(409);
    expect((await bed.call('GET', '/api/v1/vms/none/console')).status).toBe(404);
  });
});
