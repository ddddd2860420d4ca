/** Every mutation of the API asked what it would do: it says so, and the log does not move. */
import { eventually, fakeNetwork } from '@chronovisor/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { House } from './support/house.ts';
import { LittleHost } from './support/little-host.ts';

interface Spec {
  readonly operationId: string;
  readonly parameters?: readonly { readonly $ref?: string }[];
  readonly responses: Readonly<Record<string, { readonly content?: object }>>;
}
interface Asked {
  readonly id?: string;
  readonly body?: object;
  readonly query?: string;
}

/** What makes sense to ask, in a house with a running vm `on`, one that is off, `off`, and a volume `spare`. The rest is asked of a thing that is not there. */
const samples: Readonly<Record<string, Asked>> = {
  createVm: { body: { name: 'new', disks: [{ size: '1GiB' }], nics: [{ network: 'default' }], start: true } },
  updateVm: { id: 'off', body: { description: 'changed' } },
  deleteVm: { id: 'off', query: '&volumes=delete' },
  startVm: { id: 'off' },
  shutdownVm: { id: 'on', body: { timeoutSeconds: 30 } },
  stopVm: { id: 'on' },
  restartVm: { id: 'on' },
  pauseVm: { id: 'on' },
  resetVm: { id: 'on' },
  createPool: { body: { name: 'fresh' } },
  createVolume: { body: { name: 'data', pool: 'default', size: '1GiB' } },
  updateVolume: { id: 'spare', body: { size: '2GiB' } },
  createProject: { body: { name: 'web', quota: { vms: 3 } } },
  updateProject: { id: 'default', body: { quota: { vms: 30 } } },
  updateHost: { id: 'h1', body: { overcommit: { vcpus: 4 }, labels: { rack: 'a' } } },
  updateNetwork: { id: 'user', body: { labels: { a: 'b' } } },
  updatePool: { id: 'default', body: { labels: { a: 'b' } } },
  deleteVolume: { id: 'spare' },
  createNetwork: { body: { name: 'lan', kind: 'nat' } },
  createGroup: { body: { name: 'more', vms: ['on'] } },
  deleteNetwork: { id: 'user' },
  rebuildViews: {},
};

let house: House;
let host: LittleHost;
let mutations: readonly { readonly method: string; readonly path: string; readonly spec: Spec }[];

const documentedMutations = async () => {
  const { body } = await house.api.get('/openapi.json');
  const paths = body['paths'] as Readonly<Record<string, Readonly<Record<string, Spec>>>>;
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([method]) => method !== 'get')
      .map(([method, spec]) => ({ method: method.toUpperCase(), path: path.replace('/api/v1', ''), spec })),
  );
};

/** Of what is decided: real requests before are still being audited. */
const decided = async (): Promise<number> =>
  (await house.events()).filter(({ stream }) => !stream.startsWith('audit-')).length;

const head = async (): Promise<number> => (await house.events()).at(-1)?.position ?? 0;

beforeAll(async () => {
  const network = fakeNetwork();
  house = await House.build(() => network.connect());
  host = new LittleHost(network.connect());
  await house.start();
  await host.start();
  await house.hasHost('h1');
  await house.api.succeed('POST', '/vms', { name: 'on', start: true });
  await house.api.succeed('POST', '/vms', { name: 'off', disks: [{ size: '1GiB' }] });
  await house.api.succeed('POST', '/volumes', { name: 'spare', pool: 'default', size: '1GiB' });
  mutations = await documentedMutations();
  // The audit trail is written beside the answers.
  await eventually(async () => (await house.count('audit.AccessRecorded'))['audit.AccessRecorded'] === 3);
});
afterAll(async () => {
  await host.close();
  await house.close();
});

const send = (method: string, path: string, body?: object, headers: Record<string, string> = {}) =>
  house.api.request(method, path, { headers, ...(body === undefined ? {} : { body }) });

const ask = ({ method, path }: (typeof mutations)[number], asked: Asked | undefined) => {
  const place = path.replace('{id}', asked?.id ?? 'nothing').replaceAll(/\{\w+\}/g, 'nothing');
  return send(method, `${place}?dryRun=true${asked?.query ?? ''}`, asked?.body);
};

