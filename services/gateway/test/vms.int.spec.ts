import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBed, type Bed } from './bed.ts';
import { LittleCompute, LittleHost } from './little-services.ts';
import { putHost, putNetwork, putWorld, sampleHost, type World } from './samples.ts';

let bed: Bed;
let compute: LittleCompute;
let host: LittleHost;
let world: World;

beforeAll(async () => {
  bed = await startBed();
  world = await putWorld(bed.recorder);
  compute = new LittleCompute(bed.far, bed.recorder);
  host = new LittleHost(bed.far, world.host.hostId);
});
afterAll(() => bed.stop());

const json = async (response: Response): Promise<Record<string, unknown>> =>
  (await response.json()) as Record<string, unknown>;
const create = (body: object, headers: Record<string, string> = {}) =>
  bed.call('POST', '/api/v1/vms', { body, headers });
const waited = { prefer: 'wait=5' };

describe('POST /vms', () => {
  it('answers 202 with the operation and where to find it', async () => {
    const response = await create({
      name: 'web-1',
      disks: [{ size: '1GiB' }],
      nics: [{ network: 'user' }],
      start: true,
    });
    const operation = await json(response);
    expect(response.status).toBe(202);
    expect(response.headers.get('location')).toBe(`/api/v1/operations/${String(operation['id'])}`);
    expect(operation).toMatchObject({ type: 'vm.create', actor: { kind: 'user', id: 'admin' } });
    const sent = compute.heard.at(-1);
    expect(sent).toMatchObject({
      type: 'compute.CreateVm',
      data: {
        name: 'web-1',
        hostId: world.host.hostId,
        start: true,
        request: { disks: [{ poolId: world.poolId, size: 1024 ** 3 }] },
      },
      meta: { commandId: operation['id'], operationId: operation['id'], correlationId: operation['correlationId'] },
    });
  });

  it('answers 200 with the end of it when the client prefers to wait, and then shows the vm', async () => {
    const response = await create({ name: 'web-2' }, waited);
    const operation = await json(response);
    expect(response.status).toBe(200);
    expect(response.headers.get('preference-applied')).toBe('wait=5');
    expect(operation).toMatchObject({ status: 'succeeded', steps: [{ name: 'provision', status: 'succeeded' }] });
    const vm = await bed.call('GET', String(operation['target']));
    expect(await json(vm)).toMatchObject({ name: 'web-2', status: 'off', host: 'local', operation: null });
  });

  it('shows the vm to the very next request, without waiting', async () => {
    const operation = await json(await create({ name: 'web-3' }));
    expect((await bed.call('GET', String(operation['target']))).status).toBe(200);
    expect((await bed.call('GET', '/api/v1/vms/web-3')).status).toBe(200);
  });

  it('names every field that is wrong and sends no command', async () => {
    const before = compute.heard.length;
    const response = await create({ name: 'a b', vcpus: 0, memory: '512', disks: [{ size: '1 GB' }], colour: 'red' });
    expect(response.status).toBe(400);
    expect(response.headers.get('content-type')).toContain('application/problem+json');
    const problem = await json(response);
    expect((problem['errors'] as { pointer: string }[]).map(({ pointer }) => pointer).toSorted()).toEqual(
      ['/colour', '/disks/0/size', '/memory', '/name', '/vcpus'].toSorted(),
    );
    expect(compute.heard.length).toBe(before);
  });

  it.each([
    [{ vcpus: 10_000 }, 'request.invalid', '/vcpus'],
    [{ memory: '1TiB' }, 'vm.memory-over-host', '/memory'],
    [{ host: 'nowhere' }, 'host.not-found', '/host'],
    [{ image: 'nothing' }, 'image.not-found', '/image'],
    [{ disks: [{ size: '1GiB', pool: 'none' }] }, 'pool.not-found', '/disks/0/pool'],
    [{ nics: [{ network: 'none' }] }, 'network.not-found', '/nics/0/network'],
    [{ boot: { kernel: '/no/such/kernel' } }, 'vm.file-missing', '/boot/kernel'],
    [{ iso: '/no/such.iso' }, 'vm.file-missing', '/iso'],
  ])('refuses %j with its code, a hint and its place, and leaves nothing behind', async (part, code, pointer) => {
    const before = await bed.call('GET', '/api/v1/vms').then(json);
    const response = await create({ name: 'bad', ...part });
    const problem = await json(response);
    expect(response.status).toBe(400);
    expect(problem).toMatchObject({ code, errors: [{ pointer }] });
    expect(problem['hint']).toBeTruthy();
    expect(await bed.call('GET', '/api/v1/vms').then(json)).toEqual(before);
  });

  it('takes files that its host has', async () => {
    host.files.add('/boot/vmlinuz');
    const response = await create({ name: 'direct', boot: { kernel: '/boot/vmlinuz' } }, waited);
    expect(response.status).toBe(200);
  });

  it('says 503 when the host that would have to look at a file does not answer', async () => {
    const silent = sampleHost('silent');
    await putHost(bed.recorder, silent);
    const response = await create({ name: 'x', host: 'silent', iso: '/x.iso' });
    expect(response.status).toBe(503);
    expect(await json(response)).toMatchObject({
      code: 'bus.no-responders',
      hint: expect.stringContaining('host process'),
    });
  });

  it('says 409 for a name that is taken, and where it stands', async () => {
    await create({ name: 'taken' }, waited);
    const response = await create({ name: 'taken' });
    expect(response.status).toBe(409);
    expect(await json(response)).toMatchObject({ code: 'vm.name-taken', errors: [{ pointer: '/name' }] });
  });
});

