/** What the setting of the event store may say, and what comes of it. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { commit, numbersOf } from '../test/events.ts';
import { KurrentDouble } from '../test/kurrent-double.ts';
import { openEventStore } from './open.ts';

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'chronovisor-store-'));
});

afterEach(() => rm(directory, { recursive: true, force: true }));

const keeps = async (setting: string): Promise<number[]> => {
  const first = await openEventStore(setting);
  await first.append(commit('c', 'vm-1', 'no-stream', 1));
  await first.close();
  const second = await openEventStore(setting);
  const numbers = await numbersOf(second, 'vm-1');
  await second.close();
  return numbers;
};

it('names a file, in a directory that need not be there', async () => {
  expect(await keeps(`sqlite:${join(directory, 'new', 'events.db')}`)).toEqual([1]);
});

it('names the memory, which forgets', async () => {
  expect(await keeps('memory')).toEqual([]);
});

it('names a server', async () => {
  const server = new KurrentDouble();
  await server.start();
  expect(await keeps(server.url)).toEqual([1]);
  server.stop();
});

it('is refused with what it may be', async () => {
  await expect(openEventStore('postgres://x')).rejects.toThrow('use memory, sqlite:<file> or kurrentdb://');
});
