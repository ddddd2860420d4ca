/** Bad input is refused with its code, a hint and the field, and leaves nothing behind. */
import { connect } from 'node:net';
import { join } from 'node:path';
import { connect as connectNats } from '@nats-io/transport-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type House, startHouse } from './support/house.ts';
import { importTiny, tinyVm } from './support/tiny.ts';

let house: House;

beforeAll(async () => {
  house = await startHouse();
  await importTiny(house.api);
  await house.api.succeed('POST', '/vms', { ...tinyVm('taken'), start: false });
});
afterAll(() => house.close());

const vms = async (): Promise<readonly unknown[]> => (await house.api.list('/vms')).map((vm) => vm['name']);

const cases: readonly (readonly [string, Record<string, unknown>, number, string, string?])[] = [
  ['an unknown field', { colour: 'red' }, 400, 'request.invalid', '/colour'],
  ['a wrong unit', { memory: '512 megs' }, 400, 'request.invalid', '/memory'],
  ['no vcpus', { vcpus: 0 }, 400, 'request.invalid', '/vcpus'],
  ['10,000 vcpus', { vcpus: 10_000 }, 400, 'request.invalid', '/vcpus'],
  ['more memory than the host has', { memory: '900TiB' }, 400, 'vm.memory-over-host', '/memory'],
  ['a name with spaces', { name: 'my vm' }, 400, 'request.invalid', '/name'],
  ['a name that is taken', { name: 'taken' }, 409, 'vm.name-taken'],
  [
    'a missing kernel',
    { image: undefined, boot: { kernel: '/nowhere/vmlinuz' } },
    400,
    'vm.file-missing',
    '/boot/kernel',
  ],
  ['a missing ISO', { image: undefined, iso: '/nowhere/cd.iso' }, 400, 'vm.file-missing', '/iso'],
  ['a missing image', { image: 'nothing' }, 400, 'image.not-found', '/image'],
  ['a missing pool', { disks: [{ size: '1GiB', pool: 'nothing' }] }, 400, 'pool.not-found', '/disks/0/pool'],
  ['a missing network', { nics: [{ network: 'nothing' }] }, 400, 'network.not-found', '/nics/0/network'],
  ['a missing host', { host: 'nothing' }, 400, 'host.not-found', '/host'],
  ['a disk without size', { disks: [{}] }, 400, 'request.invalid', '/disks/0/size'],
  ['a strange bus', { disks: [{ size: '1GiB', bus: 'floppy' }] }, 400, 'request.invalid', '/disks/0/bus'],
];

describe('a vm with', () => {
  for (const [what, change, status, code, pointer] of cases) {
    it(`${what} is refused`, async () => {
      const answer = await house.api.post('/vms', { ...tinyVm('bad'), start: false, ...change });
      expect(answer.headers.get('content-type')).toContain('application/problem+json');
      expect(answer).toMatchObject({
        status,
        body: {
          status,
          code,
          hint: expect.any(String),
          title: expect.any(String),
          detail: expect.any(String),
          traceId: expect.any(String),
        },
      });
      const named = (answer.body['errors'] ?? []) as readonly { readonly pointer: string }[];
      expect(pointer === undefined || named.some((error) => error.pointer.startsWith(pointer))).toBe(true);
      expect(await vms()).toEqual(['taken']);
      expect(await house.api.list('/volumes')).toEqual([]);
    });
  }
});

