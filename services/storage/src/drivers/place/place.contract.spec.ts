import { createHash } from 'node:crypto';
import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fakeGround, liveGround } from '../../../test/place-ground.ts';

const never = new AbortController().signal;

describe.each([
  ['fake', fakeGround],
  ['live', liveGround],
])('a %s place', (_, open) => {
  it('makes folders with what is above them, and takes those that are there', async () => {
    const { place, folder } = await open();
    const path = join(folder, 'a', 'b');
    for (let time = 0; time < 2; time += 1) await place.makeFolder(path);
    expect([await place.isFolder(path), await place.isWritable(path)]).toEqual([true, true]);
    expect(await place.isFolder(join(folder, 'c'))).toBe(false);
    expect(await place.isWritable(join(folder, 'c'))).toBe(false);
  });

  it('makes no folder where a file is', async () => {
    const { place, folder, write } = await open();
    await write(join(folder, 'a'), 'x');
    await expect(place.makeFolder(join(folder, 'a'))).rejects.toMatchObject({ code: 'file.refused' });
    await expect(place.makeFolder(join(folder, 'a', 'b'))).rejects.toMatchObject({ code: 'file.refused' });
    expect(await place.isFolder(join(folder, 'a'))).toBe(false);
  });

  it('tells how much space there is', async () => {
    const { place, folder } = await open();
    const { total, free } = await place.space(folder);
    expect(total).toBeGreaterThan(0);
    expect(free).toBeGreaterThan(0);
    expect(free).toBeLessThanOrEqual(total);
    await expect(place.space(join(folder, 'gone'))).rejects.toMatchObject({ code: 'file.missing' });
  });

  it('copies a file with its digest, and not over another one', async () => {
    const { place, folder, write, read } = await open();
    const [from, to] = [join(folder, 'from'), join(folder, 'to')];
    await write(from, 'some bytes');
    const sha256 = createHash('sha256').update('some bytes').digest('hex');
    expect(await place.copy(from, to, never)).toEqual({ size: 10, sha256 });
    expect(await read(to)).toBe('some bytes');
    await expect(place.copy(from, to, never)).rejects.toMatchObject({ code: 'file.refused' });
    expect(await place.exists(to)).toBe(true);
  });

  it('copies a file with holes without filling them', async () => {
    const { place, folder, write } = await open();
    const [from, to] = [join(folder, 'from'), join(folder, 'to')];
    const size = 8 << 20;
    await write(from, 'head', size);
    const sha256 = createHash('sha256')
      .update('head')
      .update(Buffer.alloc(size - 4))
      .digest('hex');
    expect(await place.copy(from, to, never)).toEqual({ size, sha256 });
    const facts = await place.source(to);
    expect(facts.size).toBe(size);
    expect(facts.allocated).toBeLessThan(2 << 20);
  });

  it('takes only plain files for sources', async () => {
    const { place, folder, device } = await open();
    const to = join(folder, 'to');
    for (const [from, code] of [
      [folder, 'file.refused'],
      [device, 'file.refused'],
      [join(folder, 'gone'), 'file.missing'],
    ] as const) {
      await expect(place.source(from)).rejects.toMatchObject({ code });
      await expect(place.copy(from, to, never)).rejects.toMatchObject({ code });
    }
    expect(await place.exists(to)).toBe(false);
  });

  it('ends a copy that is called off', async () => {
    const { place, folder, write } = await open();
    await write(join(folder, 'from'), 'x');
    const copying = place.copy(join(folder, 'from'), join(folder, 'to'), AbortSignal.abort());
    await expect(copying).rejects.toMatchObject({ code: 'storage.aborted', retry: 'later' });
  });

  it('keeps texts, whole', async () => {
    const { place, folder } = await open();
    const path = join(folder, 'text');
    expect(await place.readText(path)).toBeNull();
    await place.writeText(path, 'one');
    await place.writeText(path, 'two');
    expect(await place.readText(path)).toBe('two');
  });

  it('publishes a file, and a folder with all that is in it', async () => {
    const { place, folder, write, read } = await open();
    await write(join(folder, 'a.partial'), 'x');
    await place.publish(folder, 'a.partial', 'a');
    expect([await place.exists(join(folder, 'a.partial')), await read(join(folder, 'a'))]).toEqual([false, 'x']);
    await place.makeFolder(join(folder, 'b.partial'));
    await write(join(folder, 'b.partial', 'c'), 'y');
    await place.publish(folder, 'b.partial', 'b');
    expect(await read(join(folder, 'b', 'c'))).toBe('y');
    await expect(place.publish(folder, 'gone', 'd')).rejects.toMatchObject({ code: 'file.missing' });
  });

  it('removes files and folders, also what is gone already', async () => {
    const { place, folder, write } = await open();
    await write(join(folder, 'a'), 'x');
    await place.makeFolder(join(folder, 'b', 'c'));
    await write(join(folder, 'b', 'c', 'd'), 'x');
    for (let time = 0; time < 2; time += 1) {
      await place.removeFile(folder, 'a');
      await place.removeFolder(folder, 'b');
    }
    expect([await place.exists(join(folder, 'a')), await place.isFolder(join(folder, 'b'))]).toEqual([false, false]);
  });

  it('removes nothing outside the folder it was asked in', async () => {
    const { place, folder, write } = await open();
    const inner = join(folder, 'inner');
    await place.makeFolder(inner);
    await write(join(folder, 'a'), 'x');
    for (const name of ['', '.', '..', '../a', `${folder}/a`, 'b/../../a']) {
      await expect((async () => place.removeFile(inner, name))()).rejects.toThrow('is no name in the folder');
      await expect((async () => place.removeFolder(inner, name))()).rejects.toThrow('is no name in the folder');
    }
    await expect((async () => place.removeFolder('/', 'etc-of-nobody'))()).rejects.toThrow('is no name in the folder');
    expect(await place.exists(join(folder, 'a'))).toBe(true);
  });
});

describe('a live place', () => {
  it('lets nobody else read what it publishes, and nobody write to a copy', async () => {
    const { place, folder, write } = await liveGround();
    await write(join(folder, 'a'), 'x');
    await place.copy(join(folder, 'a'), join(folder, 'copy'), never);
    await place.publish(folder, 'a', 'b');
    const modeOf = async (name: string): Promise<number> => (await stat(join(folder, name))).mode & 0o777;
    expect([await modeOf('b'), await modeOf('copy')]).toEqual([0o600, 0o400]);
  });

  it('takes no folder for a file', async () => {
    const { place, folder } = await liveGround();
    await mkdir(join(folder, 'a'));
    expect(await place.exists(join(folder, 'a'))).toBe(false);
  });
});
