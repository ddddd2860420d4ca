/** What a monitor promises, kept by the fake and by a real QEMU alike. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startFakeQmp } from './fake/index.ts';
import { connectQmp, type QmpClient, type QmpEvent, type QmpTraceEntry } from './index.ts';

const uuid = '0192f0c1-2d3e-7a4b-8c5d-6e7f8a9b0c1d';

interface Subject {
  readonly sockets: readonly [string, string];
  crash(): Promise<void>;
  stop(): Promise<void>;
}

const fake = async (dir: string): Promise<Subject> => {
  const sockets = [join(dir, 'a.sock'), join(dir, 'b.sock')] as const;
  const qmp = await startFakeQmp({ sockets, uuid, name: 'contract', guest: 'ignores-acpi' });
  const crash = async (): Promise<void> => {
    qmp.machine.crash();
    await qmp.exited;
  };
  return { sockets, crash, stop: () => qmp.stop() };
};

/** A machine with nothing but its firmware: it runs, and hears no power button. */
const live = async (dir: string): Promise<Subject> => {
  const monitors = ['a', 'b'].flatMap((name) => {
    const socket = `socket,id=${name},path=${name}.sock,server=on,wait=off`;
    return ['-chardev', socket, '-mon', `chardev=${name},mode=control`];
  });
  const machine = '-accel tcg -machine pc -m 16 -nodefaults -no-user-config -display none -device VGA -S'.split(' ');
  const qemu = spawn('qemu-system-x86_64', [...machine, '-uuid', uuid, '-name', 'contract', ...monitors], {
    cwd: dir, // With sockets named relative to it: QEMU itself takes no path over 107 bytes.
    stdio: 'inherit',
  });
  const sockets = [join(dir, 'a.sock'), join(dir, 'b.sock')] as const;
  while (!(await stat(sockets[1]).catch(() => undefined))) await new Promise((resolve) => setTimeout(resolve, 10));
  return { sockets, crash: () => killed(qemu), stop: () => killed(qemu) };
};

const killed = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
};

