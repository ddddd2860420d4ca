/** What was, over HTTP: at a position, at a time, under the name of then. */
import {
  network,
  storage,
  VmDeleted,
  VmRestartRequested,
  VmStarted,
  VmStartRequested,
  VmUpdated,
} from '@chronovisor/contracts';
import { newId } from '@chronovisor/kernel/ids';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startBed, type Bed } from './bed.ts';
import { happening, type Happening } from './recorder.ts';
import { created, GIB, launchSpec, provisioned, putWorld, requestOf, vmSpec, type World } from './samples.ts';

let bed: Bed;
let world: World;
let vmId: string;

beforeEach(async () => {
  bed = await startBed();
  world = await putWorld(bed.recorder);
  vmId = newId();
});
afterEach(() => bed.stop());

const put = (...happenings: readonly Happening[]) => bed.recorder.put(`vm-${vmId}`, ...happenings);
const renamed = (name: string) => happening(VmUpdated, { vmId, changes: { name }, request: requestOf() });
const starting = () => {
  const launch = launchSpec(vmId, 'web-1');
  const { hostId } = world.host;
  return happening(VmStartRequested, { vmId, hostId, request: requestOf(), generation: 1, launch });
};
const started = () =>
  happening(VmStarted, { vmId, generation: 1, process: { pid: 7, startTicks: 1, accelerator: 'tcg' }, request: null });

const get = async (path: string) => {
  const response = await bed.call('GET', `/api/v1${path}`);
  const body = (await response.json()) as Readonly<Record<string, unknown>>;
  return { status: response.status, body, position: Number(response.headers.get('x-position')) };
};
const namesAt = async (path: string) =>
  ((await get(path)).body['items'] as readonly { name: string }[]).map(({ name }) => name);

describe('a vm of the past', () => {
  it('is what it was at every position, to the byte', async () => {
    const seen: [number, string][] = [];
    for (const each of [created(vmId, world.host.hostId), provisioned(vmId), renamed('web-2'), starting(), started()]) {
      const position = await put(each);
      const response = await bed.call('GET', `/api/v1/vms/${vmId}?atLeast=${position}`);
      seen.push([position, await response.text()]);
    }
    for (const [position, text] of seen) {
      const response = await bed.call('GET', `/api/v1/vms/${vmId}?at=${position}`);
      expect(await response.text()).toBe(text);
      expect(response.headers.get('x-position')).toBe(String(position));
      const list = await bed.call('GET', `/api/v1/vms?at=${position}`);
      expect(await list.text()).toBe(`{"items":[${text}],"nextCursor":null}`);
    }
  });

  it('is the same folded from a checkpoint as from its birth, around every checkpoint', async () => {
    const request = requestOf();
    const born = await put(created(vmId, world.host.hostId, { request }), provisioned(vmId));
    const texts = new Map<number, string>();
    let last = born;
    for (let index = 0; index < 300; index += 1) {
      const turn = [renamed(`web-${index}`), starting(), started()];
      last = await put(turn[index % turn.length] as Happening);
      if (index === 140) {
        const data = { outcome: 'succeeded', problem: null } as never;
        last = await bed.recorder.put(`saga-${request.operationId}`, { type: 'saga.Ended', version: 1, data });
      }
      if (index < 120 || (index > 150 && index < 240)) continue;
      texts.set(last, await (await bed.call('GET', `/api/v1/vms/${vmId}?atLeast=${last}`)).text());
    }
    for (const [position, text] of texts)
      expect(await (await bed.call('GET', `/api/v1/vms/${vmId}?at=${position}`)).text()).toBe(text);
  });

  it('shows the operation that was under way then, and not one whose saga had ended', async () => {
    const request = requestOf();
    await put(created(vmId, world.host.hostId, { request }));
    await bed.recorder.put(`saga-${request.operationId}`, {
      type: 'saga.Ended',
      version: 1,
      data: { outcome: 'succeeded', problem: null } as never,
    });
    const made = await put(provisioned(vmId));
    expect((await get(`/vms/${vmId}?at=${made}`)).body).toMatchObject({ operation: null });
    const restart = requestOf();
    const asked = { vmId, request: restart, timeoutSeconds: 5, force: false };
    const later = await put(happening(VmRestartRequested, asked as never));
    expect((await get(`/vms/${vmId}?at=${later}`)).body).toMatchObject({ operation: { id: restart.operationId } });
  });

  it('is found by the name it had then, also after it was deleted', async () => {
    await bed.recorder.claim('vm-name', 'web-1', vmId);
    await bed.recorder.claim('vm-name', 'web-2', vmId);
    const first = await put(created(vmId, world.host.hostId), provisioned(vmId));
    const second = await put(renamed('web-2'));
    await bed.recorder.put(`vm-${newId()}`, created(newId(), world.host.hostId, { name: 'other' }));
    expect((await get(`/vms/web-1?at=${first}`)).body).toMatchObject({ id: vmId, name: 'web-1' });
    expect((await get(`/vms/web-2?at=${second}`)).body).toMatchObject({ id: vmId });
    expect((await get(`/vms/web-2?at=${first}`)).body).toMatchObject({ status: 404, code: 'vm.not-found' });
    const gone = await put(happening(VmDeleted, { vmId }));
    expect((await get(`/vms/web-2?at=${second}`)).body).toMatchObject({ id: vmId });
    expect((await get(`/vms/${vmId}?at=${gone}`)).status).toBe(404);
    expect((await get(`/vms/${vmId}?at=${first - 2}`)).status).toBe(404);
  });

  it('is what it was at a time, until the next thing happened', async () => {
    await put(created(vmId, world.host.hostId));
    const position = await put(provisioned(vmId));
    await pause(5);
    const between = new Date().toISOString();
    await pause(5);
    await put(renamed('web-2'));
    const then = await get(`/vms/${vmId}?at=${between}`);
    expect([then.body['name'], then.position]).toEqual(['web-1', position]);
    expect((await get(`/vms/${vmId}?at=${encodeURIComponent(between.replace('Z', '+00:00'))}`)).position).toBe(
      position,
    );
    expect((await get(`/vms/${vmId}?at=${new Date().toISOString()}`)).body).toMatchObject({ name: 'web-2' });
  });
});

