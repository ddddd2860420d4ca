import { readFile, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { VmCrashed } from '@chronovisor/contracts';
import { newId } from '@chronovisor/kernel/ids';
import { Webhook } from 'standardwebhooks';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startBed, type Bed } from './bed.ts';
import { startReceiver, type Receiver } from './receiver.ts';
import { happening } from './recorder.ts';
import { created, provisioned, putWorld, vmSpec, type World } from './samples.ts';

type Body = Record<string, unknown>;

let bed: Bed;
let world: World;
let receiver: Receiver;

beforeEach(async () => {
  bed = await startBed();
  world = await putWorld(bed.recorder);
  receiver = await startReceiver();
});
afterEach(async () => {
  await bed.stop();
  await receiver.close();
});

const ask = async (
  method: string,
  path: string,
  body?: unknown,
  headers = {},
): Promise<{ status: number; body: Body }> => {
  const response = await bed.call(method, `/api/v1${path}`, {
    ...(body === undefined ? {} : { body }),
    headers: { prefer: 'wait=20', ...headers },
  });
  return { status: response.status, body: (await response.json()) as Body };
};
const create = async (more: Body = {}): Promise<string> => {
  const { status, body } = await ask('POST', '/webhooks', { name: 'pager', url: receiver.url, ...more });
  expect([status, body['status']]).toEqual([200, 'succeeded']);
  return String(body['secret']);
};
const webhook = async (): Promise<Body> => (await ask('GET', '/webhooks/pager')).body;
const deliveries = async (query = ''): Promise<readonly Body[]> =>
  (await ask('GET', `/webhooks/pager/deliveries${query}`)).body['items'] as Body[];

const putVm = async (labels: Record<string, string> = {}): Promise<string> => {
  const vmId = newId();
  const over = { name: `vm-${vmId.slice(-6)}`, spec: { ...vmSpec(), labels } };
  await bed.recorder.put(`vm-${vmId}`, created(vmId, world.host.hostId, over), provisioned(vmId));
  return vmId;
};
const exit = { code: null, signal: 'SIGKILL', reason: 'killed', logTail: '' };
const crash = (vmId: string): Promise<number> => bed.recorder.put(`vm-${vmId}`, happening(VmCrashed, { vmId, exit }));
const types = (): readonly string[] => receiver.got.map(({ event }) => event.type);

