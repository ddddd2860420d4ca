import { join } from 'node:path';
import type { Request } from '@chronovisor/contracts';
import { newId } from '@chronovisor/kernel/ids';
import { eventually, settle } from '@chronovisor/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type TestHost, fakeGround, startHost } from '../../test/host.ts';
import * as my from '../../test/samples.ts';
import { fakeDiskFile } from '../drivers/qemu-img/qemu-img.fake.ts';

const { poolId, volumeId, imageId } = my;
const MIB = 1 << 20;

let ground: Awaited<ReturnType<typeof fakeGround>>;
let host: TestHost;
beforeEach(async () => {
  ground = await fakeGround();
  host = await startHost(ground);
  await host.work('PreparePool', { poolId, name: 'fast', path: '/ground/pool' });
});
afterEach(() => host.close());

const pathOf = (id: string = volumeId): string => `/ground/pool/volumes/${id}.qcow2`;
const volume = (id: string = volumeId, data: object = {}) => ({
  ...{ volumeId: id, path: pathOf(id), size: 8 * MIB, format: 'qcow2', source: null },
  ...data,
});
const fromImage = { source: { kind: 'disk', path: '/ground/image', format: 'raw' } };
const iso = { imageId, name: 'rescue', kind: 'iso', source: { kind: 'iso', path: '/ground/image' }, checksum: null };
const reportsOf = ({ commandId }: Request): number =>
  host.told.filter(({ data }) => (data as { request: Request }).request.commandId === commandId).length;

/** Copies wait at this gate; tells how many do. */
const gate = () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const state = { waiting: 0, open: resolve };
  ground.disk.duringCopy = async () => {
    state.waiting += 1;
    await promise;
  };
  ground.disk.write('/ground/image', 'boot', MIB);
  return state;
};

describe('a copy', () => {
  it('of what grew while it was copied is not made larger than was asked for', async () => {
    const copying = gate();
    const request = my.someRequest();
    await host.ask('CreateVolume', volume(volumeId, fromImage), request);
    await eventually(() => copying.waiting === 1);
    ground.disk.write('/ground/image', 'boot', 16 * MIB);
    copying.open();
    expect(await host.reportOf(request)).toMatchObject({ data: { problem: { code: 'volume.smaller-than-image' } } });
    expect(() => ground.disk.file(pathOf())).toThrow(pathOf());
  });
});

describe('work asked for again', () => {
  it('while it is under way is done and reported once', async () => {
    const copying = gate();
    const request = my.someRequest();
    for (let time = 0; time < 3; time += 1)
      expect(await host.ask('CreateVolume', volume(volumeId, fromImage), request)).toEqual({ kind: 'taken' });
    await eventually(() => copying.waiting === 1);
    copying.open();
    await host.reportOf(request);
    await settle();
    expect([copying.waiting, reportsOf(request)]).toEqual([1, 1]);
  });

  it('after it was reported is reported again', async () => {
    const request = my.someRequest();
    for (let time = 1; time <= 2; time += 1) {
      await host.ask('CreateVolume', volume(), request);
      await eventually(() => reportsOf(request) === time);
    }
  });

  it('while control is away is reported once, when control is back', async () => {
    host.controlIsAway = true;
    const request = my.someRequest();
    await host.ask('CreateVolume', volume(), request);
    await eventually(() => ground.disk.files.has(pathOf()));
    await host.ask('CreateVolume', volume(), request);
    host.controlIsAway = false;
    await host.reportOf(request);
    await settle();
    expect(reportsOf(request)).toBe(1);
  });
});

describe('several things at once', () => {
  it('are copied four at a time', async () => {
    const copying = gate();
    const ids = Array.from({ length: 6 }, () => newId());
    const requests = ids.map(() => my.someRequest());
    for (const [index, id] of ids.entries()) await host.ask('CreateVolume', volume(id, fromImage), requests[index]);
    await eventually(() => copying.waiting === 4);
    await settle();
    expect(copying.waiting).toBe(4);
    copying.open();
    await Promise.all(requests.map((request) => host.reportOf(request)));
    expect(copying.waiting).toBe(6);
  });
});