describe('volumes and networks of the past', () => {
  it('are what they were', async () => {
    const volumeId = newId();
    const stream = `volume-${volumeId}`;
    const { hostId } = world.host;
    const request = requestOf();
    const asked = {
      volumeId,
      name: 'data',
      poolId: world.poolId,
      hostId,
      size: GIB,
      format: 'qcow2',
      path: '/pools/x',
      source: null,
      imageId: null,
      vmId: null,
      request,
    };
    const making = await bed.recorder.put(stream, happening(storage.VolumeCreationRequested, asked as never));
    const info = { path: '/pools/x', size: 2 * GIB, allocated: 1, format: 'qcow2' };
    const made = await bed.recorder.put(stream, happening(storage.VolumeCreated, { volumeId, info, request } as never));
    expect((await get(`/volumes/${volumeId}?at=${making}`)).body).toMatchObject({
      status: 'creating',
      size: GIB,
      pool: 'default',
      host: 'local',
    });
    expect((await get(`/volumes/data?at=${made}`)).body).toMatchObject({ status: 'ready', size: 2 * GIB });
    expect(await namesAt(`/volumes?at=${making - 1}`)).toEqual([]);
    expect(await namesAt(`/volumes?at=${made}&filter=status=ready`)).toEqual(['data']);
  });

  it('are there by name after they were deleted', async () => {
    const { networkId } = world;
    const before = await put(created(vmId, world.host.hostId));
    await bed.recorder.put(
      `network-${networkId}`,
      happening(network.NetworkDeleted, { networkId, request: requestOf() }),
    );
    expect((await get(`/networks/user?at=${before}`)).body).toMatchObject({ id: networkId, status: 'ready' });
    expect(await namesAt(`/networks?at=${before}`)).toEqual(['user']);
  });
});

describe('a list of the past', () => {
  it('is picked by the labels of then', async () => {
    const spec = { ...vmSpec(), labels: { set: 'web' } };
    const first = await put(created(vmId, world.host.hostId, { spec }));
    const changes = { labels: { set: 'db' } };
    const second = await put(happening(VmUpdated, { vmId, changes, request: requestOf() }));
    expect(await namesAt(`/vms?at=${first}&selector=set=web`)).toEqual(['web-1']);
    expect(await namesAt(`/vms?at=${second}&selector=set=web`)).toEqual([]);
  });

  it('has pages of one position, whatever happens between them', async () => {
    let last = 0;
    for (let index = 0; index < 5; index += 1) {
      const id = newId();
      last = await bed.recorder.put(`vm-${id}`, created(id, world.host.hostId, { name: `vm-${index}` }));
    }
    const seen: string[] = [];
    let next: string | null = `/api/v1/vms?limit=2&at=${last}`;
    for (let pages = 0; next !== null && pages < 9; pages += 1) {
      const response: Response = await bed.call('GET', next);
      const { items } = (await response.json()) as { items: readonly { name: string }[] };
      seen.push(...items.map(({ name }) => name));
      next = /^<([^>]+)>/.exec(response.headers.get('link') ?? '')?.[1] ?? null;
      const id = newId();
      await bed.recorder.put(`vm-${id}`, created(id, world.host.hostId, { name: `late-${pages}` }));
    }
    expect(seen.toSorted()).toEqual(['vm-0', 'vm-1', 'vm-2', 'vm-3', 'vm-4']);
  });
});

describe('a point that cannot be shown', () => {
  it.each([
    ['0', 'position.unknown'],
    ['999999', 'position.unknown'],
    ['2001-01-01T00:00:00Z', 'time.before-first'],
    ['2999-01-01T00:00:00Z', 'time.future'],
    ['2026-13-01T00:00:00Z', 'request.invalid'],
    ['yesterday', 'request.invalid'],
    ['', 'request.invalid'],
  ])('%s is refused with a code, a hint and its place', async (at, code) => {
    for (const path of ['/vms', '/vms/web-1', '/networks', '/networks/user', '/volumes', '/volumes/x']) {
      const { status, body } = await get(`${path}?at=${at}`);
      expect(status).toBe(400);
      expect(body).toMatchObject({ code, hint: expect.any(String), errors: [{ pointer: '?at' }] });
    }
  });
});
