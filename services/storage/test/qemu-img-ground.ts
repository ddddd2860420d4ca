/** Kinds of qemu-img to hold to their contract: in memory, on this machine, and on a disk of it that is soon full. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually, smallDisk } from '@chronovisor/testing';
import { onTestFinished } from 'vitest';
import { FakeDisk } from '../src/drivers/place/place.fake.ts';
import { fakeQemuImg } from '../src/drivers/qemu-img/qemu-img.fake.ts';
import { liveQemuImg } from '../src/drivers/qemu-img/qemu-img.live.ts';
import type { QemuImg } from '../src/drivers/qemu-img/qemu-img.port.ts';

export interface Ground {
  readonly qemuImg: QemuImg;
  at(name: string): string;
  write(path: string, content: string, size?: number): Promise<void>;
  /** The first bytes. */
  head(path: string, length: number): Promise<string>;
  /** As a running QEMU does. */
  hold(path: string): Promise<void>;
}

export const fakeGround = async (total?: number): Promise<Ground> => {
  const disk = new FakeDisk(total);
  disk.makeFolder('/ground');
  return {
    qemuImg: fakeQemuImg(disk),
    at: (name) => join('/ground', name),
    write: async (path, content, size) => disk.write(path, content, size),
    head: async (path, length) => disk.file(path).content.toString().slice(0, length),
    hold: async (path) => void disk.held.add(path),
  };
};

/** Opens the disk for writing and waits for input, which never comes. */
const holdOpen = async (path: string): Promise<void> => {
  const holder = spawn('qemu-io', ['-f', 'qcow2', path], { stdio: ['pipe', 'pipe', 'ignore'] });
  const ended = once(holder, 'exit');
  onTestFinished(async () => {
    holder.stdin.end('quit\n');
    await ended;
  });
  let said = '';
  holder.stdout.on('data', (piece: Buffer) => {
    said += piece.toString();
  });
  holder.stdin.write('length\n');
  await eventually(() => said.includes('MiB'));
};

const liveIn = (folder: string): Ground => ({
  qemuImg: liveQemuImg(),
  at: (name) => join(folder, name),
  write: async (path, content, size) => {
    await writeFile(path, content);
    if (size !== undefined) await truncate(path, size);
  },
  head: async (path, length) => (await readFile(path)).subarray(0, length).toString(),
  hold: holdOpen,
});
export const liveGround = async (): Promise<Ground> => {
  const folder = await mkdtemp(join(tmpdir(), 'chrono-qemu-img-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return liveIn(folder);
};
export const smallLiveGround = async (size: string): Promise<Ground> => {
  const disk = await smallDisk(size);
  onTestFinished(disk.remove);
  return liveIn(disk.path);
};
