import { createLogger } from '@chronovisor/telemetry';
import { manualClock, settle } from '@chronovisor/testing';
import { describe, expect, it } from 'vitest';
import { fakeGround } from '../../test/host.ts';
import * as my from '../../test/samples.ts';
import { KnownPools } from './known-pools.ts';
import { createPoolSpace } from './pool-space.ts';
import { preparePool } from './prepare-pool.ts';

const setting = async () => {
  const { drivers, disk } = await fakeGround(1000);
  const log = createLogger('test', 'silent');
  let answering: Promise<void> = Promise.resolve();
  let looks = 0;
  const place: typeof drivers.place = {
    ...drivers.place,
    space: async (path) => {
      looks += 1;
      await answering;
      return drivers.place.space(path);
    },
  };
  const parts = {
    ...{ hostId: my.hostA, dataDir: '/ground/data', qemuImg: drivers.qemuImg, place, log },
    pools: new KnownPools(place, '/ground/data', log),
  };
  const clock = manualClock();
  await preparePool(parts, { poolId: my.poolId, name: 'fast', path: '/ground/pool' });
  return {
    disk,
    clock,
    ask: createPoolSpace(parts, clock),
    looks: () => looks,
    /** The file system answers no more, until the function it gives is called. */
    hang: () => {
      const { promise, resolve } = Promise.withResolvers<void>();
      answering = promise;
      return resolve;
    },
  };
};

describe('the space of a pool', () => {
  it('is what its file system says', async () => {
    const { ask, disk } = await setting();
    expect(await ask()).toEqual([{ poolId: my.poolId, ...disk.space, usable: true }]);
    expect(disk.space.free).toBeLessThan(1000);
  });

  it('is the last one known, and the pool not usable, while its file system does not answer', async () => {
    const { ask, disk, clock, hang, looks } = await setting();
    await ask();
    const { space } = disk;
    const answer = hang();
    for (let time = 0; time < 3; time += 1) {
      const asked = ask();
      await clock.advance(500);
      expect(await asked).toEqual([{ poolId: my.poolId, ...space, usable: false }]);
    }
    expect(looks()).toBe(2);
    answer();
    await settle();
    expect(await ask()).toMatchObject([{ usable: true }]);
    expect(clock.waiting).toBe(0);
  });
});
