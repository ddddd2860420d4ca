/** The faces of the product against a real guest: the command line and the console. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { type House, startHouse } from './support/house.ts';
import { QUIET, importTiny, tinyVm } from './support/tiny.ts';

const CLI = fileURLToPath(new URL('../../dist/chrono.js', import.meta.url));

let house: House;

beforeAll(async () => {
  house = await startHouse();
  const cmdline = await importTiny(house.api);
  await house.api.succeed('POST', '/vms', tinyVm('cli-1', { boot: { cmdline: `${cmdline} ${QUIET}` } }));
  await house.api.serialHas('cli-1', 'tiny is ready');
});
afterAll(() => house.close());

const start = (args: readonly string[]): ChildProcess =>
  spawn(process.execPath, [CLI, ...args], {
    env: { ...process.env, CHRONO_URL: house.api.url, CHRONO_TOKEN: house.api.token, NO_COLOR: '1' },
    stdio: ['pipe', 'pipe', 'pipe'],
  });

const chrono = async (
  ...args: readonly string[]
): Promise<{ readonly code: number | null; readonly out: string; readonly err: string }> => {
  const child = start(args);
  let out = '';
  let err = '';
  child.stdout?.on('data', (piece: Buffer) => {
    out += piece.toString();
  });
  child.stderr?.on('data', (piece: Buffer) => {
    err += piece.toString();
  });
  child.stdin?.end();
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, out, err };
};

describe('chrono', () => {
  it('lists and shows vms in every form', async () => {
    expect((await chrono('vm', 'list')).out).toMatch(/cli-1\s.*running/);
    expect((await chrono('vm', 'list', '-o', 'name')).out.trim()).toBe('cli-1');
    expect(JSON.parse((await chrono('vm', 'show', 'cli-1', '-o', 'json')).out)).toMatchObject({
      name: 'cli-1',
      status: 'running',
    });
    expect((await chrono('vm', 'show', 'cli-1', '-o', 'yaml')).out).toContain('name: cli-1');
    expect((await chrono('vm', 'list', '-o', 'csv')).out.split('\n')[0]).toMatch(/name/i);
  });

  it('does what it is told and waits for the end', async () => {
    expect(await chrono('vm', 'pause', 'cli-1')).toMatchObject({ code: 0 });
    expect(await house.api.vm('cli-1')).toMatchObject({ status: 'paused' });
    expect(await chrono('vm', 'resume', 'cli-1')).toMatchObject({ code: 0 });
  });

  it('makes a vm with a disk and removes it, asking first', async () => {
    expect(await chrono('launch', 'tiny', 'cli-2', '--memory', '128MiB', '--disk', '16MiB')).toMatchObject({ code: 0 });
    expect(await house.api.vm('cli-2')).toMatchObject({ status: 'running' });
    expect(await chrono('vm', 'delete', 'cli-2', '--force')).toMatchObject({ code: 2 });
    expect(await chrono('vm', 'delete', 'cli-2', '--force', '--yes')).toMatchObject({ code: 0 });
    expect((await house.api.get('/vms/cli-2')).status).toBe(404);
  });

  it('shows the serial log, the history, events, status and the audit trail', async () => {
    expect((await chrono('logs', 'cli-1')).out).toContain('tiny is ready');
    expect((await chrono('vm', 'history', 'cli-1')).out).toContain('vm.started');
    expect((await chrono('event', 'list', '--types', 'vm.*')).out).toContain('vm.created');
    expect((await chrono('status')).code).toBe(0);
    expect((await chrono('audit', 'verify')).code).toBe(0);
    for (const noun of ['host', 'pool', 'volume', 'network', 'image', 'device', 'operation']) {
      expect({ noun, ...(await chrono(noun, 'list')) }).toMatchObject({ noun, code: 0 });
    }
  });

  it('says what is wrong, what to do, and ends with the code for it', async () => {
    const missing = await chrono('vm', 'show', 'nobody');
    expect(missing).toMatchObject({ code: 3 });
    expect(missing.err).toContain('hint:');
    expect(await chrono('vm', 'resume', 'cli-1', '--nonsense')).toMatchObject({ code: 2 });
    expect(await chrono('vm', 'delete', 'cli-1', '--yes')).toMatchObject({ code: 6 });
    expect(await chrono('--token', 'wrong', 'vm', 'list')).toMatchObject({ code: 4 });
  });

  it('follows the serial console both ways', async () => {
    const child = start(['console', 'cli-1']);
    let out = '';
    child.stdout?.on('data', (piece: Buffer) => {
      out += piece.toString();
    });
    await expect
      .poll(
        () => {
          child.stdin?.write('echo typed-$((20+22))\n');
          return out;
        },
        { timeout: 20_000, interval: 1_000 },
      )
      .toContain('typed-42');
    child.stdin?.end();
    await once(child, 'close');
  });
});

describe('the console over WebSocket', () => {
  it('carries a command to the guest’s shell and its answer back, to everybody who listens', async () => {
    const url = `${house.api.url.replace('http', 'ws')}/api/v1/vms/cli-1/console`;
    const open = async (): Promise<{ readonly socket: WebSocket; said(): string }> => {
      const socket = new WebSocket(url, { headers: { authorization: `Bearer ${house.api.token}` } });
      let said = '';
      socket.on('message', (piece: Buffer) => {
        said += piece.toString();
      });
      await once(socket, 'open');
      return { socket, said: () => said };
    };
    const [first, second] = [await open(), await open()];
    await expect
      .poll(
        () => {
          first.socket.send(Buffer.from('echo seen-$((6*7))\n'));
          return first.said().includes('seen-42') && second.said().includes('seen-42');
        },
        { timeout: 20_000, interval: 1_000 },
      )
      .toBe(true);
    for (const { socket } of [first, second]) socket.close();
  });

  it('is closed to those without a token', async () => {
    const socket = new WebSocket(`${house.api.url.replace('http', 'ws')}/api/v1/vms/cli-1/console`);
    const [error] = (await once(socket, 'error')) as [Error];
    expect(error.message).toContain('401');
  });
});