describe('the power of a vm', () => {
  it('joins a start under way, and settles a start that finds it running', async () => {
    await create({ name: 'p-1', host: 'local' }, waited);
    const first = await json(await bed.call('POST', '/api/v1/vms/p-1/start'));
    const second = await json(await bed.call('POST', '/api/v1/vms/p-1/start'));
    expect(second['id']).toBe(first['id']);
    const [ended] = await Promise.all([
      bed.call('GET', `/api/v1/operations/${String(first['id'])}?wait=5s`),
      compute.finishStarts(),
    ]);
    expect(await json(ended)).toMatchObject({ status: 'succeeded' });
    const third = await json(await bed.call('POST', '/api/v1/vms/p-1/start'));
    expect(third).toMatchObject({ type: 'vm.start', status: 'succeeded' });
    expect(third['id']).not.toBe(first['id']);
    expect((await bed.call('GET', `/api/v1/operations/${String(third['id'])}`)).status).toBe(200);
  });

  it('carries the problem of what failed inside the operation', async () => {
    const response = await bed.call('POST', '/api/v1/vms/p-1/shutdown', {
      headers: waited,
      body: { timeoutSeconds: 1 },
    });
    expect(response.status).toBe(200);
    expect(await json(response)).toMatchObject({
      status: 'failed',
      problem: { type: 'urn:chronovisor:problem:vm.shutdown-timeout', code: 'vm.shutdown-timeout', hint: 'Stop it.' },
    });
    expect(compute.heard.at(-1)?.data).toMatchObject({ timeoutSeconds: 1, force: false });
  });

  it('answers 202 when the wait is over before the work is', async () => {
    await create({ name: 'p-2', host: 'local' }, waited);
    const response = await bed.call('POST', '/api/v1/vms/p-2/start', { headers: { prefer: 'wait=0' } });
    expect(response.status).toBe(202);
    expect(await json(response)).toMatchObject({ status: 'running' });
  });

  it('takes no body where there is nothing to say, and an empty one with a JSON header', async () => {
    expect((await bed.call('POST', '/api/v1/vms/p-1/start', { body: { now: true } })).status).toBe(400);
    expect((await bed.call('POST', '/api/v1/vms/p-1/start', { body: '' })).status).toBe(202);
  });
});

