/** Two control processes on one store while one of them dies or is stopped for a while: what is planned, told and begun is done once. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { eventually } from '@chronovisor/testing';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Api, Document } from './support/api.ts';
import { type Twins, startTwins } from './support/twins.ts';

const env = { CHRONO_HOST_DRIVER: 'sim', CHRONO_WEBHOOK_ALLOW_PRIVATE: '127.0.0.0/8' };
const STOPPED_MS = 20_000;

let twins: Twins;
beforeEach(async () => {
  twins = await startTwins({ env });
});
afterEach(() => twins.close());

const pass = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const numbered = (count: number, name: string): readonly string[] =>
  Array.from({ length: count }, (_, index) => `${name}-${index}`);
const create = (api: Api, name: string, more: object = {}) =>
  api.succeed('POST', '/vms', { name, memory: '4MiB', ...more });
const shownBy = (api: Api, path: string): Promise<Document> =>
  eventually(async () => {
    const { status, body } = await api.get(path);
    if (status !== 200) throw new Error(`${path}: ${status}`);
    return body;
  });

it('run what is planned every two seconds once each, though the one that acts is killed in between', async () => {
  const { house, second } = twins;
  const names = numbered(10, 'planned');
  await Promise.all(names.map((name) => create(house.api, name)));
  const begin = Date.now() + 3_000;
  for (const [index, name] of names.entries())
    await house.api.succeed('POST', '/schedules', {
      name,
      action: 'start',
      target: { ids: [name] },
      when: { once: new Date(begin + index * 2_000).toISOString() },
    });
  await second.api.vmIs('planned-3', 'running');
  await house.control.kill('SIGKILL');
  await second.api.vmIs('planned-9', 'running');
  await house.startControl();
  for (const name of names) {
    const runs = await second.api.list(`/schedules/${name}/runs`);
    expect([name, runs.map(({ status }) => status)]).toEqual([name, ['succeeded']]);
    expect(await second.api.vm(name)).toMatchObject({ status: 'running', generation: 1 });
  }
});

it('go on while the one that acts is stopped, and what it knew before counts no more when it wakes', async () => {
  const { house, second } = twins;
  for (const name of ['kept', 'gone']) await create(house.api, name, { start: true });
  const { headers } = await house.api.get('/vms/kept');
  await shownBy(second.api, '/vms/gone');
  // Work that is under way when it is stopped.
  const begun = await Promise.all(numbered(10, 'begun').map((name) => house.api.post('/vms', { name, start: true })));
  house.control.signal('SIGSTOP');
  const stoppedAt = Date.now();
  for (const { body } of begun)
    expect(await second.api.waitFor(String(body['id']))).toMatchObject({ status: 'succeeded' });
  await second.api.succeed('POST', '/vms/kept/stop');
  await second.api.succeed('POST', '/vms/kept/start');
  await second.api.succeed('POST', '/vms/kept/stop');
  await second.api.succeed('DELETE', '/vms/gone?force=true');
  await create(second.api, 'made', { start: true });
  const before = await second.api.list('/vms?limit=100');
  await pass(Math.max(0, STOPPED_MS - (Date.now() - stoppedAt)));
  house.control.signal('SIGCONT');
  const stale = await house.api.request('PATCH', '/vms/kept', {
    body: { description: 'of old' },
    headers: { 'if-match': String(headers.get('etag')) },
  });
  expect(stale).toMatchObject({ status: 412 });
  await create(house.api, 'after', { start: true });
  await eventually(async () => {
    expect((await second.api.list('/vms?limit=100')).filter(({ name }) => name !== 'after')).toEqual(before);
    return true;
  });
  expect(await second.api.vm('kept')).toMatchObject({ status: 'off', generation: 2 });
  expect((await second.api.list('/hosts')).map(({ status }) => status)).toEqual(['connected']);
  expect((await house.api.get('/audit/verify')).body).toMatchObject({ valid: true });
});

interface Receiver {
  readonly ids: string[];
  readonly server: Server;
  readonly url: string;
}

const startReceiver = async (): Promise<Receiver> => {
  const ids: string[] = [];
  const server = createServer((request, out) => {
    request.resume().on('end', () => {
      ids.push(String(request.headers['webhook-id']));
      out.writeHead(204).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { ids, server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` };
};

it('tell a webhook of each event, once as long as nobody dies, and of none too few when the one that acts is killed', async () => {
  const { house, second } = twins;
  const receiver = await startReceiver();
  try {
    await second.api.request('POST', '/webhooks', { body: { name: 'all', url: receiver.url, types: ['vm.*'] } });
    const told = async (): Promise<readonly string[]> =>
      (await second.api.list('/events?after=0&types=vm.*&limit=1000')).map(({ id }) => String(id));
    const all = async (): Promise<boolean> => {
      const ids = await told();
      return ids.length > 0 && ids.every((id) => receiver.ids.includes(id));
    };
    await Promise.all(numbered(5, 'quiet').map((name) => create(second.api, name)));
    await eventually(all, { withinMs: 20_000 });
    await pass(2_000);
    expect(receiver.ids.toSorted()).toEqual([...(await told())].toSorted());
    const making = numbered(20, 'killed').map((name) => second.api.post('/vms', { name, memory: '4MiB' }));
    await house.control.kill('SIGKILL');
    for (const { body } of await Promise.all(making)) await second.api.waitFor(String(body['id']));
    await eventually(all, { withinMs: 30_000 });
  } finally {
    receiver.server.closeAllConnections();
    receiver.server.close();
  }
});
