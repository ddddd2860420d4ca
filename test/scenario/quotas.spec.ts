/** A quota is never passed, not by one, whoever asks at the same time, fails half-way or dies; and what is given back is given back once. */
import { hostClock } from '@chronovisor/bus';
import { eventually, fakeNetwork } from '@chronovisor/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Operation } from '../e2e/support/api.ts';
import { House } from './support/house.ts';
import { LittleHost } from './support/little-host.ts';

const MIB = 1024 ** 2;
const GIB = 1024 ** 3;
const NOTHING = { vms: 0, vcpus: 0, memory: 0, disk: 0, addresses: 0 };

let house: House;
let host: LittleHost;

beforeEach(async () => {
  const network = fakeNetwork({ after: (ms, run) => hostClock.after(ms / 10, run) });
  house = await House.build(() => network.connect());
  host = new LittleHost(network.connect());
  await house.start();
  await host.start();
  await house.hasHost('h1');
});
afterEach(async () => {
  await host.close();
  await house.close();
});

const project = (quota: object = {}) => house.api.succeed('POST', '/projects', { name: 'web', quota });
const shown = async (query = '') => (await house.api.get(`/projects/web${query}`)).body;
const usage = async () => (await shown())['usage'];
const change = (quota: object) => house.api.request('PATCH', '/projects/web', { body: { quota } });
const vm = (name: string, more: object = {}) => ({ name, project: 'web', vcpus: 1, memory: '64MiB', ...more });
const full = (name: string) => vm(name, { disks: [{ size: '1GiB' }], nics: [{ network: 'default' }] });
const FULL = { vms: 1, vcpus: 1, memory: 64 * MIB, disk: GIB, addresses: 1 };

describe('a project', () => {
  it('is there from the start, for all that names none', async () => {
    await house.api.succeed('POST', '/vms', { name: 'x', memory: '64MiB' });
    expect(await house.api.vm('x')).toMatchObject({ project: 'default' });
    const { body } = await house.api.get('/projects/default');
    expect(body).toMatchObject({ name: 'default', usage: { vms: 1, memory: 64 * MIB }, quota: { vms: null } });
    expect(await house.api.request('DELETE', '/projects/default')).toMatchObject({
      status: 409,
      body: { code: 'project.built-in' },
    });
  });

  it('shows what is in it, picked by its name, and is renamed with all of it', async () => {
    await project();
    await house.api.succeed('POST', '/vms', full('w'));
    await house.api.succeed('POST', '/volumes', { name: 'data', size: '1GiB', project: 'web' });
    await house.api.succeed('POST', '/vms', { name: 'x', memory: '64MiB' });
    await house.api.succeed('PATCH', '/projects/web', { name: 'shop', labels: { tier: 'front' } });
    expect((await house.api.list('/vms?project=shop')).map(({ name }) => name)).toEqual(['w']);
    expect(await house.api.list('/volumes?project=shop')).toHaveLength(2);
    expect(await house.api.list('/vms?filter=project=default')).toMatchObject([{ name: 'x' }]);
    expect(await house.api.list('/projects?selector=tier=front')).toMatchObject([{ name: 'shop' }]);
    expect(await house.api.get('/vms?project=web')).toMatchObject({
      status: 400,
      body: { code: 'project.not-found', errors: [{ pointer: '?project' }] },
    });
    expect(await house.api.request('POST', '/projects', { body: { name: 'shop' } })).toMatchObject({
      status: 409,
      body: { code: 'project.name-taken', errors: [{ pointer: '/name' }] },
    });
  });

  it('is not deleted while something is in it, and says what', async () => {
    await project();
    await house.api.succeed('POST', '/vms', vm('w'));
    const { id } = await house.api.vm('w');
    const refused = await house.api.request('DELETE', '/projects/web');
    expect(refused).toMatchObject({
      status: 409,
      body: { code: 'project.in-use', blockedBy: `/api/v1/vms/${String(id)}` },
    });
    await house.api.succeed('DELETE', '/vms/w');
    await house.api.succeed('DELETE', '/projects/web');
    expect(await house.api.request('POST', '/vms', { body: vm('w') })).toMatchObject({
      status: 400,
      body: { code: 'project.not-found', errors: [{ pointer: '/project' }] },
    });
  });

  it('is never deleted under a vm that comes at the same moment', async () => {
    await project();
    const asked = Array.from({ length: 5 }, (_, i) => house.api.request('POST', '/vms', { body: vm(`w${i}`) }));
    const [deleted, ...made] = await Promise.all([house.api.request('DELETE', '/projects/web'), ...asked]);
    const created = made.filter(({ status }) => status === 202).length;
    expect(deleted.status === 202 ? created : 0).toBe(0);
    expect(deleted.status === 202 || created > 0).toBe(true);
  });
});

