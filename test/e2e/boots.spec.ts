/** Every way to boot: an ISO made by others, a kernel with arguments, UEFI; on hosts chosen by name. */
import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildTiny } from '../../deploy/guests/tiny/build.mjs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type House, startHouse } from './support/house.ts';
import { importTiny, tinyVm } from './support/tiny.ts';

let house: House;

beforeAll(async () => {
  house = await startHouse({ hosts: ['h1', 'h2'] });
  await importTiny(house.api);
});
afterAll(() => house.close());

/** From Debian's grub-rescue-pc: its menu fills the screen under BIOS. */
const ISO = '/usr/lib/grub-rescue/grub-rescue-cdrom.iso';

const screen = async (name: string): Promise<number> =>
  (await (await house.api.raw(`/vms/${name}/screenshot`)).arrayBuffer()).byteLength;

it('boots an ISO made by others from CD-ROM, and shows its menu', async () => {
  await access(ISO);
  const graphical = { memory: '128MiB', start: true, graphics: { type: 'vnc' } };
  await house.api.succeed('POST', '/vms', { ...graphical, name: 'iso-1', iso: ISO, boot: { order: ['cdrom'] } });
  await house.api.succeed('POST', '/vms', { ...graphical, name: 'iso-none' });
  // Without a CD the firmware's few lines stay: a picture of about half the menu's bytes.
  await expect
    .poll(async () => (await screen('iso-1')) / (await screen('iso-none')), { timeout: 60_000, interval: 500 })
    .toBeGreaterThan(1.5);
  for (const name of ['iso-1', 'iso-none']) await house.api.succeed('DELETE', `/vms/${name}?force=true`);
});

it('boots a kernel with the arguments given', async () => {
  const tiny = await buildTiny({ log: () => {} });
  await house.api.succeed('POST', '/vms', {
    name: 'direct-1',
    memory: '128MiB',
    start: true,
    boot: {
      kernel: tiny.kernel,
      initrd: tiny.initrd,
      cmdline: `${tiny.cmdline} chrono.run=b64:${Buffer.from('echo arguments-arrived').toString('base64')}`,
    },
  });
  expect(await house.api.serialHas('direct-1', 'arguments-arrived')).toContain('arguments-arrived');
  await house.api.succeed('DELETE', '/vms/direct-1?force=true');
});

it('boots with UEFI and keeps the firmware’s variables, which a clone takes with it', async () => {
  await house.api.succeed('POST', '/vms', tinyVm('uefi-1', { firmware: 'uefi', memory: '256MiB' }));
  await house.api.serialHas('uefi-1', 'tiny is ready', 120_000);
  const vm = await house.api.vm('uefi-1');
  expect(vm).toMatchObject({ firmware: 'uefi' });
  const variables = async (name: string) => {
    const { host, id } = await house.api.vm(name);
    return readFile(join(house.dataDir, 'hosts', String(host), 'vms', String(id), 'vars.fd'));
  };
  const kept = await variables('uefi-1');
  await house.api.succeed('POST', '/vms/uefi-1/stop');
  await house.api.succeed('POST', '/vms/uefi-1/clone', { name: 'uefi-2' });
  expect(kept.equals(await variables('uefi-2'))).toBe(true);
  await house.api.succeed('POST', '/vms/uefi-2/start');
  await house.api.serialHas('uefi-2', 'tiny is ready', 120_000);
  for (const name of ['uefi-1', 'uefi-2']) await house.api.succeed('DELETE', `/vms/${name}?force=true`);
});

it('puts a vm on the host that is named, and brings the image there', async () => {
  for (const host of ['h1', 'h2']) {
    await house.api.succeed('POST', '/vms', tinyVm(`on-${host}`, { host, disks: [{ size: '16MiB' }] }));
    expect(await house.api.vm(`on-${host}`)).toMatchObject({ host, status: 'running' });
    await access(join(house.dataDir, 'hosts', host, 'vms', String((await house.api.vm(`on-${host}`))['id'])));
    await house.api.serialHas(`on-${host}`, 'tiny is ready');
    await house.api.succeed('DELETE', `/vms/on-${host}?force=true`);
  }
});
