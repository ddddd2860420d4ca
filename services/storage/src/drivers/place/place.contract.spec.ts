/** The same promises of the host's file system and of the one with a test's own room. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fakePlace } from './place.fake.ts';
import { livePlace } from './place.live.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'chrono-place-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe.each([
  ['live', livePlace()],
  ['fake', fakePlace()],
] as const)('%s place', (_name, place) => {
  it('makes directories, also those that are there', async () => {
    await place.makeDirectory(join(folder, 'a/b'));
    await place.makeDirectory(join(folder, 'a/b'));
    expect(await place.exists(join(folder, 'a/b'))).toBe(true);
  });

  it('tells room as total and free', async () => {
    const room = await place.room(folder);
    expect(room.total).toBeGreaterThan(room.free);
    expect(room.free).toBeGreaterThan(0);
  });

  it('copies, checks and publishes a file', async () => {
    await writeFile(join(folder, 'from'), 'hello');
    await place.copy(join(folder, 'from'), join(folder, 'part'));
    expect(await place.checksum(join(folder, 'part'))).toBe(
      '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824',
    );
    await place.publish(join(folder, 'part'), join(folder, 'done'));
    expect(await readFile(join(folder, 'done'), 'utf8')).toBe('hello');
    expect(await place.exists(join(folder, 'part'))).toBe(false);
    expect(await place.size(join(folder, 'done'))).toBe(5);
  });

  it('tells a readable file from what is none', async () => {
    await mkdir(join(folder, 'directory'));
    expect(await place.isReadableFile(join(folder, 'directory'))).toBe(false);
    expect(await place.isReadableFile('/dev/null')).toBe(false);
    expect(await place.isReadableFile(join(folder, 'none'))).toBe(false);
  });

  it('removes what is there and is content with what is not', async () => {
    await writeFile(join(folder, 'file'), '');
    await place.removeFile(join(folder, 'file'));
    await place.removeFile(join(folder, 'file'));
    expect(await place.exists(join(folder, 'file'))).toBe(false);
  });

  it('removes no directory outside of the one it is told', async () => {
    await mkdir(join(folder, 'ours/image'), { recursive: true });
    await mkdir(join(folder, 'theirs'));
    await expect(place.removeDirectory(join(folder, 'ours/../theirs'), join(folder, 'ours'))).rejects.toMatchObject({
      code: 'storage.unwritable',
    });
    await expect(place.removeDirectory(join(folder, 'ours'), join(folder, 'ours'))).rejects.toMatchObject({
      code: 'storage.unwritable',
    });
    await place.removeDirectory(join(folder, 'ours/image'), join(folder, 'ours'));
    expect(await place.exists(join(folder, 'theirs'))).toBe(true);
    expect(await place.exists(join(folder, 'ours/image'))).toBe(false);
  });

  it('says that a file cannot be read', async () => {
    await expect(place.checksum(join(folder, 'none'))).rejects.toMatchObject({ code: 'storage.unreadable' });
  });
});