describe('a quota', () => {
  it('of 37 lets exactly 37 of 100 through that come at once', async () => {
    await project({ vms: 37 });
    const asked = Array.from({ length: 100 }, (_, i) => house.api.request('POST', '/vms', { body: full(`w${i}`) }));
    const answers = await Promise.all(asked);
    const refused = answers.filter(({ status }) => status === 409);
    expect([answers.filter(({ status }) => status === 202).length, refused.length]).toEqual([37, 63]);
    expect(refused[0]?.body).toMatchObject({
      code: 'project.quota-exceeded',
      detail: 'the project web has no room: 1 vm asked for, 0 of 37 free',
      errors: [{ pointer: '/project' }],
    });
    for (const { body } of answers.filter(({ status }) => status === 202))
      expect(await house.api.waitFor(String(body['id']))).toMatchObject({ status: 'succeeded' });
    const used = Object.fromEntries(Object.entries(FULL).map(([what, amount]) => [what, amount * 37]));
    expect(await usage()).toEqual(used);
    expect(await house.api.list('/vms?project=web&limit=1000')).toHaveLength(37);
  });

  it.each([
    ['vcpus', { vcpus: 1 }, full('b'), '1 vcpu asked for, 0 of 1 free'],
    ['memory', { memory: '100MiB' }, full('b'), '64MiB of memory asked for, 36MiB of 100MiB free'],
    ['disk', { disk: '1.5GiB' }, full('b'), '1GiB of disk asked for, 512MiB of 1.5GiB free'],
    ['addresses', { addresses: 1 }, full('b'), '1 address asked for, 0 of 1 free'],
  ])('of %s holds for vms as a whole: refused before anything is made', async (_what, quota, second, words) => {
    await project(quota);
    await house.api.succeed('POST', '/vms', full('a'));
    const refused = await house.api.request('POST', '/vms', { body: second });
    expect(refused).toMatchObject({ status: 409, body: { code: 'project.quota-exceeded' } });
    expect(String(refused.body['detail'])).toContain(words);
    expect(await usage()).toEqual(FULL);
    await house.api.succeed('DELETE', '/vms/a');
    expect(await usage()).toEqual(NOTHING);
    await house.api.succeed('POST', '/vms', second);
    expect(await usage()).toEqual(FULL);
  });

  it('counts volumes that belong to no vm, their growth, and those that a deleted vm leaves', async () => {
    await project({ disk: '4GiB' });
    await house.api.succeed('POST', '/volumes', { name: 'data', size: '1GiB', project: 'web' });
    await house.api.succeed('PATCH', '/volumes/data', { size: '2GiB' });
    expect(await usage()).toEqual({ ...NOTHING, disk: 2 * GIB });
    const refused = await house.api.request('PATCH', '/volumes/data', { body: { size: '5GiB' } });
    expect(refused).toMatchObject({ status: 409, body: { code: 'project.quota-exceeded' } });
    await house.api.succeed('POST', '/vms', full('a'));
    await house.api.succeed('DELETE', '/vms/a?volumes=keep');
    expect(await usage()).toEqual({ ...NOTHING, disk: 3 * GIB });
    for (const { id } of await house.api.list('/volumes?project=web'))
      await house.api.succeed('DELETE', `/volumes/${String(id)}`);
    expect(await usage()).toEqual(NOTHING);
  });

  it('gives a volume that could not grow its old size back', async () => {
    await project({ disk: '4GiB' });
    await house.api.succeed('POST', '/volumes', { name: 'data', size: '1GiB', project: 'web' });
    host.be('fails', 'storage.GrowVolume');
    expect(await house.api.perform('PATCH', '/volumes/data', { size: '2GiB' })).toMatchObject({ status: 'failed' });
    expect(await usage()).toEqual({ ...NOTHING, disk: GIB });
  });

  it('holds for a vm that is to grow, and is taken into account when it shrinks', async () => {
    await project({ vcpus: 4 });
    await house.api.succeed('POST', '/vms', vm('w'));
    await house.api.succeed('PATCH', '/vms/w', { vcpus: 4 });
    expect(await house.api.request('PATCH', '/vms/w', { body: { vcpus: 5 } })).toMatchObject({
      status: 409,
      body: { code: 'project.quota-exceeded', detail: expect.stringContaining('1 vcpu asked for, 0 of 4 free') },
    });
    await house.api.succeed('PATCH', '/vms/w', { vcpus: 2 });
    expect(await usage()).toMatchObject({ vcpus: 2 });
  });

  it('below what is used is refused, with the use named', async () => {
    await project({ vms: 5 });
    await house.api.succeed('POST', '/vms', full('a'));
    expect(await change({ vms: 0, disk: '512MiB' })).toMatchObject({
      status: 400,
      body: {
        code: 'project.quota-below-use',
        hint: expect.stringContaining('at least what is in use'),
        errors: [
          { pointer: '/quota/vms', detail: '1 vm in use' },
          { pointer: '/quota/disk', detail: '1GiB of disk in use' },
        ],
      },
    });
    await house.api.succeed('PATCH', '/projects/web', { quota: { vms: 1 } });
    await house.api.succeed('PATCH', '/projects/web', { quota: { vms: null } });
    expect((await shown())['quota']).toMatchObject({ vms: null });
  });

  it('and its use are shown as they were', async () => {
    await project({ vms: 5 });
    await house.api.succeed('POST', '/vms', full('a'));
    const then = (await house.api.get('/projects/web')).headers.get('x-position');
    await house.api.succeed('DELETE', '/vms/a');
    await house.api.succeed('PATCH', '/projects/web', { quota: { vms: 9 } });
    expect(await shown(`?at=${String(then)}`)).toMatchObject({ quota: { vms: 5 }, usage: FULL });
    expect(await house.api.list(`/projects?at=${String(then)}`)).toMatchObject([
      {},
      { quota: { vms: 5 }, usage: FULL },
    ]);
    expect(await shown()).toMatchObject({ quota: { vms: 9 }, usage: NOTHING });
  });
});

