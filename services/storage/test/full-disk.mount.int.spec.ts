/** Storage on a host whose disk is full. */
import { join } from 'node:path';
import { smallDisk } from '@chronovisor/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Ground, type TestHost, fakeGround, liveGroundIn, startHost } from './host.ts';
import * as my from './samples.ts';

const { imageId, poolId, volumeId } = my;
const MIB = 1 << 20;

let ground: Ground;
let host: TestHost;

const at = (...names: string[]): string => join(ground.folder, ...names);
const failed = { data: { problem: { code: 'storage.disk-full' } } };

const small = async (): Promise<Ground> => {
  const disk = await smallDisk('1m');
  return liveGroundIn(disk.path, disk.remove);
};

describe.each([
  ['in memory', () => fakeGround(MIB)],
  ['on this machine', small],
])('a full disk %s', (_, open) => {
  beforeEach(async () => {
    ground = await open();
    host = await startHost(ground);
  });
  afterEach(async () => {
    await host.close();
    await ground.close();
  });

  it('makes no volume that does not fit, says how much there is, and leaves nothing', async () => {
    await host.work('PreparePool', { poolId, name: 'fast', path: at('pool') });
    await ground.write(at('image'), 'x'.repeat(700 * 1024));
    const path = at('pool', 'volumes', `${volumeId}.qcow2`);
    const source = { kind: 'disk', path: at('image'), format: 'raw' };
    const report = await host.work('CreateVolume', { volumeId, path, size: 8 * MIB, format: 'qcow2', source });
    expect(report).toMatchObject({ type: 'storage.RecordVolumeFailed', ...failed });
    const { facts, hint } = (report.data as { problem: { facts: { free: number; wanted: number }; hint: string } })
      .problem;
    expect(facts.wanted).toBeGreaterThan(facts.free);
    expect(hint).toContain('Free space');
    expect(await ground.names(at('pool', 'volumes'))).toEqual([]);
  });

  it('takes no image in that does not fit, and leaves nothing', async () => {
    await ground.write(at('rescue.iso'), 'x'.repeat(700 * 1024));
    const source = { kind: 'iso', path: at('rescue.iso') };
    const report = await host.work('ImportImage', { imageId, name: 'debian', kind: 'iso', source, checksum: null });
    expect(report).toMatchObject({ type: 'storage.RecordImageFailed', ...failed });
    expect(await ground.names(join(host.dataDir, 'images'))).toEqual([]);
  });
});