describe('a request', () => {
  const send = (path: string, init: RequestInit): Promise<Response> => fetch(`${house.api.url}/api/v1${path}`, init);
  const authorization = (): string => `Bearer ${house.api.token}`;

  it('without a token, or with a wrong one, gets 401 and no more', async () => {
    for (const headers of [{}, { authorization: 'Bearer wrong' }, { authorization: 'Basic eDp5' }]) {
      const response = await send('/vms', { headers });
      expect(response.status).toBe(401);
      expect(await response.json()).toMatchObject({ code: expect.stringMatching(/^auth\./), hint: expect.any(String) });
    }
    for (const path of ['/healthz', '/readyz', '/metrics'])
      expect((await fetch(house.api.url + path)).status).toBe(200);
    const trail = await house.api.list('/audit?limit=1000');
    expect(trail.some((record) => record['result'] === 'denied')).toBe(true);
  });

  it('with malformed JSON, a huge body or another type of content is refused', async () => {
    const headers = { authorization: authorization(), 'content-type': 'application/json' };
    expect((await send('/vms', { method: 'POST', headers, body: '{"name":' })).status).toBe(400);
    expect(
      (await send('/vms', { method: 'POST', headers, body: JSON.stringify({ name: 'x'.repeat(10_000_000) }) })).status,
    ).toBe(413);
    expect(
      (await send('/vms', { method: 'POST', headers: { ...headers, 'content-type': 'text/plain' }, body: 'hello' }))
        .status,
    ).toBe(415);
    expect((await send('/nothing', { headers })).status).toBe(404);
  });

  it('with a bad cursor or a bad If-Match is refused', async () => {
    expect(await house.api.get('/vms?cursor=garbage')).toMatchObject({ status: 400, body: { code: 'cursor.invalid' } });
    const patch = (match: string) =>
      house.api.request('PATCH', '/vms/taken', { body: { vcpus: 1 }, headers: { 'if-match': match } });
    expect((await patch('"999"')).status).toBe(412);
    expect((await patch('nonsense')).status).toBe(400);
  });

  it('for power in the wrong status says the status', async () => {
    for (const [verb, code] of [
      ['pause', 'vm.not-running'],
      ['resume', 'vm.not-paused'],
      ['reset', 'vm.not-running'],
      ['restart', 'vm.not-running'],
    ] as const) {
      const answer = await house.api.post(`/vms/taken/${verb}`);
      expect(answer).toMatchObject({ status: 409, body: { code, detail: expect.stringContaining('off') } });
    }
  });

  it('about what is not there gets 404', async () => {
    for (const path of [
      '/vms/none',
      '/vms/none/start',
      '/operations/01900000-0000-7000-8000-000000000000',
      '/volumes/none',
      '/pools/none',
      '/networks/none',
      '/images/none',
      '/hosts/none',
    ]) {
      const answer = path.endsWith('start') ? await house.api.post(path) : await house.api.get(path);
      expect(answer).toMatchObject({ status: 404, body: { code: expect.any(String), hint: expect.any(String) } });
    }
  });
});

describe('a volume', () => {
  it('does not grow downwards, and is not deleted while it is in use', async () => {
    await house.api.succeed('POST', '/vms', { ...tinyVm('disky'), start: false, disks: [{ size: '64MiB' }] });
    const [volume] = await house.api.list('/volumes');
    const path = `/volumes/${String(volume?.['id'])}`;
    expect(await house.api.request('PATCH', path, { body: { size: '32MiB' } })).toMatchObject({
      status: 400,
      body: { code: 'volume.shrink', hint: expect.any(String) },
    });
    expect(await house.api.request('DELETE', path)).toMatchObject({ status: 409, body: { code: 'volume.in-use' } });
    await house.api.succeed('PATCH', path, { size: '96MiB' });
    expect((await house.api.get(path)).body).toMatchObject({ size: 96 * 2 ** 20 });
    await house.api.succeed('DELETE', '/vms/disky');
  });
});

describe('garbage', () => {
  it('on the NATS subjects is refused, and everything goes on', async () => {
    const nc = await connectNats({ servers: house.nats.url.replace('nats://', '') });
    const [host] = await house.api.list('/hosts');
    for (const subject of [
      'cmd.compute.StartVm',
      'cmd.storage.CreateVolume',
      'cmd.network.CreateNic',
      'cmd.audit.RecordAccess',
      `host.${String(host?.['id'])}.compute.StartVm`,
    ]) {
      for (const payload of ['', '\u0000', '{}', '[]', '{"type":"compute.StartVm","version":1,"data":{},"meta":{}}']) {
        const reply = await nc.request(subject, payload, { timeout: 5_000 });
        expect(reply.json()).toMatchObject({ kind: 'refusal', code: 'message.invalid' });
      }
    }
    nc.publish(`heartbeat.${String(host?.['id'])}`, 'garbage');
    await nc.drain();
    expect((await house.api.get('/vms')).status).toBe(200);
  });

  it('on a second QMP connection harms nobody', async () => {
    await house.api.succeed('POST', '/vms', tinyVm('garbled'));
    const vm = await house.api.vm('garbled');
    const folder = join(house.dataDir, 'hosts/h1/vms', String(vm['id']));
    const { readdir } = await import('node:fs/promises');
    const sockets = (await readdir(folder)).filter((name) => /qmp|monitor/.test(name));
    expect(sockets.length).toBeGreaterThan(0);
    for (const name of sockets) {
      const socket = connect(join(folder, name));
      socket.on('error', () => socket.destroy());
      socket.write('\u0000garbage\n{"execute":"nothing"}\n');
      socket.end();
    }
    await house.api.succeed('POST', '/vms/garbled/pause');
    await house.api.succeed('DELETE', '/vms/garbled?force=true');
  });
});
