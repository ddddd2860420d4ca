/** What the client makes of a monitor that misbehaves: every command ends, with true advice, and nothing grows without end. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startFakeQmp, type FakeQmp } from './fake/index.ts';
import { connectQmp, isQmpRefusal, type ConnectOptions, type QmpClient, type QmpTraceEntry } from './index.ts';

let dir: string;
let qemu: FakeQmp;
let clients: QmpClient[];

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'qmp-'));
  qemu = await startFakeQmp({ sockets: [join(dir, 'm.sock')] });
  clients = [];
});
afterEach(async () => {
  await Promise.all(clients.map((client) => client.close()));
  await qemu.stop();
  await rm(dir, { recursive: true });
});

const connect = async (options: Partial<ConnectOptions> = {}): Promise<QmpClient> => {
  const client = await connectQmp({ path: join(dir, 'm.sock'), ...options });
  clients.push(client);
  return client;
};
const commandsReceived = (): string[] => qemu.received.map(({ command }) => command).slice(1);

describe('connecting', () => {
  it('says that nobody is there', async () => {
    await expect(connect({ path: join(dir, 'none.sock') })).rejects.toMatchObject({
      code: 'qmp.unreachable',
      retry: 'later',
    });
    await expect(connect({ path: join(dir, 'no', 'd'.repeat(120), 'x') })).rejects.toMatchObject({
      code: 'qmp.unreachable',
    });
    await expect(connect({ path: join(dir, 'd'.repeat(120)) })).rejects.toMatchObject({
      code: 'qmp.unreachable',
      retry: 'never',
    });
  });

  it('says that what answers is not QEMU', async () => {
    qemu.next('greeting', { do: 'garbage', text: 'SSH-2.0-OpenSSH_9.2' });
    await expect(connect()).rejects.toMatchObject({ code: 'qmp.garbage', facts: { line: 'SSH-2.0-OpenSSH_9.2' } });
  });

  it('gives up when the greeting does not come, and when the line breaks instead', async () => {
    qemu.next('greeting', { do: 'hang' });
    await expect(connect({ connectTimeoutMs: 50 })).rejects.toMatchObject({ code: 'qmp.no-greeting' });
    qemu.next('greeting', { do: 'disconnect' });
    await expect(connect()).rejects.toMatchObject({ code: 'qmp.disconnected', retry: 'later' });
  });

  it('gives up when the negotiation is not answered', async () => {
    qemu.next('qmp_capabilities', { do: 'hang' });
    await expect(connect({ connectTimeoutMs: 50 })).rejects.toMatchObject({ code: 'qmp.no-greeting' });
  });

  it('stops when its caller does, before and in the middle', async () => {
    await expect(connect({ signal: AbortSignal.abort(new Error('going home')) })).rejects.toMatchObject({
      code: 'qmp.aborted',
    });
    qemu.next('greeting', { do: 'hang' });
    const home = new AbortController();
    const connecting = connect({ signal: home.signal });
    setImmediate(() => home.abort());
    await expect(connecting).rejects.toMatchObject({ code: 'qmp.aborted' });
  });
});

describe('a command', () => {
  it('is answered though the answer comes byte by byte', async () => {
    const client = await connect();
    qemu.next('query-status', { do: 'dribble' });
    expect(await client.execute('query-status')).toMatchObject({ status: 'prelaunch' });
  });

  it('that meets garbage ends in doubt, and so does the line', async () => {
    const client = await connect();
    qemu.next('cont', { do: 'garbage', text: '{"return": oops' });
    await expect(client.execute('cont')).rejects.toMatchObject({
      code: 'qmp.garbage',
      retry: 'look-first',
      facts: { command: 'cont', sent: true },
    });
    expect(await client.closed).toMatchObject({ reason: 'fault', fault: { code: 'qmp.garbage' } });
    await expect(client.execute('stop')).rejects.toMatchObject({
      code: 'qmp.garbage',
      retry: 'later',
      facts: { sent: false },
    });
  });

  it('ends in doubt when the line breaks in the middle of it', async () => {
    const client = await connect();
    qemu.next('cont', { do: 'disconnect' });
    await expect(client.execute('cont')).rejects.toMatchObject({ code: 'qmp.disconnected', retry: 'look-first' });
    expect((await client.closed).reason).toBe('peer');
  });

  it('ends in doubt when it takes too long, and its late answer does no harm', async () => {
    const seen: QmpTraceEntry[] = [];
    const client = await connect({ onTrace: (entry) => void seen.push(entry) });
    qemu.next('cont', { do: 'delay', ms: 100 });
    await expect(client.execute('cont', undefined, { timeoutMs: 20 })).rejects.toMatchObject({
      code: 'qmp.timed-out',
      retry: 'look-first',
    });
    expect(await client.execute('query-status')).toMatchObject({ status: 'running' });
    expect(seen.filter((entry) => 'command' in entry && entry.command === 'cont').map(({ kind }) => kind)).toEqual([
      'sent',
      'lost',
      'reply',
    ]);
  });

  it('that QEMU refuses carries its class and its words', async () => {
    const client = await connect();
    qemu.next('device_add', { do: 'refuse', class: 'DeviceNotFound', desc: "Bus 'x' not found" });
    const refused: unknown = await client
      .execute('device_add', { driver: 'virtio-blk-pci', bus: 'x', drive: 'a' })
      .catch((error: unknown) => error);
    expect(isQmpRefusal(refused, 'DeviceNotFound')).toBe(true);
    expect(isQmpRefusal(refused, 'GenericError')).toBe(false);
    expect(refused).toMatchObject({ facts: { desc: "Bus 'x' not found" } });
    expect(qemu.received.at(-1)?.arguments).toEqual({ driver: 'virtio-blk-pci', bus: 'x', drive: 'a' });
  });

  it('overtakes a stuck one when it goes out of band', async () => {
    const client = await connect();
    qemu.next('cont', { do: 'delay', ms: 200 });
    const order: string[] = [];
    const stuck = client.execute('cont').then(() => order.push('in band'));
    await client.executeOutOfBand('query-yank').then(() => order.push('out of band'));
    await stuck;
    expect(order).toEqual(['out of band', 'in band']);
  });

  it('hides secrets from onlookers, not from QEMU', async () => {
    const seen: QmpTraceEntry[] = [];
    const client = await connect({ onTrace: (entry) => void seen.push(entry) });
    qemu.next('set_password', { do: 'refuse', desc: 'no vnc' });
    await client.execute('set_password', { protocol: 'vnc', password: 'geheim' }).catch(() => undefined);
    expect(JSON.stringify(seen)).not.toContain('geheim');
    expect(seen).toContainEqual(
      expect.objectContaining({ kind: 'sent', arguments: { protocol: 'vnc', password: '(hidden)' } }),
    );
    expect(qemu.received.at(-1)?.arguments).toMatchObject({ password: 'geheim' });
  });
});

describe('the queue of commands', () => {
  const limits = { maxInFlight: 2, maxWaiting: 3 };

  it('sends few at a time and refuses what does not fit', async () => {
    const client = await connect({ limits });
    qemu.next('query-uuid', { do: 'delay', ms: 50 });
    const five = Array.from({ length: 5 }, () => client.execute('query-uuid'));
    await expect(client.execute('query-uuid')).rejects.toMatchObject({ code: 'qmp.busy', retry: 'later' });
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(commandsReceived()).toHaveLength(2);
    expect(await Promise.all(five)).toHaveLength(5);
    expect(commandsReceived()).toHaveLength(5);
  });

  it('lets go of one whose caller gives up, which then never happens', async () => {
    const client = await connect({ limits });
    qemu.next('query-uuid', { do: 'delay', ms: 50 });
    const sent = [client.execute('query-uuid'), client.execute('query-uuid')];
    const home = new AbortController();
    const waiting = client.execute('stop', undefined, { signal: home.signal });
    home.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'qmp.aborted', retry: 'later', facts: { sent: false } });
    await Promise.all(sent);
    await client.execute('query-status');
    expect(commandsReceived()).toEqual(['query-uuid', 'query-uuid', 'query-status']);
  });

  it('counts what it gave up on as long as QEMU may still be at it', async () => {
    const client = await connect({ limits: { maxInFlight: 1, maxWaiting: 1 } });
    qemu.next('cont', { do: 'hang' });
    await expect(client.execute('cont', undefined, { timeoutMs: 10 })).rejects.toMatchObject({ code: 'qmp.timed-out' });
    const next = client.execute('stop', undefined, { timeoutMs: 10 });
    await expect(next).rejects.toMatchObject({ code: 'qmp.timed-out', retry: 'later', facts: { sent: false } });
    expect(await client.executeOutOfBand('query-yank')).toHaveLength(1);
  });

  it('ends all of it when the line does, saying of each whether it was sent', async () => {
    const client = await connect({ limits: { maxInFlight: 1, maxWaiting: 9 } });
    qemu.next('cont', { do: 'hang' });
    const both = [client.execute('cont'), client.execute('stop')].map((command) =>
      command.catch((error: unknown) => error),
    );
    await client.close();
    const [first, second] = await Promise.all(both);
    expect(first).toMatchObject({ code: 'qmp.disconnected', retry: 'look-first' });
    expect(second).toMatchObject({ code: 'qmp.disconnected', retry: 'later' });
    expect(await client.closed).toEqual({ reason: 'asked' });
  });
});

describe('quit', () => {
  it('tells that the reply was lost with the line', async () => {
    const client = await connect();
    qemu.next('quit', { do: 'lose-reply' });
    const outcome = await client.quit();
    expect(outcome).toMatchObject({ reply: 'lost', closed: { reason: 'peer' } });
  });

  it('fails when QEMU does not go', async () => {
    const client = await connect();
    qemu.next('quit', { do: 'hang' });
    await expect(client.quit({ timeoutMs: 30 })).rejects.toMatchObject({ code: 'qmp.timed-out', retry: 'look-first' });
  });
});

describe('events', () => {
  it('are heard one at a time and in order, though the listener is slow and asks questions', async () => {
    const heard: string[] = [];
    const client = await connect();
    let inside = 0;
    client.on('*', async (event) => {
      inside += 1;
      expect(inside).toBe(1);
      const { status } = await client.execute('query-status');
      heard.push(`${event.name} ${status}`);
      inside -= 1;
    });
    qemu.emit('STOP', {});
    qemu.emit('RESUME', {});
    qemu.emit('WAKEUP', {});
    await expect.poll(() => heard).toEqual(['STOP prelaunch', 'RESUME prelaunch', 'WAKEUP prelaunch']);
  });

  it('stay at QEMU while a listener is behind, and none is lost', async () => {
    const client = await connect({ limits: { maxHeldEvents: 10 } });
    const gate = Promise.withResolvers<void>();
    const numbers: number[] = [];
    client.on('RTC_CHANGE', async ({ data }) => {
      await gate.promise;
      numbers.push(data.offset);
    });
    const count = 20_000; // More than the sockets' own buffers hold.
    for (let offset = 0; offset < count; offset += 1) qemu.emit('RTC_CHANGE', { offset, 'qom-path': 'x'.repeat(100) });
    await new Promise((resolve) => setTimeout(resolve, 100));
    gate.resolve();
    await expect.poll(() => numbers.length, { timeout: 10_000 }).toBe(count);
    expect(numbers).toEqual([...numbers.keys()]);
  });

  it('end the line when they flood in while an answer is awaited', async () => {
    const client = await connect({ limits: { maxHeldEvents: 10 } });
    client.on('RTC_CHANGE', () => new Promise<void>(() => {}));
    qemu.next('cont', { do: 'hang' });
    const stuck = client.execute('cont').catch((error: unknown) => error);
    for (let offset = 0; offset < 5_000; offset += 1) qemu.emit('RTC_CHANGE', { offset, 'qom-path': 'x' });
    expect(await stuck).toMatchObject({ code: 'qmp.flooded', retry: 'look-first' });
    const { fault } = await client.closed;
    expect(fault?.code).toBe('qmp.flooded');
  });

  it('in one line without end close the connection', async () => {
    const client = await connect({ limits: { maxLineBytes: 1000 } });
    qemu.sendRaw('{"event":"'.padEnd(2000, 'x'));
    expect(await client.closed).toMatchObject({ reason: 'fault', fault: { code: 'qmp.garbage' } });
  });

  it('are waited for until they come, the time is over or the line ends', async () => {
    const client = await connect();
    const deleted = client.waitFor('DEVICE_DELETED', { match: ({ device }) => device === 'b' });
    qemu.emit('DEVICE_DELETED', { device: 'a', path: '/a' });
    qemu.emit('DEVICE_DELETED', { device: 'b', path: '/b' });
    expect((await deleted).data.path).toBe('/b');
    await expect(client.waitFor('STOP', { timeoutMs: 10 })).rejects.toMatchObject({ code: 'qmp.timed-out' });
    const never = client.waitFor('STOP');
    qemu.machine.crash();
    await expect(never).rejects.toMatchObject({ code: 'qmp.disconnected' });
  });

  it('of a newer QEMU reach those who listen to everything', async () => {
    const names: string[] = [];
    await connect({ onEvent: ({ name }) => void names.push(name) });
    qemu.emit('FROM_THE_FUTURE' as 'STOP', {});
    await expect.poll(() => names).toEqual(['FROM_THE_FUTURE']);
  });
});