describe('PATCH and DELETE', () => {
  it('go ahead only at the revision the client has seen', async () => {
    await create({ name: 'e-1', host: 'local' }, waited);
    const seen = await bed.call('GET', '/api/v1/vms/e-1');
    const etag = seen.headers.get('etag') as string;
    expect(etag).toMatch(/^"\d+"$/);
    const patch = { body: { description: 'new' }, headers: { 'if-match': etag, ...waited } };
    expect((await bed.call('PATCH', '/api/v1/vms/e-1', patch)).status).toBe(200);
    const stale = await bed.call('PATCH', '/api/v1/vms/e-1', patch);
    expect(stale.status).toBe(412);
    expect(await json(stale)).toMatchObject({ code: 'revision.stale' });
    const odd = await bed.call('PATCH', '/api/v1/vms/e-1', {
      body: { description: 'x' },
      headers: { 'if-match': 'W/"1"' },
    });
    expect(odd.status).toBe(400);
    expect(await json(odd)).toMatchObject({ code: 'revision.malformed' });
    expect((await bed.call('GET', '/api/v1/vms/e-1')).headers.get('etag')).not.toBe(etag);
  });

  it('take a merge patch by its own media type', async () => {
    const headers = { 'content-type': 'application/merge-patch+json', ...waited };
    const response = await bed.call('PATCH', '/api/v1/vms/e-1', { body: { boot: { menu: true } }, headers });
    expect(response.status).toBe(200);
    expect(await bed.call('GET', '/api/v1/vms/e-1').then(json)).toMatchObject({
      boot: { menu: true, order: ['disk'] },
    });
  });

  it('refuse to delete what runs, unless by force', async () => {
    await create({ name: 'd-1', host: 'local' }, waited);
    await bed.call('POST', '/api/v1/vms/d-1/start');
    await compute.finishStarts();
    const refused = await bed.call('DELETE', '/api/v1/vms/d-1');
    expect(refused.status).toBe(409);
    expect(await json(refused)).toMatchObject({ code: 'vm.running', hint: expect.any(String) });
    const forced = await bed.call('DELETE', '/api/v1/vms/d-1?force=true&volumes=keep');
    expect(forced.status).toBe(202);
    expect(compute.heard.at(-1)?.data).toMatchObject({ force: true, volumes: 'keep' });
    await expect.poll(async () => (await bed.call('GET', '/api/v1/vms/d-1')).status).toBe(404);
  });

  it('keep the past of a deleted vm readable by its id', async () => {
    await create({ name: 'h-1', host: 'local' }, waited);
    const { id } = (await bed.call('GET', '/api/v1/vms/h-1').then(json)) as { id: string };
    await bed.call('DELETE', '/api/v1/vms/h-1');
    await expect.poll(async () => (await bed.call('GET', '/api/v1/vms/h-1')).status).toBe(404);
    const history = await bed.call('GET', `/api/v1/vms/${id}/history?limit=3`).then(json);
    expect((history['items'] as { type: string }[]).map(({ type }) => type)).toEqual([
      'vm.created',
      'vm.provisioned',
      'vm.delete-requested',
    ]);
    const rest = await bed.call('GET', `/api/v1/vms/${id}/history?after=${String(history['next'])}`).then(json);
    expect(rest).toMatchObject({ items: [{ type: 'vm.deleted' }], next: null });
    expect((await bed.call('GET', '/api/v1/vms/never/history')).status).toBe(404);
  });
});

describe('a request while parts are away', () => {
  it('says 503 with a hint when no service answers', async () => {
    const response = await bed.call('POST', '/api/v1/networks', { body: { name: 'lab' } });
    expect(response.status).toBe(503);
    expect(await json(response)).toMatchObject({ code: 'bus.no-responders', hint: expect.any(String) });
  });

  it('says 503 while the bus is cut, goes on answering reads, and takes mutations again afterwards', async () => {
    bed.bus.disconnect();
    expect((await create({ name: 'cut', host: 'local' })).status).toBe(503);
    expect((await bed.call('GET', '/api/v1/vms')).status).toBe(200);
    expect((await fetch(`${bed.url}/readyz`)).status).toBe(503);
    bed.bus.reconnect();
    expect((await create({ name: 'cut', host: 'local' })).status).toBe(202);
    expect((await fetch(`${bed.url}/readyz`)).status).toBe(200);
  });

  it('asks again with the same id when an answer was lost, and nothing is done twice', async () => {
    const made = compute.heard.filter(({ type }) => type === 'compute.CreateVm').length;
    bed.network.loseAnswers(1);
    const response = await create({ name: 'lost-answer', host: 'local' }, waited);
    expect(response.status).toBe(200);
    const sent = compute.heard.filter(({ type }) => type === 'compute.CreateVm').slice(made);
    expect(sent).toHaveLength(2);
    expect(sent[0]?.meta.commandId).toBe(sent[1]?.meta.commandId);
    const list = await bed.call('GET', '/api/v1/vms?filter=name=lost-answer').then(json);
    expect(list['items']).toHaveLength(1);
  });
});

describe('a network in the way', () => {
  it('is refused for a host that cannot make it', async () => {
    await putNetwork(bed.recorder, 'default', 'nat');
    await bed.tail.waitFor(bed.tail.position);
    const response = await create({ name: 'nat', host: 'local', nics: [{ network: 'default' }] });
    expect(await json(response)).toMatchObject({
      status: 400,
      code: 'network.needs-root',
      errors: [{ pointer: '/nics/0/network' }],
    });
  });
});
