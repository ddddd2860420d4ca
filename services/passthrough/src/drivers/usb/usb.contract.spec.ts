import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { stick } from '../../../test/samples.ts';
import { plantUsb } from '../../../test/sysfs-tree.ts';
import { fakeUsb } from './usb.fake.ts';
import { liveUsb } from './usb.live.ts';
import type { Usb, UsbSeen } from './usb.port.ts';

const made: string[] = [];
afterEach(async () => {
  await Promise.all(made.splice(0).map((root) => rm(root, { recursive: true })));
});
const folder = async (): Promise<string> => {
  const root = await mkdtemp(join(tmpdir(), 'chrono-sysfs-'));
  made.push(root);
  return root;
};

/** A tree with a root hub, a hub and these devices. */
const openLive = async (devices: readonly UsbSeen[]): Promise<Usb> => {
  const root = await folder();
  await plantUsb(root, devices);
  return liveUsb(root);
};

describe.each<[string, (devices: readonly UsbSeen[]) => Promise<Usb>]>([
  ['fake', async (devices) => fakeUsb(devices)],
  ['live', openLive],
])('%s USB', (_, open) => {
  it('shows no hubs', async () => {
    expect(await (await open([])).list()).toEqual([]);
  });

  it('shows every device in the order of addresses', async () => {
    const mute: UsbSeen = { ...stick, address: '1-3', manufacturer: null, product: null, serial: null, driver: null };
    expect(await (await open([stick, mute])).list()).toEqual([mute, stick]);
  });
});

it('live USB shows nothing on a machine without USB', async () => {
  expect(await liveUsb(await folder()).list()).toEqual([]);
});
