/** A disk that is full, on a real host: what was asked for is refused in words and leaves nothing. */
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { smallDisk } from '@chronovisor/testing';
import { expect, it, onTestFinished } from 'vitest';
import { startHouse } from './support/house.ts';

it('a disk that is full while a vm is made leaves nothing, and says how much there was', async () => {
  const small = await smallDisk('8m');
  onTestFinished(() => small.remove());
  const house = await startHouse();
  onTestFinished(() => house.close());
  await house.api.succeed('POST', '/pools', { name: 'small', host: 'h1', path: small.path });
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
  expect(await readdir(join(small.path, 'volumes'))).toEqual([]);
  expect(await readdir(join(house.dataDir, 'hosts/h1/pools/default/volumes'))).toEqual([]);
  await house.api.succeed('POST', '/vms', { name: 'squeezed', memory: '128MiB' });
});
