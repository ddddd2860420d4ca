/** A disk that is full, on a real host: what was asked for is refused in words and leaves nothing. */
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { smallDisk } from '@chronovisor/testing';
import { expect, it, onTestFinished } from 'vitest';
import { runInGuest } from './support/guest-shell.ts';
import { startHouse } from './support/house.ts';
import { QUIET, importTiny, tinyVm } from './support/tiny.ts';

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

it('a disk that is full while a running vm is copied fails the clone and leaves the vm running, with nothing beside it', async () => {
  const small = await smallDisk('12m');
  onTestFinished(() => small.remove());
  const house = await startHouse();
  onTestFinished(() => house.close());
  await house.api.succeed('POST', '/pools', { name: 'small', host: 'h1', path: small.path });
  const cmdline = `${await importTiny(house.api)} ${QUIET}`;
  const disks = [{ size: '64MiB', pool: 'small' }];
  await house.api.succeed('POST', '/vms', { ...tinyVm('full', { boot: { cmdline } }), disks });
  await house.api.serialHas('full', '@@BOOTS 1');
  await runInGuest(house.api, 'full', 'yes full | head -c 6000000 > /data/much; sync');
  const before = await readdir(join(small.path, 'volumes'));
  expect(await house.api.perform('POST', '/vms/full/clone', { name: 'copy' })).toMatchObject({
    status: 'failed',
    problem: {
      code: 'vm.copy-failed',
      detail: expect.stringContaining('No space'),
      hint: expect.stringContaining('room'),
    },
  });
  expect((await house.api.get('/vms/copy')).status).toBe(404);
  expect(await readdir(join(small.path, 'volumes'))).toEqual(before);
  expect(await house.api.vm('full')).toMatchObject({ status: 'running', operation: null });
  expect(await runInGuest(house.api, 'full', 'echo small > /data/more; sync; cat /data/more')).toBe('small');
});
