import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { getPriority } from 'node:os';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { statOf } from './identity.ts';
import { giveWay } from './yielding.ts';

let child: ChildProcess;
const pid = () => child.pid as number;
const own = async () => ({ pid: pid(), startTicks: (await statOf(pid()))?.startTicks ?? 0 });
const session = () => readFile(`/proc/${pid()}/autogroup`, 'utf8').catch(() => null);

beforeEach(async () => {
  child = spawn('/bin/sh', ['-c', 'sleep 60 & wait'], { detached: true, stdio: 'ignore' });
  await once(child, 'spawn');
});
afterEach(() => {
  if (child.exitCode === null && child.signalCode === null) process.kill(-pid(), 'SIGKILL');
});

it('lowers a process and the session it leads', async () => {
  await giveWay(await own());
  expect(getPriority(pid())).toBe(5);
  expect((await session()) ?? 'nice 5').toContain('nice 5');
});

it('may be asked twice, and by many at once', async () => {
  await Promise.all(Array.from({ length: 5 }, async () => giveWay(await own())));
  expect(getPriority(pid())).toBe(5);
});

it('says so when the process has ended', async () => {
  const was = await own();
  const ended = once(child, 'exit');
  process.kill(-pid(), 'SIGKILL');
  await ended;
  await expect(giveWay(was)).rejects.toThrow('it has ended');
});

it('touches nobody who got the same pid later', async () => {
  const { startTicks } = await own();
  await expect(giveWay({ pid: pid(), startTicks: startTicks - 1 })).rejects.toThrow('it has ended');
  expect(getPriority(pid())).toBe(0);
});
