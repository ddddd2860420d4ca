import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { fakeGround, liveGround } from '../../../test/qemu-img-ground.ts';
import { described } from './described.ts';
import { liveQemuImg } from './qemu-img.live.ts';
import type { DiskFormat } from './qemu-img.port.ts';

const MIB = 1 << 20;
const never = new AbortController().signal;

describe.each([
  ['fake', fakeGround],
  ['live', liveGround],
])('%s qemu-img', (_, open) => {
  it.each(['qcow2', 'raw'] as const)('makes a %s disk that takes next to no space', async (format) => {
    const { qemuImg, at } = await open();
    await qemuImg.create({ path: at('disk'), format }, 512 * MIB);
    const facts = await qemuImg.info(at('disk'), format);
    expect(facts).toMatchObject({ format, size: 512 * MIB, others: [], encrypted: false });
    expect(facts.allocated).toBeLessThan(MIB);
  });

  it('makes whole sectors', async () => {
    const { qemuImg, at } = await open();
    await qemuImg.create({ path: at('disk'), format: 'raw' }, 1_000);
    expect(await qemuImg.info(at('disk'), 'raw')).toMatchObject({ size: 1_024 });
  });

  it('looks into a file only when it was told no format', async () => {
    const { qemuImg, at } = await open();
    await qemuImg.create({ path: at('disk'), format: 'qcow2' }, MIB);
    expect(await qemuImg.info(at('disk'), null)).toMatchObject({ format: 'qcow2', size: MIB });
    const told = await qemuImg.info(at('disk'), 'raw');
    expect(told.format).toBe('raw');
    expect(told.size).toBeLessThan(MIB);
    await expect(qemuImg.info(at('disk'), 'vmdk')).rejects.toMatchObject({ code: 'qemu-img.failed' });
  });

  it('converts there and back without losing a byte', async () => {
    const { qemuImg, at, write, head } = await open();
    await write(at('raw'), 'boot sector', 4 * MIB);
    const steps = [
      ['raw', 'raw', 'qcow2'],
      ['qcow2', 'qcow2', 'back'],
    ] as const;
    for (const [from, format, to] of steps) {
      const wanted = to === 'back' ? 'raw' : to;
      await qemuImg.convert({ path: at(from), format }, { path: at(to), format: wanted }, never);
    }
    expect(await head(at('back'), 11)).toBe('boot sector');
    expect(await qemuImg.info(at('back'), 'raw')).toMatchObject({ size: 4 * MIB });
  });

  it('does not convert what is not of the format it was told', async () => {
    const { qemuImg, at, write } = await open();
    await write(at('text'), 'no disk', MIB);
    const converting = qemuImg.convert({ path: at('text'), format: 'qcow2' }, { path: at('to'), format: 'raw' }, never);
    await expect(converting).rejects.toMatchObject({ code: 'qemu-img.failed', retry: 'never' });
  });

  it('ends a conversion that is called off', async () => {
    const { qemuImg, at, write } = await open();
    await write(at('raw'), 'x', MIB);
    const from = { path: at('raw'), format: 'raw' as DiskFormat };
    const converting = qemuImg.convert(from, { path: at('to'), format: 'qcow2' }, AbortSignal.abort());
    await expect(converting).rejects.toMatchObject({ code: 'storage.aborted', retry: 'later' });
  });

  it.each(['qcow2', 'raw'] as const)('grows a %s disk and never shrinks it', async (format) => {
    const { qemuImg, at } = await open();
    const file = { path: at('disk'), format };
    await qemuImg.create(file, MIB);
    await qemuImg.grow(file, 3 * MIB);
    expect(await qemuImg.info(at('disk'), format)).toMatchObject({ size: 3 * MIB });
    await expect(qemuImg.grow(file, 2 * MIB)).rejects.toMatchObject({ code: 'qemu-img.failed' });
    expect(await qemuImg.info(at('disk'), format)).toMatchObject({ size: 3 * MIB });
  });

  it('tells about a disk in use, and does not grow it', async () => {
    const { qemuImg, at, hold } = await open();
    const file = { path: at('disk'), format: 'qcow2' as const };
    await qemuImg.create(file, MIB);
    expect(await qemuImg.isHeld(file)).toBe(false);
    await hold(file.path);
    expect(await qemuImg.isHeld(file)).toBe(true);
    expect(await qemuImg.info(file.path, 'qcow2')).toMatchObject({ size: MIB });
    await expect(qemuImg.grow(file, 2 * MIB)).rejects.toMatchObject({ code: 'qemu-img.in-use', retry: 'later' });
  });

  it('says of what is missing that it failed', async () => {
    const { qemuImg, at } = await open();
    await expect(qemuImg.info(at('gone'), 'raw')).rejects.toMatchObject({ code: 'qemu-img.failed' });
    expect(await qemuImg.isHeld({ path: at('gone'), format: 'raw' })).toBe(false);
    const creating = qemuImg.create({ path: at('gone/disk'), format: 'raw' }, MIB);
    await expect(creating).rejects.toMatchObject({ code: 'qemu-img.failed' });
  });
});

describe('live qemu-img', () => {
  it('names the other files that a disk file leads to', async () => {
    const { qemuImg, at } = await liveGround();
    await qemuImg.create({ path: at('base'), format: 'qcow2' }, MIB);
    const overlay = ['create', '-q', '-f', 'qcow2', '-b', at('base'), '-F', 'qcow2', at('child')];
    await promisify(execFile)('qemu-img', overlay);
    expect((await qemuImg.info(at('child'), null)).others).toEqual([at('base')]);
  });

  it('is told to be missing where it is not installed', async () => {
    const { at } = await liveGround();
    const absent = liveQemuImg({ program: at('qemu-img') });
    await expect(absent.info(at('disk'), 'raw')).rejects.toMatchObject({ code: 'qemu-img.missing', retry: 'never' });
  });
});

describe('the description of a disk file', () => {
  const base = { format: 'vmdk', 'virtual-size': 1, 'actual-size': 1 };

  it('counts extents elsewhere and data files as other files, and its own name not', () => {
    const data = { extents: [{ filename: '/a/disk' }, { filename: '/a/disk-flat' }], 'data-file': '/b/data' };
    const text = JSON.stringify({ ...base, 'format-specific': { type: 'vmdk', data } });
    expect(described(text, '/a/disk').others).toEqual(['/b/data', '/a/disk-flat']);
  });

  it('says when it is encrypted', () => {
    expect(described(JSON.stringify({ ...base, encrypted: true }), '/a').encrypted).toBe(true);
  });
});
