/** What is written down of a dialogue with QEMU, in real files. */
import { newId } from '@chronovisor/kernel/ids';
import { createLogger } from '@chronovisor/telemetry';
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Journal, longestJournal } from './journal.ts';

let base: string;
let file: string;
const log = createLogger('test', 'silent');

beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'journal-'));
  file = join(base, 'vm', 'qmp.log');
});
afterEach(() => rm(base, { recursive: true }));

const sent = (id: number, command: string, argument?: unknown) =>
  ({ kind: 'sent', at: 1_700_000_000_000, id, command, outOfBand: false, arguments: argument }) as const;
const reply = (id: number, command: string, value: unknown = {}) =>
  ({ kind: 'reply', at: 1_700_000_000_001, id, command, tookMs: 1.234, value }) as const;

it('tells in whose name something was said, and what was said in nobody’s', async () => {
  await mkdir(join(base, 'vm'));
  const journal = new Journal(file, log);
  const commandId = newId();
  journal.asked(commandId, 'compute.PauseVm');
  journal.trace(sent(1, 'stop'));
  journal.trace(reply(1, 'stop'));
  journal.done('compute.PauseVm');
  journal.trace({ kind: 'event', at: 1, name: 'RESUME', data: {}, sentAt: 1_700_000_000_002 });
  expect(await journal.read(100)).toMatchObject([
    { kind: 'asked', name: 'compute.PauseVm', commandId },
    { kind: 'sent', name: 'stop', commandId, detail: '' },
    { kind: 'answered', name: 'stop', commandId, tookMs: 1.23 },
    { kind: 'done', name: 'compute.PauseVm', commandId },
    { kind: 'event', name: 'RESUME', commandId: null, at: '2023-11-14T22:13:20.002Z' },
  ]);
});

it('is told again by the next host process, and holds what a file cannot take yet', async () => {
  const journal = new Journal(file, log);
  journal.asked(newId(), 'compute.StartVm');
  expect(await journal.read(10)).toEqual([]);
  await mkdir(join(base, 'vm'));
  journal.trace(sent(1, 'cont'));
  await journal.read(10);
  expect((await new Journal(file, log).read(10)).map(({ name }) => name)).toEqual(['compute.StartVm', 'cont']);
});

it('keeps two files of a limited size, and cuts what is long', async () => {
  await mkdir(join(base, 'vm'));
  const journal = new Journal(file, log);
  const long = { text: 'x'.repeat(5_000) };
  for (let id = 0; id < 2_000; id += 1) {
    journal.trace(sent(id, 'blockdev-add', long));
    if (id % 50 === 0) await journal.read(1);
  }
  const lines = await journal.read(1000);
  expect(lines.length).toBeGreaterThan(300);
  expect(Math.max(...lines.map(({ detail }) => detail.length))).toBeLessThanOrEqual(501);
  const sizes = await Promise.all([file, `${file}.1`].map(async (name) => (await stat(name)).size));
  expect(Math.max(...sizes)).toBeLessThan(longestJournal * 1.5);
});

it('leaves out what is damaged', async () => {
  await mkdir(join(base, 'vm'));
  const journal = new Journal(file, log);
  journal.trace(sent(1, 'stop'));
  await journal.read(1);
  await writeFile(file, `${await readFile(file, 'utf8')}{"half a li\nnull\n`);
  journal.trace(sent(2, 'cont'));
  expect((await journal.read(10)).map(({ name }) => name)).toEqual(['stop', 'cont']);
});
