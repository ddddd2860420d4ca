/** The sqlite store on a disk that has no space left. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { start } from '../../test/process.ts';

const withOwnMounts = ['unshare', ...(process.getuid?.() === 0 ? [] : ['--user', '--map-root-user']), '--mount'];

it('says that the disk is full, loses nothing, and goes on when there is room', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'chronovisor-store-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  const program = start('full-disk.program.ts', [join(directory, 'small')], withOwnMounts);
  onTestFinished(() => program.kill());
  expect(await program.line(/^full/)).toMatch(/^full fault store\.unavailable later: no space left/);
  expect(await program.line(/^again/)).toMatch(/^again fault store\.unavailable later/);
  program.say('make room');
  expect(await program.line(/^room/)).toBe('room stored');
  program.say('end');
  // Where the store itself needs room to be opened, that is said.
  expect(await program.line(/^crowded/)).toMatch(/^crowded (open|fault store\.unavailable later)$/);
  const [, count, of, head] = /^stored (\d+) of (\d+), head (\d+)$/.exec(await program.line(/^stored/)) ?? [];
  expect([of, head]).toEqual([count, count]);
});
