/** Accidents of the machine: a store that was cut, an audit record that was altered. */
import { truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type House, startHouse } from './support/house.ts';
import { startBundle } from './support/processes.ts';

let house: House;

beforeEach(async () => {
  house = await startHouse();
});
afterEach(() => house.close());

it('an event store that was cut at its end is not taken for whole', async () => {
  await house.api.succeed('POST', '/vms', { name: 'kept', memory: '128MiB' });
  await house.control.end();
  await truncate(join(house.dataDir, 'events.sqlite'), 8_192);
  const log = join(house.dataDir, 'log/again.log');
  const control = startBundle(
    'control',
    { CHRONO_DATA_DIR: house.dataDir, CHRONO_NATS_URL: house.nats.url, CHRONO_HTTP_PORT: '0' },
    log,
  );
  await expect.poll(() => control.exited, { timeout: 20_000 }).toBe(true);
  expect(await control.log()).toContain('store.damaged');
});

it('what was answered right before a kill -9 of control is on the audit trail, once', async () => {
  const wrong = { authorization: 'Bearer wrong' };
  const operations: unknown[] = [];
  for (const name of ['three', 'four', 'five']) {
    const { status, body } = await house.api.post('/vms', { name, memory: '128MiB' });
    operations.push(body['id']);
    if (name === 'four') await house.api.request('DELETE', `/vms/${name}`, { headers: wrong });
    await house.control.kill('SIGKILL');
    expect(status).toBe(202);
    await house.startControl();
  }
  const trail = () => house.api.list('/audit');
  const times = async () => {
    const records = await trail();
    return operations.map((id) => records.filter((record) => record['operationId'] === id).length);
  };
  await expect.poll(times, { timeout: 10_000 }).toEqual([1, 1, 1]);
  const records = await trail();
  expect(records.filter(({ result }) => result === 'denied')).toMatchObject([
    { action: 'DELETE /api/v1/vms/:id', object: '/api/v1/vms/four', code: 'auth.invalid', status: 401 },
  ]);
  expect(records.find(({ operationId }) => operationId === operations[2])).toMatchObject({
    ...{ action: 'createVm', result: 'accepted', status: 202 },
    actor: { kind: 'user', id: 'admin', source: '127.0.0.1' },
  });
  expect((await house.api.get('/audit/verify')).body).toMatchObject({ valid: true, records: records.length });
});

it('an audit record altered behind the product’s back is found', async () => {
  for (const name of ['one', 'two']) await house.api.succeed('POST', '/vms', { name, memory: '128MiB' });
  await expect.poll(async () => (await house.api.list('/audit')).length, { timeout: 10_000 }).toBeGreaterThan(1);
  expect((await house.api.get('/audit/verify')).body).toMatchObject({ valid: true });
  await house.control.end();
  const db = new DatabaseSync(join(house.dataDir, 'events.sqlite'));
  const changed = db
    .prepare(
      `UPDATE events SET data = replace(data, '"admin"', '"nobody"') WHERE type = 'audit.AccessRecorded' AND position = (SELECT min(position) FROM events WHERE type = 'audit.AccessRecorded')`,
    )
    .run();
  db.close();
  expect(changed.changes).toBe(1);
  await house.startControl();
  expect((await house.api.get('/audit/verify')).body).toMatchObject({ valid: false });
});
