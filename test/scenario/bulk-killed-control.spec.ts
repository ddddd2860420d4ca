/** Control dies around every single commit of an order to many vms: the next one ends it, and each vm is done once. */
import { hostClock } from '@chronovisor/bus';
import { eventually, fakeNetwork } from '@chronovisor/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Death, House } from './support/house.ts';
import { LittleHost } from './support/little-host.ts';

const VMS = ['web-1', 'web-2', 'web-3', 'web-4', 'web-5'];
const order = { action: 'start', ids: VMS, concurrency: 2 };
const key = { 'idempotency-key': 'the-only-one' };

let house: House;
let host: LittleHost;

beforeEach(async () => {
  // A question to a process that is gone waits for its time-out: less long than people would.
  const network = fakeNetwork({ after: (ms, run) => hostClock.after(ms / 10, run) });
  house = await House.build(() => network.connect());
  host = new LittleHost(network.connect());
  await house.start();
  await host.start();
  await house.hasHost('h1');
  await Promise.all(VMS.map((name) => house.api.succeed('POST', '/vms', { name })));
});
afterEach(async () => {
  await host.close();
  await house.close();
});

/** As a client does that repeats its request until it is answered. */
const ended = async () => {
  const { body } = await eventually(async () => {
    const answer = await house.api.request('POST', '/vms/bulk', { body: order, headers: key });
    return answer.status === 202 || answer.status === 200 ? answer : null;
  });
  return house.api.waitFor(String(body['id']));
};

const expectOnce = async (): Promise<void> => {
  const once = { 'compute.BulkStarted': 1, 'compute.BulkSucceeded': 1 };
  const each = { 'compute.VmStartRequested': VMS.length, 'compute.VmStarted': VMS.length };
  expect(await house.count(...Object.keys({ ...once, ...each }))).toEqual({ ...once, ...each });
  expect(host.times('StartVm')).toBe(VMS.length);
};

const die = async (death: Death): Promise<void> => {
  house.dieAt(death);
  const asking = house.api.request('POST', '/vms/bulk', { body: order, headers: key }).catch(() => null);
  await eventually(() => house.isDead);
  house.kill();
  await asking;
  await house.start();
};

/** The key, the begin, two of each vm, and the results: about so many, however they fall together. */
const COMMITS = 2 + 2 * VMS.length + 3;
const deaths = Array.from({ length: COMMITS }, (_, index) => index + 1).flatMap((commit): readonly Death[] => [
  { commit, when: 'before' },
  { commit, when: 'after' },
]);

describe('an order to many vms ends well', () => {
  it.each(deaths)('though control dies right $when its commit $commit', async (death) => {
    await die(death);
    expect((await ended()).status).toBe('succeeded');
    await expectOnce();
  });
});