describe('a deletion', () => {
  it('calls off the creation of its volume, of which nothing is said or left', async () => {
    const copying = gate();
    const request = my.someRequest();
    await host.ask('CreateVolume', volume(volumeId, fromImage), request);
    await eventually(() => copying.waiting === 1);
    const deleting = host.work('DeleteVolume', { volumeId, path: pathOf() });
    await settle();
    copying.open();
    expect(await deleting).toMatchObject({ type: 'storage.RecordVolumeDeleted' });
    expect(reportsOf(request)).toBe(0);
    expect(await ground.names('/ground/pool/volumes')).toEqual([]);
  });

  it('takes no disk away from a running vm', async () => {
    await host.work('CreateVolume', volume());
    ground.disk.held.add(pathOf());
    const failed = { type: 'storage.RecordVolumeFailed', data: { problem: { code: 'volume.in-use' } } };
    expect(await host.work('DeleteVolume', { volumeId, path: pathOf() })).toMatchObject(failed);
    const growth = { volumeId, path: pathOf(), format: 'qcow2', size: 16 * MIB };
    expect(await host.work('GrowVolume', growth)).toMatchObject(failed);
    expect(await host.ask('VolumeInfo', { path: pathOf(), format: 'qcow2' })).toMatchObject({ kind: 'result' });
    ground.disk.held.clear();
    expect(await host.work('DeleteVolume', { volumeId, path: pathOf() })).toMatchObject({
      type: 'storage.RecordVolumeDeleted',
    });
  });
});

describe('a host process that ends', () => {
  it('leaves no half-made image, and the next one makes it when asked again', async () => {
    const copying = gate();
    const request = my.someRequest();
    await host.ask('ImportImage', iso, request);
    await eventually(() => copying.waiting === 1);
    const ending = host.restart();
    await settle();
    copying.open();
    await ending;
    expect([reportsOf(request), await ground.names(join(host.dataDir, 'images'))]).toEqual([0, []]);
    await host.ask('ImportImage', iso, request);
    expect(await host.reportOf(request)).toMatchObject({ type: 'storage.RecordImageReady' });
  });
});

describe('an image', () => {
  const disk = { ...iso, kind: 'disk', source: { kind: 'disk', path: '/ground/image', format: null } };

  it('that would have other files of the host copied into guests is refused', async () => {
    ground.disk.write('/ground/image', fakeDiskFile('qcow2', { size: MIB, others: ['/etc/shadow'] }));
    expect(await host.work('ImportImage', disk)).toMatchObject({
      type: 'storage.RecordImageFailed',
      data: { problem: { code: 'image.refers-elsewhere', facts: { others: ['/etc/shadow'] } } },
    });
    expect(await ground.names(join(host.dataDir, 'images'))).toEqual([]);
  });

  it('whose file is not on this host, though it is on the one it was first taken in on, is refused with what to do', async () => {
    expect(
      await host.work('ImportImage', { ...iso, source: { kind: 'iso', path: '/ground/elsewhere.iso' } }),
    ).toMatchObject({
      type: 'storage.RecordImageFailed',
      data: {
        problem: {
          code: 'image.source-missing',
          message: expect.stringContaining('/ground/elsewhere.iso'),
          hint: expect.stringContaining('choose a host that has the image'),
        },
      },
    });
    expect(await ground.names(join(host.dataDir, 'images'))).toEqual([]);
  });

  it('whose disk fills up half-way leaves nothing', async () => {
    ground.disk.write('/ground/image', 'x'.repeat(1000));
    ground.disk.duringCopy = () => ground.disk.write('/ground/other', Buffer.alloc(100), 100);
    const free = (): number => ground.disk.space.free;
    ground.disk.total -= free() - 1050;
    expect(await host.work('ImportImage', iso)).toMatchObject({
      data: { problem: { code: 'storage.disk-full', facts: { wanted: 1000, free: 950 } } },
    });
    expect(await ground.names(join(host.dataDir, 'images'))).toEqual([]);
  });
});

describe('a pool', () => {
  it('that cannot be written to is told as that', async () => {
    ground.disk.makeFolder('/ground/sealed');
    ground.disk.sealed.add('/ground/sealed');
    const report = await host.work('PreparePool', { poolId: newId(), name: 'sealed', path: '/ground/sealed' });
    expect(report).toMatchObject({
      type: 'storage.RecordPoolFailed',
      data: { problem: { code: 'storage.no-access', hint: expect.stringContaining('access') } },
    });
    ground.disk.sealed.add('/ground/pool/volumes');
    expect(await host.platform.heartbeatParts.pools()).toMatchObject([{ poolId, usable: false }]);
    expect(await host.work('CreateVolume', volume())).toMatchObject({
      data: { problem: { code: 'storage.no-access' } },
    });
  });
});
