/** The subscribers of docs/examples, run as they are: each hears every event once and in order, though control is killed in between. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type House, startHouse } from './support/house.ts';

const examples = fileURLToPath(new URL('../../docs/examples/', import.meta.url));

interface Example {
  readonly lines: string[];
  end(): Promise<void>;
}

let house: House;
let folder: string;
const running: Example[] = [];

const run = (program: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Example => {
  const own = { CHRONO_URL: house.api.url, CHRONO_TOKEN: house.api.token, CHRONO_EVENTS_URL: house.nats.url, ...env };
  // A group of its own: the shell has curl under it.
  const child: ChildProcess = spawn(program, [...args], {
    env: { ...process.env, ...own },
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  });
  const lines: string[] = [];
  let rest = '';
  child.stdout?.setEncoding('utf8').on('data', (piece: string) => {
    const parts = (rest + piece).split('\n');
    rest = parts.pop() ?? '';
    lines.push(...parts);
  });
  const example: Example = {
    lines,
    end: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      process.kill(-(child.pid as number), 'SIGKILL');
      await ended;
    },
  };
  running.push(example);
  return example;
};
const node = (file: string, ...args: readonly string[]): Example =>
  run(process.execPath, [join(examples, file), ...args]);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'chrono-examples-'));
  const env = { CHRONO_HOST_DRIVER: 'sim', CHRONO_WEBHOOK_ALLOW_PRIVATE: '127.0.0.0/8' };
  house = await startHouse({ jetstream: true, env });
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((example) => example.end()));
  await house.close();
  await rm(folder, { recursive: true });
});

const create = async (name: string): Promise<void> => {
  await house.api.succeed('POST', '/vms', { name, memory: '4MiB', start: true });
};

const restartControl = async (): Promise<void> => {
  await house.control.kill('SIGKILL');
  await house.startControl();
};

/** Positions of the events about vms, as the log has them. */
const told = async (): Promise<readonly number[]> =>
  (await house.api.list('/events?after=0&types=vm.*&limit=1000')).map(({ position }) => Number(position));
const heard = ({ lines }: Example): readonly number[] => lines.map((line) => Number.parseInt(line, 10));

describe('a subscriber that follows', () => {
  it.each([
    ['over SSE', () => node('follow-events.ts', join(folder, 'last'), 'vm.*')],
    ['over SSE in the shell', () => run('sh', [join(examples, 'follow-events.sh'), join(folder, 'last'), 'vm.*'])],
    ['through NATS', () => node('consume-nats.ts', 'mine', 'evt.vm.>')],
  ])('%s hears every event once, through a kill of control and one of its own', async (_way, start) => {
    await create('before');
    const first = start();
    await expect.poll(() => heard(first).length, { timeout: 20_000 }).toBeGreaterThan(3);
    const underWay = create('meanwhile').catch(() => undefined);
    await restartControl();
    await underWay;
    await create('after');
    const all = await told();
    await expect.poll(() => heard(first), { timeout: 30_000 }).toEqual(all);
    await first.end();
    await create('unheard');
    const second = start();
    const rest = (await told()).slice(all.length);
    // What was printed last may not have been written down when it was killed: then it comes again.
    await expect
      .poll(() => heard(second).filter((position) => position > (all.at(-1) ?? 0)), { timeout: 20_000 })
      .toEqual(rest);
  });
});

describe('a receiver of webhooks', () => {
  it('is told every event at least once and in order, through a kill of control', async () => {
    const { body } = await house.api.request('POST', '/webhooks', {
      body: { name: 'receiver', url: 'http://127.0.0.1:9/', types: ['vm.*'], enabled: false },
    });
    const receiver = run(process.execPath, [join(examples, 'receive-webhook.ts'), '0'], {
      CHRONO_WEBHOOK_SECRET: String(body['secret']),
    });
    await expect.poll(() => receiver.lines.length, { timeout: 20_000 }).toBe(1);
    const port = /port: (\d+)/.exec(receiver.lines[0] ?? '')?.[1];
    const changes = { url: `http://127.0.0.1:${port}/`, enabled: true };
    await house.api.succeed('PATCH', '/webhooks/receiver', changes);
    await house.api.succeed('POST', '/webhooks/receiver/test');
    await create('before');
    const underWay = create('meanwhile').catch(() => undefined);
    await restartControl();
    await underWay;
    await create('after');
    const events = await house.api.list('/events?after=0&types=vm.*&limit=1000');
    const expected = events.map(({ type, subject }) => `${String(type)} ${String(subject)}`);
    await expect.poll(() => receiver.lines.slice(2), { timeout: 30_000 }).toEqual(expected);
    expect(receiver.lines[1]).toMatch(/^webhook\.tested webhooks\//);
  });
});
