import { join } from 'node:path';
import { newId } from '@chronovisor/kernel/ids';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Ground, type TestHost, fakeGround, liveGround, startHost } from './host.ts';
import * as my from './samples.ts';

const { poolId, volumeId } = my;
const MIB = 1 << 20;

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
const pathOf = (format = 'qcow2', id: string = volumeId): string => at('pool', 'volumes', `${id}.${format}`);
const preparePool = (path: string | null = at('pool')) => host.work('PreparePool', { poolId, name: 'fast', path });
const volume = (data: object = {}) => ({
  volumeId,
  path: pathOf(),
  size: 8 * MIB,
  format: 'qcow2',
  source: null,
  ...data,
});
const createVolume = (data: object = {}) => host.work('CreateVolume', volume(data));
const deleteVolume = (path = pathOf()) => host.work('DeleteVolume', { volumeId, path });
const source = (name = 'debian.qcow2') => ({ kind: 'disk', path: at(name), format: null });
const failed = (code: string, problem: object = {}) => ({ data: { problem: { code, ...problem } } });

describe.each([
  ['in memory', fakeGround],
  ['on this machine', liveGround],
])('storage on a host %s', (_, open) => {
  beforeEach(() => begin(open));

  describe('prepares a pool', () => {
    it('in a place of its own when none is given', async () => {
      const report = await preparePool(null);
      expect(report).toMatchObject({ type: 'storage.RecordPoolReady', version: 1, meta: { actor: { kind: 'host' } } });
      expect(report.data).toMatchObject({ poolId, path: join(host.dataDir, 'pools', 'fast') });
      expect(await ground.names(join(host.dataDir, 'pools', 'fast'))).toContain('volumes');
    });

    it('where it is told, with what is there already', async () => {
      await ground.drivers.place.makeFolder(at('pool', 'volumes'));
      await ground.write(pathOf(), 'x');
      expect(await preparePool(`${at('pool')}/`)).toMatchObject({ data: { path: at('pool') } });
      await preparePool();
      expect(await ground.names(at('pool', 'volumes'))).toEqual([`${volumeId}.qcow2`]);
    });

    it('nowhere where something else is', async () => {
      await ground.write(at('pool'), 'a file');
      expect(await preparePool()).toMatchObject({ type: 'storage.RecordPoolFailed', ...failed('pool.path-refused') });
      expect(await preparePool('/')).toMatchObject(failed('pool.path-refused'));
    });

    it('and tells the heartbeat of its space, also after a restart', async () => {
      expect(await host.platform.heartbeatParts.pools()).toEqual([]);
      await preparePool();
      await host.restart();
      const [space, ...others] = await host.platform.heartbeatParts.pools();
      expect([space, others]).toMatchObject([{ poolId, usable: true }, []]);
      expect(space?.free).toBeGreaterThan(0);
      expect(space?.free).toBeLessThanOrEqual(space?.total ?? 0);
      await ground.remove(at('pool', 'volumes'));
      expect(await host.platform.heartbeatParts.pools()).toMatchObject([{ poolId, usable: false }]);
    });
  });

  describe('makes a volume', () => {
    beforeEach(() => preparePool());

    it.each(['qcow2', 'raw'])('of the format %s, thin', async (format) => {
      const report = await createVolume({ path: pathOf(format), format, size: 64 * MIB });
      expect(report).toMatchObject({
        type: 'storage.RecordVolumeCreated',
        data: { volumeId, info: { path: pathOf(format), format, size: 64 * MIB } },
      });
      expect((report.data as { info: { allocated: number } }).info.allocated).toBeLessThan(MIB);
      expect(await ground.names(at('pool', 'volumes'))).toEqual([`${volumeId}.${format}`]);
    });

    it('once: a finished one is told of again', async () => {
      await createVolume();
      await host.work('GrowVolume', { volumeId, path: pathOf(), format: 'qcow2', size: 16 * MIB });
      expect(await createVolume()).toMatchObject({
        type: 'storage.RecordVolumeCreated',
        data: { info: { size: 16 * MIB } },
      });
    });

    it('anew where a half-made one was left', async () => {
      await ground.write(`${pathOf()}.partial`, 'half');
      expect(await createVolume()).toMatchObject({ type: 'storage.RecordVolumeCreated' });
      expect(await ground.names(at('pool', 'volumes'))).toEqual([`${volumeId}.qcow2`]);
    });

    it.each(['qcow2', 'raw', 'vmdk'] as const)('from a %s image, as large as asked', async (format) => {
      await ground.writeDisk(at('image'), format, { head: 'boot sector', size: 2 * MIB });
      const report = await createVolume({ source: { kind: 'disk', path: at('image'), format } });
      expect(report).toMatchObject({ type: 'storage.RecordVolumeCreated', data: { info: { size: 8 * MIB } } });
      expect(await ground.readDisk(pathOf(), 'qcow2', 11)).toBe('boot sector');
    });

    it('never smaller than its image, and leaves nothing', async () => {
      await ground.writeDisk(at('image'), 'qcow2', { head: 'x', size: 16 * MIB });
      const report = await createVolume({ source: { kind: 'disk', path: at('image'), format: 'qcow2' } });
      expect(report).toMatchObject({
        type: 'storage.RecordVolumeFailed',
        ...failed('volume.smaller-than-image', { facts: { least: 16 * MIB } }),
      });
      expect(await ground.names(at('pool', 'volumes'))).toEqual([]);
    });

    it('from no image that is gone, or is none', async () => {
      expect(await createVolume({ source: source('gone') })).toMatchObject(failed('image.source-missing'));
      expect(await createVolume({ source: { kind: 'iso', path: at('gone') } })).toMatchObject(
        failed('image.wrong-kind'),
      );
      expect(await ground.names(at('pool', 'volumes'))).toEqual([]);
    });
  });

  describe('touches volumes only where a pool is', () => {
    beforeEach(() => preparePool());

    it('and only under their own names', async () => {
      await ground.write(at('precious'), 'x');
      await ground.write(at('pool', 'volumes', 'precious.raw'), 'x');
      const elsewhere = [
        at('precious'),
        at('pool', 'volumes', 'precious.raw'),
        at('pool', `${volumeId}.qcow2`),
        `${at('pool', 'volumes')}/../volumes/${volumeId}.qcow2`,
        pathOf('qcow2', newId()),
      ];
      for (const path of elsewhere) {
        expect(await deleteVolume(path)).toMatchObject(failed('volume.path-refused'));
        expect(await createVolume({ path })).toMatchObject(failed('volume.path-refused'));
        const growth = { volumeId, path, format: 'raw', size: MIB };
        expect(await host.work('GrowVolume', growth)).toMatchObject(failed('volume.path-refused'));
      }
      expect(await ground.names(at('pool', 'volumes'))).toEqual(['precious.raw']);
      expect(await ground.names(ground.folder)).toContain('precious');
    });

    it('and takes a file system that is not mounted for no pool', async () => {
      await createVolume();
      await ground.remove(at('pool'));
      await ground.drivers.place.makeFolder(at('pool', 'volumes'));
      expect(await deleteVolume()).toMatchObject(failed('pool.missing'));
      expect(await createVolume()).toMatchObject(failed('pool.missing'));
    });

    it('and knows a pool again by its mark when the list is lost', async () => {
      await ground.write(join(host.dataDir, 'pools.json'), '{"torn');
      await host.restart();
      expect(await host.platform.heartbeatParts.pools()).toEqual([]);
      expect(await createVolume()).toMatchObject({ type: 'storage.RecordVolumeCreated' });
      expect(await host.platform.heartbeatParts.pools()).toMatchObject([{ poolId, usable: true }]);
      expect(await ground.names(host.dataDir)).toContain('pools.json.damaged');
    });
  });

  describe('with a volume', () => {
    beforeEach(async () => {
      await preparePool();
      await createVolume();
    });
    const grow = (size: number) => host.work('GrowVolume', { volumeId, path: pathOf(), format: 'qcow2', size });

    it('grows it, and takes one that is large enough as it is', async () => {
      for (const size of [16 * MIB, 16 * MIB, 4 * MIB]) {
        expect(await grow(size)).toMatchObject({
          type: 'storage.RecordVolumeGrown',
          data: { volumeId, info: { size: 16 * MIB } },
        });
      }
    });

    it('removes it with what was left of it, also twice', async () => {
      await ground.write(`${pathOf()}.partial`, 'half');
      for (let time = 0; time < 2; time += 1)
        expect(await deleteVolume()).toMatchObject({ type: 'storage.RecordVolumeDeleted', data: { volumeId } });
      expect(await ground.names(at('pool', 'volumes'))).toEqual([]);
      expect(await grow(16 * MIB)).toMatchObject(failed('volume.missing'));
    });

    it('says what it is', async () => {
      const ask = () => host.ask('VolumeInfo', { path: pathOf(), format: 'qcow2' });
      expect(await ask()).toMatchObject({ kind: 'result', result: { path: pathOf(), format: 'qcow2', size: 8 * MIB } });
      await deleteVolume();
      expect(await ask()).toMatchObject({ kind: 'refusal', code: 'volume.not-found' });
    });
  });
});