describe('what is used', () => {
  it.each(['storage.CreateVolume', 'network.ActivateNetwork', 'compute.StartVm'])(
    'is exact again after a creation that fails at %s',
    async (type) => {
      await project({ vms: 1 });
      host.be('fails', type);
      const body = { ...full('w'), start: true };
      expect(await house.api.perform('POST', '/vms', body)).toMatchObject({ status: 'failed' });
      expect(await usage()).toEqual(NOTHING);
      host.relent(type);
      await house.api.succeed('POST', '/vms', body);
      expect(await usage()).toEqual(FULL);
    },
  );

  it('is exact when control dies amidst twenty creations, and the quota is used up to the last one', async () => {
    await project({ vms: 7 });
    const ask = (i: number): Promise<{ readonly status: number; readonly body: object }> =>
      house.api.request('POST', '/vms', { body: full(`w${i}`), headers: { 'idempotency-key': `k${i}` } });
    const all = Array.from({ length: 20 }, (_, i) => i);
    house.dieAt({ commit: 23, when: 'after' });
    const asking = Promise.all(all.map((i) => ask(i).catch(() => null)));
    await eventually(() => house.isDead);
    house.kill();
    await asking;
    await house.start();
    const answers = await eventually(async () => {
      const again = await Promise.all(all.map(ask));
      return again.every(({ status }) => [200, 202, 409].includes(status)) ? again : null;
    });
    const made = answers.filter(({ status }) => status !== 409);
    expect(made).toHaveLength(7);
    for (const { body } of made)
      expect(await house.api.waitFor((body as Operation).id)).toMatchObject({ status: 'succeeded' });
    expect(await usage()).toEqual(Object.fromEntries(Object.entries(FULL).map(([what, n]) => [what, n * 7])));
    for (const { name } of await house.api.list('/vms?project=web'))
      await house.api.succeed('DELETE', `/vms/${String(name)}`);
    expect(await usage()).toEqual(NOTHING);
  });
});
