/** Control dies around every single commit of a creation: the next one ends it, with nothing twice and nothing left. */
import { eventually, fakeNetwork } from '@chronovisor/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Death, House } from './support/house.ts';
import { LittleHost } from './support/little-host.ts';

const body = {
  name: 'web-1',
  memory: '512MiB',
  disks: [{ size: '1GiB' }],
  nics: [{ network: 'default' }, { network: 'user' }],
  start: true,
};
const key = { 'idempotency-key': 'the-only-one' };

interface Scene {
  readonly house: House;
  readonly host: LittleHost;
  close(): Promise<void>;
}

const build = async (): Promise<Scene> => {
  const network = fakeNetwork();
  const house = await House.build(() => network.connect());
  const host = new LittleHost(network.connect());
  await house.start();
  await host.start();
  await house.hasHost('h1');
  return {
    house,
    host,
    close: async () => {
      await host.close();
      await house.close();
    },
  };
};

/** As a client does that repeats its request until it is answered. */
const created = async ({ house }: Scene): Promise<string> => {
  const { body: operation } = await eventually(async () => {
    const answer = await house.api.request('POST', '/vms', { body, headers: key });
    return answer.status === 202 || answer.status === 200 ? answer : null;
  });
  return String(operation['id']);
};

const ended = async (scene: Scene): Promise<string> => (await scene.house.api.waitFor(await created(scene))).status;

/** Asks while control dies, and goes on asking the next one. */
const createdOverDeath = async (scene: Scene, death: Death): Promise<string> => {
  const { house } = scene;
  house.dieAt(death);
  const asking = house.api.request('POST', '/vms', { body, headers: key }).catch(() => null);
  await eventually(() => house.isDead);
  await house.kill();
  await asking;
  await house.start();
  return ended(scene);
};

const ONCE = [
  'compute.VmCreated',
  'storage.VolumeCreationRequested',
  'storage.VolumeCreated',
  'network.NetworkActivated',
  'compute.VmProvisioned',
  'compute.VmStartRequested',
  'compute.VmStarted',
  'saga.Started',
  'saga.Ended',
];

const expectOnce = async ({ house, host }: Scene): Promise<void> => {
  expect(await house.count(...ONCE)).toEqual(Object.fromEntries(ONCE.map((type) => [type, 1])));
  expect(await house.count('network.NicCreated')).toEqual({ 'network.NicCreated': 2 });
  const [change] = [host.done.map((one) => one.split(' ')[0])];
  expect(change.toSorted()).toEqual(['ActivateNetwork', 'CreateVolume', 'StartVm']);
  expect(await house.api.vm('web-1')).toMatchObject({ status: 'running', operation: null });
};

let commits = 0;
let scene: Scene;

beforeEach(async () => {
  scene = await build();
});
afterEach(() => scene.close());

/** Every creation has the same number of commits, give or take what comes side by side. */
const commitsOfACreation = async (): Promise<number> => {
  scene.house.dieAt(null);
  expect(await ended(scene)).toBe('succeeded');
  await expectOnce(scene);
  return scene.house.commits;
};

describe('a creation', () => {
  it('is made of many commits', async () => {
    commits = await commitsOfACreation();
    expect(commits).toBeGreaterThan(15);
  });

  it.each(['before', 'after'] as const)('ends well though control dies right %s any of them', async (when) => {
    expect(commits, 'the first test tells how many there are').toBeGreaterThan(0);
    for (let commit = 1; commit <= commits - 2; commit += 1) {
      if (commit > 1) {
        await scene.close();
        scene = await build();
      }
      const status = await createdOverDeath(scene, { commit, when });
      expect(status, `after a death ${when} commit ${commit}`).toBe('succeeded');
      await expectOnce(scene);
    }
  });
});
