import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Ground, type TestHost, fakeGround, liveGround, startHost } from './host.ts';
import * as my from './samples.ts';

const { imageId } = my;
const MIB = 1 << 20;
const shaOf = (text: string): string => createHash('sha256').update(text).digest('hex');

let ground: Ground;
let host: TestHost;

const begin = async (open: () => Promise<Ground>): Promise<void> => {
  ground = await open();
  host = await startHost(ground);
};
afterEach(async () => {
  await host.close();
  await ground.close();
});

const at = (...names: string[]): string => join(ground.folder, ...names);
const source = (name = 'debian.qcow2') => ({ kind: 'disk', path: at(name), format: null });
const importImage = (data: object = {}) =>
  host.work('ImportImage', { imageId, name: 'debian', kind: 'disk', source: source(), checksum: null, ...data });
const removeImage = () => host.work('RemoveImage', { imageId });
const images = () => ground.names(join(host.dataDir, 'images'));
const imageAt = (name: string): string => join(host.dataDir, 'images', imageId, name);
const failed = (code: string, problem: object = {}) => ({ data: { problem: { code, ...problem } } });

describe.each([
  ['in memory', fakeGround],
  ['on this machine', liveGround],
])('an image on a host %s', (_, open) => {
  beforeEach(() => begin(open));

  it.each(['qcow2', 'raw', 'vmdk', 'vdi', 'vhdx'] as const)(
    'of a %s disk, and finds its format out',
    async (format) => {
      await ground.writeDisk(at('debian.qcow2'), format, { head: 'boot', size: 4 * MIB });
      expect(await importImage()).toMatchObject({
        type: 'storage.RecordImageReady',
        data: {
          imageId,
          hostId: my.hostA,
          files: { kind: 'disk', path: imageAt('disk.img'), format },
          size: 4 * MIB,
        },
      });
      expect(await ground.readDisk(imageAt('disk.img'), format, 4)).toBe('boot');
    },
  );

  it('of a kernel and what it boots with', async () => {
    await ground.write(at('vmlinuz'), 'a kernel');
    await ground.write(at('initrd'), 'its initrd');
    const files = { kind: 'kernel', kernel: at('vmlinuz'), initrd: at('initrd'), cmdline: 'quiet' };
    const report = await importImage({ kind: 'kernel', source: files, checksum: shaOf('a kernel') });
    expect(report.data).toMatchObject({
      files: { kind: 'kernel', kernel: imageAt('kernel'), initrd: imageAt('initrd'), cmdline: 'quiet' },
      checksum: shaOf('a kernel'),
      size: 18,
    });
    expect(await ground.names(imageAt(''))).toEqual(['image.json', 'initrd', 'kernel']);
  });

  it('of a CD', async () => {
    await ground.write(at('rescue.iso'), 'a disc');
    const report = await importImage({ kind: 'iso', source: { kind: 'iso', path: at('rescue.iso') } });
    expect(report.data).toMatchObject({
      files: { kind: 'iso', path: imageAt('cd.iso') },
      checksum: shaOf('a disc'),
      size: 6,
    });
  });

  it('once: a finished one is told of again, also when its source is gone', async () => {
    await ground.write(at('debian.qcow2'), 'raw bytes', MIB);
    const first = await importImage();
    await ground.remove(at('debian.qcow2'));
    await host.restart();
    const again = await importImage();
    expect(again.type).toBe('storage.RecordImageReady');
    const { request: _, ...said } = first.data as { request: unknown };
    expect(again.data).toMatchObject(said);
  });

  it('never with a wrong checksum, and leaves nothing', async () => {
    await ground.write(at('rescue.iso'), 'a disc');
    const checksum = 'b'.repeat(64);
    const iso = { kind: 'iso', source: { kind: 'iso', path: at('rescue.iso') } };
    const facts = { expected: checksum, actual: shaOf('a disc') };
    expect(await importImage({ ...iso, checksum })).toMatchObject({
      type: 'storage.RecordImageFailed',
      ...failed('image.checksum-wrong', { facts }),
    });
    expect(await images()).toEqual([]);
    await importImage(iso);
    expect(await importImage({ ...iso, checksum })).toMatchObject(failed('image.checksum-wrong', { facts }));
  });

  it('of plain files that are there, and of nothing else', async () => {
    await ground.write(at('vmlinuz'), 'a kernel');
    await ground.write(at('empty'), '');
    const disk = (path: string) => importImage({ source: { kind: 'disk', path, format: null } });
    expect(await disk(at('gone'))).toMatchObject(failed('image.source-missing', { facts: { path: at('gone') } }));
    expect(await disk(ground.folder)).toMatchObject(failed('image.source-refused'));
    expect(await disk('/dev/null')).toMatchObject(failed('image.source-refused'));
    expect(await disk(at('empty'))).toMatchObject(failed('image.source-refused'));
    const files = { kind: 'kernel', kernel: at('vmlinuz'), initrd: at('gone'), cmdline: '' };
    expect(await importImage({ kind: 'kernel', source: files })).toMatchObject(failed('image.source-missing'));
    expect(await images()).toEqual([]);
  });

  it('of no disk that is not of the format it is said to be', async () => {
    await ground.write(at('debian.qcow2'), 'no disk', MIB);
    const report = await importImage({ source: { ...source(), format: 'qcow2' } });
    expect(report).toMatchObject(failed('image.unreadable'));
    expect(await images()).toEqual([]);
  });

  it('anew where a half-made one was left, and removes it, also twice', async () => {
    await ground.drivers.place.makeFolder(join(host.dataDir, 'images', `${imageId}.partial`));
    await ground.write(join(host.dataDir, 'images', `${imageId}.partial`, 'disk.img'), 'half');
    await ground.drivers.place.makeFolder(imageAt(''));
    await ground.write(at('debian.qcow2'), 'raw bytes', MIB);
    expect(await importImage()).toMatchObject({ type: 'storage.RecordImageReady' });
    expect(await images()).toEqual([imageId]);
    for (let time = 0; time < 2; time += 1) {
      expect(await removeImage()).toMatchObject({
        type: 'storage.RecordImageRemoved',
        data: { imageId, hostId: my.hostA },
      });
    }
    expect(await images()).toEqual([]);
  });
});