describe.each([
  ['fake', fake],
  ['live', live],
])('a %s monitor', (_, start) => {
  let dir: string;
  let subject: Subject;
  let clients: QmpClient[];
  const connect = async (options: Partial<Parameters<typeof connectQmp>[0]> = {}): Promise<QmpClient> => {
    const client = await connectQmp({ path: subject.sockets[0], ...options });
    clients.push(client);
    return client;
  };

  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'qmp-'));
    subject = await start(dir);
    clients = [];
  });
  afterEach(async () => {
    await Promise.all(clients.map((client) => client.close()));
    await subject.stop();
    await rm(dir, { recursive: true });
  });

  it('greets with its version and takes commands out of band', async () => {
    const client = await connect();
    expect(client.version).toMatch(/^\d+\.\d+\.\d+$/);
    expect(client.outOfBand).toBe(true);
    expect(await client.executeOutOfBand('query-yank')).toContainEqual({ type: 'chardev', id: 'a' });
  });

  it('says who it is', async () => {
    const client = await connect();
    expect(await client.execute('query-uuid')).toEqual({ UUID: uuid });
    expect(await client.execute('query-name')).toEqual({ name: 'contract' });
  });

  it('goes from prelaunch to running to paused and tells each step', async () => {
    const events: QmpEvent[] = [];
    const client = await connect({ onEvent: (event) => void events.push(event) });
    expect(await client.execute('query-status')).toMatchObject({ status: 'prelaunch', running: false });
    await client.execute('cont');
    expect(await client.execute('query-status')).toMatchObject({ status: 'running', running: true });
    await client.execute('stop');
    expect(await client.execute('query-status')).toMatchObject({ status: 'paused', running: false });
    expect(events.map(({ name }) => name)).toEqual(['RESUME', 'STOP']);
  });

  it('tells a reset with who asked for it', async () => {
    const client = await connect();
    await client.execute('cont');
    const reset = client.waitFor('RESET', { match: ({ guest }) => !guest });
    await client.execute('system_reset');
    expect((await reset).data).toEqual({ guest: false, reason: 'host-qmp-system-reset' });
  });

  it('tells the power button, and goes on running when the guest ignores it', async () => {
    const client = await connect();
    await client.execute('cont');
    const pressed = client.waitFor('POWERDOWN');
    await client.execute('system_powerdown');
    expect((await pressed).data).toEqual({});
    expect(await client.execute('query-status')).toMatchObject({ status: 'running' });
  });

  it('tells events to both monitors', async () => {
    const [first, second] = [await connect(), await connect({ path: subject.sockets[1] })];
    const heard = second.waitFor('RESUME');
    await first.execute('cont');
    expect((await heard).name).toBe('RESUME');
  });

  it('writes a screenshot as PNG', async () => {
    const client = await connect();
    const filename = join(dir, 'screen.png');
    await client.execute('screendump', { filename, format: 'png' });
    expect((await readFile(filename)).subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n');
  });

  it('refuses what it cannot do, in its own words', async () => {
    const client = await connect();
    const refused = client.execute('screendump', { filename: join(dir, 'missing', 'screen.png'), format: 'png' });
    await expect(refused).rejects.toMatchObject({
      code: 'qmp.refused',
      retry: 'never',
      facts: { class: 'GenericError' },
    });
    const unknown = client.execute('no-such-command' as 'stop');
    await expect(unknown).rejects.toMatchObject({
      code: 'qmp.refused',
      facts: { class: 'CommandNotFound', command: 'no-such-command' },
    });
    expect(await client.execute('query-status')).toMatchObject({ status: 'prelaunch' });
  });

  it('answers many commands at once, each its own', async () => {
    const client = await connect();
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, i) => client.execute(i % 2 === 0 ? 'query-uuid' : 'query-name')),
    );
    answers.forEach((answer, i) => expect(answer).toEqual(i % 2 === 0 ? { UUID: uuid } : { name: 'contract' }));
  });

  it('greets one client at a time, the next one when the first has gone', async () => {
    const first = await connect();
    await expect(connect({ connectTimeoutMs: 200 })).rejects.toMatchObject({ code: 'qmp.no-greeting', retry: 'later' });
    await first.close();
    expect(await (await connect()).execute('query-uuid')).toEqual({ UUID: uuid });
  });

  it('says SHUTDOWN before it ends on quit, and lets the socket go', async () => {
    const client = await connect();
    const outcome = await client.quit();
    expect(outcome.closed).toMatchObject({
      reason: 'peer',
      shutdown: { data: { guest: false, reason: 'host-qmp-quit' } },
    });
    await expect(client.execute('query-status')).rejects.toMatchObject({ code: 'qmp.disconnected', retry: 'later' });
    await expect
      .poll(() => stat(subject.sockets[0]).catch((error: NodeJS.ErrnoException) => error.code))
      .toBe('ENOENT');
  });

  it('ends without a word when it crashes, and leaves its socket behind', async () => {
    const client = await connect();
    await subject.crash();
    const closed = await client.closed;
    expect(closed.reason).toBe('peer');
    expect(closed.shutdown).toBeUndefined();
    expect((await stat(subject.sockets[0])).isSocket()).toBe(true);
    await expect(connect()).rejects.toMatchObject({ code: 'qmp.unreachable', retry: 'later' });
  });

  it('shows its whole dialogue to an onlooker', async () => {
    const seen: QmpTraceEntry[] = [];
    const client = await connect({ onTrace: (entry) => void seen.push(entry) });
    await client.execute('cont');
    await client.execute('no-such-command' as 'stop').catch(() => undefined);
    const told = seen.map((entry) => `${entry.kind} ${entry.kind === 'event' ? entry.name : entry.command}`);
    expect(told.filter((line) => line !== 'event RESUME')).toEqual([
      'sent qmp_capabilities',
      'reply qmp_capabilities',
      'sent cont',
      'reply cont',
      'sent no-such-command',
      'refused no-such-command',
    ]);
    expect(told).toContain('event RESUME');
  });

  it('is reached over a path longer than the kernel takes', async () => {
    const deep = join(dir, 'd'.repeat(60), 'e'.repeat(60));
    await mkdir(deep, { recursive: true });
    const other = await start(deep);
    const client = await connect({ path: other.sockets[0] });
    expect(Buffer.byteLength(other.sockets[0])).toBeGreaterThan(107);
    expect(await client.execute('query-uuid')).toEqual({ UUID: uuid });
    await client.close();
    await other.stop();
  });
});