describe('a webhook', () => {
  it('is told of what matches from now on, in order, signed, as the event the API shows', async () => {
    await putVm();
    const secret = await create({ types: ['vm.*'] });
    const vmId = await putVm();
    await crash(vmId);
    await expect.poll(types).toEqual(['vm.created', 'vm.provisioned', 'vm.crashed']);
    const { body, headers, event } = receiver.got[2] as Receiver['got'][number];
    expect(new Webhook(secret).verify(body, headers as Record<string, string>)).toEqual(JSON.parse(body));
    expect(headers).toMatchObject({ 'webhook-id': event.id, 'content-type': 'application/cloudevents+json' });
    const shown = (await ask('GET', `/events?after=${event.position - 1}&limit=1`)).body['items'] as Body[];
    expect(JSON.parse(body)).toEqual(shown[0]);
    await expect.poll(async () => (await webhook())['position']).toBe(event.position);
    expect(await deliveries()).toMatchObject([
      { type: 'vm.crashed', outcome: 'delivered', status: 204, attempt: 1, eventId: event.id },
      { type: 'vm.provisioned' },
      { type: 'vm.created' },
    ]);
  });

  it('hears only of what its filters let through', async () => {
    const one = await putVm();
    await create({ subjects: [`vms/${one}`], types: ['vm.crashed'] });
    await ask('POST', '/webhooks', { name: 'labelled', url: `${receiver.url}?labelled`, selector: 'set=web' });
    await crash(await putVm());
    const web = await putVm({ set: 'web' });
    await crash(one);
    await expect
      .poll(() => receiver.got.map(({ event }) => event.subject).toSorted())
      .toEqual([`vms/${one}`, `vms/${web}`, `vms/${web}`].toSorted());
  });

  it('tries again until it is taken, then goes on in order', async () => {
    let answers = 0;
    receiver.answer = (out) => {
      answers += 1;
      out.writeHead(answers < 3 ? 500 : 200).end('x');
    };
    await create({ types: ['vm.*'] });
    await putVm();
    await expect.poll(async () => (await webhook())['status']).toBe('failing');
    await expect.poll(types, { timeout: 20_000 }).toEqual(['vm.created', 'vm.created', 'vm.created', 'vm.provisioned']);
    expect(new Set(receiver.got.slice(0, 3).map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    await expect.poll(async () => (await webhook())['status']).toBe('active');
    const failed = (await deliveries('?filter=outcome=failed')).map(({ attempt, reason }) => [attempt, reason]);
    expect(failed).toEqual([
      [2, 'it answered 500'],
      [1, 'it answered 500'],
    ]);
  });

  it('comes back no sooner than it is asked to', async () => {
    receiver.answer = (out) => {
      receiver.answer = (next) => void next.writeHead(200).end();
      out.writeHead(503, { 'retry-after': '3' }).end();
    };
    await create({ types: ['vm.crashed'] });
    await crash(await putVm());
    await expect.poll(async () => (await webhook())['failing']).toMatchObject({ retryAt: expect.any(String) });
    await expect.poll(async () => (await webhook())['status'], { timeout: 20_000 }).toBe('active');
    await expect.poll(async () => (await deliveries()).length).toBe(2);
    const [taken, refused] = await deliveries();
    expect(Date.parse(String(taken?.['at']))).toBeGreaterThanOrEqual(Date.parse(String(refused?.['retryAt'])));
  });

  it('can be renamed; its old name is free, and one that is taken is refused', async () => {
    await create({ types: ['vm.crashed'] });
    const { body } = await ask('PATCH', '/webhooks/pager', { name: 'bell' });
    expect(body).toMatchObject({ status: 'succeeded', reversible: true });
    expect((await ask('GET', '/webhooks/pager')).status).toBe(404);
    await create({ types: ['vm.created'] });
    expect(await ask('PATCH', '/webhooks/pager', { name: 'bell' })).toMatchObject({
      status: 409,
      body: { code: 'webhook.name-taken', errors: [{ pointer: '/name' }] },
    });
    expect((await ask('POST', `/operations/${String(body['id'])}/undo`)).body).toMatchObject({
      code: 'webhook.name-taken',
    });
    await ask('DELETE', '/webhooks/pager');
    await ask('POST', `/operations/${String(body['id'])}/undo`);
    expect(await webhook()).toMatchObject({ types: ['vm.crashed'] });
  });

  it('follows no redirect, and is parked at once by a receiver that is gone', async () => {
    receiver.answer = (out) => void out.writeHead(307, { location: `${receiver.url}/elsewhere` }).end();
    await create({ types: ['vm.crashed'] });
    const vmId = await putVm();
    await crash(vmId);
    await expect.poll(async () => (await deliveries())[0]).toMatchObject({ status: 307, outcome: 'failed' });
    receiver.answer = (out) => void out.writeHead(410).end();
    await ask('PATCH', '/webhooks/pager', { labels: { touched: 'yes' } });
    await expect.poll(async () => (await webhook())['status']).toBe('parked');
    expect((await webhook())['problem']).toMatchObject({
      code: 'webhook.gone',
      hint: expect.stringContaining('enable'),
    });
    receiver.answer = (out) => void out.writeHead(200).end();
    await ask('PATCH', '/webhooks/pager', { enabled: true });
    const newest = async (): Promise<Body | undefined> => (await deliveries())[0];
    await expect.poll(newest, { timeout: 5_000 }).toMatchObject({ status: 200, outcome: 'delivered' });
  });

  it('goes on where it was after a restart, with nothing left out', async () => {
    await create({ types: ['vm.*'] });
    await putVm();
    await expect.poll(() => receiver.got.length).toBe(2);
    bed = await bed.restart();
    const vmId = await putVm();
    await expect.poll(() => receiver.got.length).toBe(4);
    expect(receiver.got.at(-1)?.event.subject).toBe(`vms/${vmId}`);
    expect(new Set(receiver.got.map(({ event }) => event.position)).size).toBe(4);
  });

  it('is sent everything again from a position, with the same ids', async () => {
    await create({ types: ['vm.*'] });
    await putVm();
    await expect.poll(() => receiver.got.length).toBe(2);
    const { event } = receiver.got[1] as Receiver['got'][number];
    expect((await ask('POST', '/webhooks/pager/replay', { from: event.position })).body['status']).toBe('succeeded');
    await expect.poll(() => receiver.got.length).toBe(3);
    expect(receiver.got[2]?.event.id).toBe(event.id);
  });

  it('is signed with both secrets after a rotation', async () => {
    const before = await create({ types: ['vm.created'] });
    const { body: rotated } = await ask('POST', '/webhooks/pager/rotate-secret');
    const after = String(rotated['secret']);
    expect(after).not.toBe(before);
    await putVm();
    await expect.poll(() => receiver.got.length).toBe(1);
    const { body, headers } = receiver.got[0] as Receiver['got'][number];
    for (const secret of [before, after]) new Webhook(secret).verify(body, headers as Record<string, string>);
    expect(String(headers['webhook-signature']).split(' ')).toHaveLength(2);
    expect(await webhook()).toMatchObject({ secretVersion: 2, previousSecretUntil: expect.any(String) });
  });

  it('is sent a test when asked so, though it is off, and the operation tells what came of it', async () => {
    await create({ enabled: false });
    expect((await ask('POST', '/webhooks/pager/test')).body['status']).toBe('succeeded');
    expect(types()).toEqual(['webhook.tested']);
    receiver.answer = (out) => void out.writeHead(500).end();
    const { body } = await ask('POST', '/webhooks/pager/test');
    expect(body).toMatchObject({ status: 'failed', problem: { code: 'webhook.test-failed' } });
    expect((await deliveries()).map(({ kind, status }) => [kind, status])).toEqual([
      ['test', 500],
      ['test', 204],
    ]);
  });

  it('that hears of everything is not told of its own deliveries', async () => {
    await create();
    await putVm();
    await expect.poll(types).toEqual(['vm.created', 'vm.provisioned']);
    await expect.poll(async () => (await deliveries()).length).toBe(2);
    const { position } = await webhook();
    await crash(await putVm());
    await expect.poll(() => receiver.got.length).toBe(5);
    await expect.poll(async () => (await webhook())['position'], { timeout: 5_000 }).toBeGreaterThan(Number(position));
    expect(types().every((type) => type.startsWith('vm.'))).toBe(true);
  });

  it('is gone when it was deleted, and its name is free', async () => {
    await create({ types: ['vm.*'] });
    expect((await ask('POST', '/webhooks', { name: 'pager', url: receiver.url })).body).toMatchObject({
      code: 'webhook.name-taken',
      errors: [{ pointer: '/name' }],
    });
    expect((await ask('DELETE', '/webhooks/pager')).body['status']).toBe('succeeded');
    expect((await ask('GET', '/webhooks/pager')).status).toBe(404);
    await putVm();
    await create();
    expect(receiver.got).toEqual([]);
  });
});

describe('a secret of a webhook', () => {
  it('is shown once, and is nowhere else: not to the same request again, not in the log, not on disk', async () => {
    const headers = { 'idempotency-key': '"once"' };
    const body = { name: 'pager', url: receiver.url };
    const first = await ask('POST', '/webhooks', body, headers);
    const secret = String(first.body['secret']);
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    const again = await ask('POST', '/webhooks', body, headers);
    expect([again.body['id'], again.body['secret']]).toEqual([first.body['id'], undefined]);
    const told = [await webhook(), (await ask('GET', `/operations/${String(first.body['id'])}`)).body];
    const log = JSON.stringify(bed.contents);
    expect(JSON.stringify(told) + log).not.toContain(secret.slice(6));
    for (const file of await readdir(bed.dataDir))
      expect(await readFile(join(bed.dataDir, file), 'utf8')).not.toContain(secret.slice(6));
    expect((await stat(join(bed.dataDir, 'webhook-key'))).mode & 0o777).toBe(0o600);
  });

  it('is not shown to who only asks what would happen', async () => {
    const { body } = await ask('POST', '/webhooks?dryRun=true', { name: 'pager', url: receiver.url });
    expect(body).toMatchObject({ dryRun: true, type: 'webhook.create' });
    expect(JSON.stringify(body)).not.toContain('whsec_');
    expect((await ask('GET', '/webhooks/pager')).status).toBe(404);
  });
});

describe('a webhook that makes no sense', () => {
  const refused: readonly [string, Body, string, string][] = [
    ['leads to a private address', { url: 'http://10.0.0.1/x' }, 'webhook.address-refused', '/url'],
    [
      'leads to the link-local address of a cloud',
      { url: 'http://169.254.169.254/' },
      'webhook.address-refused',
      '/url',
    ],
    ['hides such an address', { url: 'http://[::ffff:10.0.0.1]/' }, 'webhook.address-refused', '/url'],
    ['writes it as a number', { url: 'http://167772161/' }, 'webhook.address-refused', '/url'],
    ['leads nowhere', { url: 'https://nowhere.invalid/' }, 'webhook.nowhere', '/url'],
    ['is no web address', { url: 'ftp://x.org/' }, 'request.invalid', '/url'],
    ['has a port that is none', { url: 'https://x.org:0/' }, 'request.invalid', '/url'],
    ['carries a password', { url: 'https://a:b@x.org/' }, 'request.invalid', '/url'],
    [
      'waits for an event that does not exist',
      { types: ['vm.*', 'vm.flown'] },
      'webhook.filter-matches-nothing',
      '/types/1',
    ],
    ['is about nothing that is there', { subjects: ['nobody'] }, 'webhook.subject-unknown', '/subjects/0'],
    ['picks by what cannot be read', { selector: 'a==b==c' }, 'selector.invalid', '/selector'],
    ['has a field that there is not', { colour: 'red' }, 'request.invalid', '/colour'],
  ];
  it.each(refused)('is refused when it %s', async (_what, more, code, pointer) => {
    const { status, body } = await ask('POST', '/webhooks', { name: 'pager', url: receiver.url, ...more });
    expect(status).toBe(400);
    expect(body).toMatchObject({ code, hint: expect.any(String), errors: [{ pointer }] });
  });

  it('is refused when it is changed into such a one, and when it is to go back to a position that never was', async () => {
    await create();
    expect((await ask('PATCH', '/webhooks/pager', { url: 'http://192.168.0.1/' })).body).toMatchObject({
      code: 'webhook.address-refused',
    });
    expect((await ask('POST', '/webhooks/pager/replay', { from: 1_000_000 })).body).toMatchObject({
      code: 'position.unknown',
      errors: [{ pointer: '/from' }],
    });
  });
});