describe('a dry run', () => {
  it('is documented for every mutation', () => {
    const without = mutations.filter(
      ({ spec }) => !spec.parameters?.some(({ $ref }) => $ref === '#/components/parameters/DryRun'),
    );
    expect(mutations.length).toBeGreaterThan(20);
    expect(without.map(({ spec }) => spec.operationId)).toEqual([]);
    const silent = mutations.filter(({ spec }) => !JSON.stringify(spec.responses['200']).includes('schemas/DryRun'));
    expect(silent.map(({ spec }) => spec.operationId)).toEqual([]);
  });

  it('answers with what would happen, or with the problem there would be, and leaves the log where it is', async () => {
    const [before, done] = [await head(), host.done.length];
    const outcomes: Record<string, string> = {};
    for (const mutation of mutations) {
      const asked = samples[mutation.spec.operationId];
      const { status, body } = await ask(mutation, asked);
      outcomes[mutation.spec.operationId] = status === 200 ? 'foreseen' : String(body['code']);
      expect([mutation.spec.operationId, status === 200 ? body['dryRun'] : status >= 400 && status < 500]).toEqual([
        mutation.spec.operationId,
        true,
      ]);
    }
    for (const id of Object.keys(samples)) expect([id, outcomes[id]]).toEqual([id, 'foreseen']);
    expect([await head(), host.done.length]).toEqual([before, done]);
  });

  it('of a creation tells the events, the steps, and why this host', async () => {
    const { body } = await send('POST', '/vms?dryRun=true', samples['createVm']?.body);
    expect(body).toMatchObject({
      type: 'vm.create',
      joins: null,
      placement: { host: host.facts.hostId, candidates: [{ name: 'h1', chosen: true }] },
    });
    const told = (body['events'] as { type: string }[]).map(({ type }) => type);
    expect(told).toEqual(expect.arrayContaining(['vm.created', 'claims.claimed', 'budgets.held']));
    const quota = body['quota'] as { of: string; used: Record<string, number> }[];
    expect(quota.find(({ of }) => of.startsWith('projects/'))?.used).toMatchObject({ vms: 3 });
    const steps = body['steps'] as { name: string; undo: boolean }[];
    expect(steps.map(({ name }) => name).join(' ')).toMatch(/volume.*nic.*start/);
    expect((body['placement'] as { candidates: { reason: string }[] }).candidates[0]?.reason).toContain('most room');
  });

  it.each([
    ['/vms/off/stop', undefined],
    ['/vms/on/resume', undefined],
    ['/vms/off/pause', undefined],
    ['/vms/nothing/start', undefined],
    ['/vms', { name: 'on' }],
    ['/vms', { name: 'x', memory: '1TiB' }],
    ['/vms', { name: 'a b' }],
    ['/networks', { name: 'user', kind: 'nat' }],
  ])('of %s with %j is answered as the request itself would be', async (path, body) => {
    const before = await decided();
    const dry = await send('POST', `${path}?dryRun=true`, body);
    expect(await decided()).toBe(before);
    const real = await send('POST', path, body);
    const outcomeOf = ({ status, body: said }: typeof real) =>
      status < 400 ? said['type'] : [status, said['code'], said['hint'], said['errors']];
    expect(outcomeOf(dry)).toEqual(outcomeOf(real));
  });

  it('of what is so already shows no event', async () => {
    const { status, body } = await send('POST', '/vms/on/start?dryRun=true');
    expect([status, body['events'], body['joins']]).toEqual([200, [], null]);
  });

  it('takes true and false and nothing else, and only where something would change', async () => {
    const odd = await send('POST', '/vms/off/start?dryRun=maybe');
    expect([odd.status, odd.body['errors']]).toMatchObject([400, [{ pointer: '?dryRun' }]]);
    const read = await house.api.get('/vms/off?dryRun=true');
    expect([read.status, read.body['errors']]).toMatchObject([400, [{ pointer: '?dryRun' }]]);
  });

  it('is no rehearsal when it says false', async () => {
    const { status, body } = await send('PATCH', '/vms/off?dryRun=false', { description: 'real' });
    expect([status, body['type']]).toEqual([202, 'vm.update']);
  });

  it('binds no Idempotency-Key', async () => {
    const key = { 'idempotency-key': '"dry-then-real"' };
    const dry = await send('PATCH', '/vms/off?dryRun=true', { description: 'one' }, key);
    const real = await send('PATCH', '/vms/off', { description: 'two' }, key);
    expect([dry.status, real.status]).toEqual([200, 202]);
  });
});
