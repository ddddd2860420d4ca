import { appendFile, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { limitSerialLog, readSerialLog } from './serial-log.ts';

const MiB = 1024 ** 2;

describe('a serial log', () => {
  let directory: string;
  let file: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'chrono-serial-'));
    file = join(directory, 'serial.log');
  });
  afterEach(() => rm(directory, { recursive: true, force: true }));

  it('that is not there yet is empty', async () => {
    expect(await readSerialLog(file, { offset: 5, tail: null, max: 10 })).toMatchObject({ offset: 0, next: 0, end: 0 });
  });

  it('gives the room of its oldest bytes back and keeps every offset', async () => {
    await appendFile(file, Buffer.alloc(3 * MiB, 'a'));
    await appendFile(file, Buffer.alloc(MiB, 'b'));
    const { blocks } = await stat(file);
    expect(await limitSerialLog(file, 2 * MiB, MiB)).toBe(true);
    expect((await stat(file)).blocks).toBeLessThan(blocks / 2);
    await appendFile(file, 'end');
    const last = await readSerialLog(file, { offset: 4 * MiB, tail: null, max: 10 });
    expect(Buffer.from(last.data).toString()).toBe('end');
    const first = await readSerialLog(file, { offset: 0, tail: null, max: 4 });
    expect(first.offset).toBe(3 * MiB);
    expect(Buffer.from(first.data).toString()).toBe('bbbb');
  });

  it('is left alone while it is short', async () => {
    await appendFile(file, 'short');
    expect(await limitSerialLog(file, 2 * MiB, MiB)).toBe(false);
    expect((await readSerialLog(file, { offset: null, tail: 3, max: 10 })).offset).toBe(2);
  });
});
