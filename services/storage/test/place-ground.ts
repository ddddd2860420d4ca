/** Places to hold to their contract: in memory, on this machine, and on a disk of it that is soon full. */
import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { smallDisk } from '@chronovisor/testing';
import { onTestFinished } from 'vitest';
import { FakeDisk, fakePlace } from '../src/drivers/place/place.fake.ts';
import { livePlace } from '../src/drivers/place/place.live.ts';
import type { Place } from '../src/drivers/place/place.port.ts';

export interface Ground {
  readonly place: Place;
  readonly folder: string;
  write(path: string, content: string, size?: number): Promise<void>;
  read(path: string): Promise<string>;
  /** Something that is neither a file nor a folder. */
  readonly device: string;
}

export const fakeGround = async (total?: number): Promise<Ground> => {
  const disk = new FakeDisk(total);
  disk.makeFolder('/ground');
  disk.devices.add('/dev/null');
  return {
    place: fakePlace(disk),
    folder: '/ground',
    device: '/dev/null',
    write: async (path, content, size) => disk.write(path, content, size),
    read: async (path) => disk.file(path).content.toString(),
  };
};

const liveIn = (folder: string): Ground => ({
  place: livePlace(),
  folder,
  device: '/dev/null',
  write: async (path, content, size) => {
    await writeFile(path, content);
    if (size !== undefined) await truncate(path, size);
  },
  read: (path) => readFile(path, 'utf8'),
});
export const liveGround = async (): Promise<Ground> => {
  const folder = await mkdtemp(join(tmpdir(), 'chrono-place-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return liveIn(folder);
};
export const smallLiveGround = async (size: string): Promise<Ground> => {
  const disk = await smallDisk(size);
  onTestFinished(disk.remove);
  return liveIn(disk.path);
};
