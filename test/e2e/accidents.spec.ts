/** Accidents of the machine: a full disk, a store that was cut, an audit record that was altered. */
import { execFile } from 'node:child_process';
import { mkdir, readdir, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type House, startHouse } from './support/house.ts';
import { startBundle } from './support/processes.ts';

const run = promisify(execFile);
let house: House;

beforeEach(async () => {
  house = await startHouse();
});
afterEach(() => house.close());

it('a disk that is full while a vm is made leaves nothing, and says how much there was', async () => {
  const small = join(house.dataDir, 'small');
  await mkdir(small);
  await run('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', small]);
  try {
    await house.api.succeed('POST', '/pools', { name: 'small', host: 'h1', path: small });
    await writeFile(join(house.dataDir, 'full.raw'), Buffer.alloc(32 * 2 ** 20, 'x'));
    await house.api.succeed('POST', '/images', {
      name: 'big',
      kind: 'disk',
      host: 'h1',
      path: join(house.dataDir, 'full.raw'),
      format: 'raw',
    });
    const operation = await house.api.perform('POST', '/vms', {
      name: 'squeezed',
      memory: '128MiB',
      disks: [
        { size: '1MiB', pool: 'default' },
        { size: '64MiB', pool: 'small', image: 'big' },
      ],
    });
    expect(operation).toMatchObject({
      status: 'failed',
      problem: { code: 'storage.disk-full', hint: expect.any(String) },
    });
    expect((await house.api.get('/vms/squeezed')).status).toBe(404);
    expect(await house.api.list('/volumes')).toEqual([]);
    expect(await readdir(join(small, 'volumes'))).toEqual([]);
    expect(await readdir(join(house.dataDir, 'hosts/h1/pools/default/volumes'))).toEqual([]);
    await house.api.succeed('POST', '/vms', { name: 'squeezed', memory: '128MiB' });
  } finally {
    await run('umount', [small]);
  }
});

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
