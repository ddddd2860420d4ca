/** A host process that starts while its disk is full: it has run here before, so it may run again. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { withOwnMounts } from '@chronovisor/testing';
import { expect, it, onTestFinished } from 'vitest';

const MOUNTED = 'mount -t tmpfs -o size=1m tmpfs "$1" && shift && exec "$@"';

/** SQLite goes to a file by its real path, so the story is told where the disk is mounted. */
const STORY = `
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { holdHost } from ${JSON.stringify(new URL('host-identity.ts', import.meta.url).href)};
const [, disk] = process.argv;
const first = await holdHost(disk, 'a');
first.release();
const full = await writeFile(join(disk, 'filler'), Buffer.alloc(2 ** 21)).catch(({ code }) => code);
const second = await holdHost(disk, 'a');
const third = await holdHost(disk, 'a').catch(({ code }) => code);
console.log(JSON.stringify({ full, isSame: first.hostId === second.hostId, third }));
`;

it('is held on a disk without room, by one process', async () => {
  const disk = await mkdtemp(join(tmpdir(), 'chrono-full-'));
  onTestFinished(() => rm(disk, { recursive: true }));
  const [program = '', ...rights] = withOwnMounts;
  const self = [process.execPath, '--input-type=module', '--eval', STORY, disk];
  const { stdout } = await promisify(execFile)(program, [...rights, 'sh', '-c', MOUNTED, 'sh', disk, ...self]);
  expect(JSON.parse(stdout)).toEqual({ full: 'ENOSPC', isSame: true, third: 'host.in-use' });
});
