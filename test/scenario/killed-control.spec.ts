/** Control dies around every single commit of a creation: the next one ends it, with nothing twice and nothing left. */
import { hostClock } from '@chronovisor/bus';
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
  // A question to a process that is gone waits for its time-out: less long than people would.
  const network = fakeNetwork({ after: (ms, run) => hostClock.after(ms / 10, run) });
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
  house.kill();
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
  expect(change).toHaveLength(3);
  expect(new Set(change)).toEqual(new Set(['ActivateNetwork', 'CreateVolume', 'StartVm']));
  expect(await house.api.vm('web-1')).toMatchObject({ status: 'running', operation: null });
};

const expectNothing = async ({ house, host }: Scene): Promise<void> => {
  expect((await house.api.get('/vms/web-1')).status).toBe(404);
  expect(await house.api.list('/volumes')).toEqual([]);
  expect([host.vms.size, host.volumes.size]).toEqual([0, 0]);
  const ends = ['compute.VmCreateUndone', 'storage.VolumeDeleted', 'saga.CompensationStarted', 'saga.Ended'];
  expect(await house.count(...ends)).toEqual(Object.fromEntries(ends.map((type) => [type, 1])));
  const { 'network.NicCreated': made, 'network.NicDeleted': gone } = await house.count(
    'network.NicCreated',
    'network.NicDeleted',
  );
  expect([made, gone]).toEqual([2, 2]);
};

interface Tale {
  readonly title: string;
  readonly status: string;
  readonly set: (scene: Scene) => void;
  readonly check: (scene: Scene) => Promise<void>;
}

const tales: readonly Tale[] = [
  { title: 'a creation ends well', status: 'succeeded', set: () => {}, check: expectOnce },
  {
    title: 'a creation whose boot fails is taken back',
    status: 'failed',
    set: ({ host }) => host.be('fails', 'compute.StartVm'),
    check: expectNothing,
  },
];

/** Of a tale that nobody disturbs. */
const commitsOf = async ({ set, status, check }: Tale): Promise<number> => {
  const scene = await build();
  try {
    set(scene);
    scene.house.dieAt(null);
    expect(await ended(scene)).toBe(status);
    await check(scene);
    return scene.house.commits;
  } finally {
    await scene.close();
  }
};

const told = await Promise.all(tales.map(async (tale) => ({ ...tale, commits: await commitsOf(tale) })));

describe.each(told)('$title', ({ status, set, check, commits }) => {
  const deaths = Array.from({ length: commits }, (_, index) => index + 1).flatMap((commit): readonly Death[] => [
    { commit, when: 'before' },
    { commit, when: 'after' },
  ]);
  let scene: Scene;

  beforeEach(async () => {
    scene = await build();
    set(scene);
  });
  afterEach(() => scene.close());

  it.each(deaths)('though control dies right $when its commit $commit', async (death) => {
    expect(await createdOverDeath(scene, death)).toBe(status);
    await check(scene);
  });
});
