/** The same promises of the real qemu-img and of the imagined one. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fakeQemuImg } from './qemu-img.fake.ts';
import { liveQemuImg } from './qemu-img.live.ts';

const MIB = 2 ** 20;
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'chrono-img-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe.each([
  ['live', liveQemuImg()],
  ['fake', fakeQemuImg()],
] as const)('%s qemu-img', (_name, img) => {
  it.each(['qcow2', 'raw'] as const)('makes a blank %s volume that takes little room', async (format) => {
    const path = join(folder, 'v');
    await img.create(path, format, 64 * MIB);
    const info = await img.info(path, format);
    expect(info).toMatchObject({ path, format, size: 64 * MIB });
    expect(info.allocated).toBeLessThan(MIB);
  });

  it('grows a volume', async () => {
    const path = join(folder, 'v');
    await img.create(path, 'qcow2', MIB);
    await img.grow(path, 'qcow2', 3 * MIB);
    expect((await img.info(path, 'qcow2')).size).toBe(3 * MIB);
  });

  it('does not shrink one', async () => {
    const path = join(folder, 'v');
    await img.create(path, 'qcow2', 3 * MIB);
    await expect(img.grow(path, 'qcow2', MIB)).rejects.toMatchObject({ code: 'qemu-img.failed' });
  });

  it('makes a volume with the contents of an image, whatever that one’s format', async () => {
    const image = join(folder, 'image.raw');
    await writeFile(image, Buffer.alloc(MIB, 'x'));
    await img.convert({ path: image, format: null }, { path: join(folder, 'v.qcow2'), format: 'qcow2' });
    expect((await img.info(join(folder, 'v.qcow2'), 'qcow2')).size).toBe(MIB);
    await img.convert(
      { path: join(folder, 'v.qcow2'), format: 'qcow2' },
      { path: join(folder, 'w.raw'), format: 'raw' },
    );
    expect((await readFile(join(folder, 'w.raw'))).length).toBeGreaterThan(0);
  });

  it('fails with qemu-img’s own words on what is not there or is no volume', async () => {
    await expect(img.info(join(folder, 'none'), 'qcow2')).rejects.toMatchObject({
      code: 'qemu-img.failed',
      facts: { said: expect.stringContaining('No such file') },
    });
    await writeFile(join(folder, 'text'), 'hello');
    await expect(img.info(join(folder, 'text'), 'qcow2')).rejects.toMatchObject({ code: 'qemu-img.failed' });
  });
});
