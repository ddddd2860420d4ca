import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import { livePci } from '../pci/pci.live.ts';
import { fakeHwdata } from './hwdata.fake.ts';
import { liveHwdata } from './hwdata.live.ts';
import type { Hwdata } from './hwdata.port.ts';

const pciIds = `# a list
8086  Intel Corporation
\t10c9  82576 Gigabit Network Connection
\t\t8086 0001  a subsystem
# between devices
\t10ca  82576 Virtual Function
10de  NVIDIA Corporation
\t2204  GA102

C 02  Network controller
\t00  Ethernet controller
\t\t01  an interface
C 03  Display controller
`;
const usbIds = '0781  SanDisk Corp.\n\t5581  Ultra\n';

const made: string[] = [];
afterEach(async () => {
  await Promise.all(made.splice(0).map((folder) => rm(folder, { recursive: true })));
});
const openLive = async (): Promise<Hwdata> => {
  const folder = await mkdtemp(join(tmpdir(), 'chrono-hwdata-'));
  made.push(folder);
  await writeFile(join(folder, 'pci.ids'), pciIds);
  await writeFile(join(folder, 'usb.ids'), usbIds);
  return liveHwdata(['/not/there', folder]);
};
const openFake = async (): Promise<Hwdata> =>
  fakeHwdata({
    pci: {
      '8086': 'Intel Corporation',
      '8086:10c9': '82576 Gigabit Network Connection',
      '8086:10ca': '82576 Virtual Function',
      '10de': 'NVIDIA Corporation',
      '10de:2204': 'GA102',
    },
    classes: { '02': 'Network controller', '0200': 'Ethernet controller', '03': 'Display controller' },
    usb: { '0781': 'SanDisk Corp.', '0781:5581': 'Ultra' },
  });

describe.each([
  ['fake', openFake],
  ['live', openLive],
])('%s hwdata', (_, open) => {
  it('names vendors and devices', async () => {
    const book = await (await open()).read();
    expect([book.pciVendor('8086'), book.pciVendor('10de')]).toEqual(['Intel Corporation', 'NVIDIA Corporation']);
    expect(book.pciDevice('8086', '10ca')).toBe('82576 Virtual Function');
    expect([book.usbVendor('0781'), book.usbDevice('0781', '5581')]).toEqual(['SanDisk Corp.', 'Ultra']);
  });

  it('names a class by its subclass, else by itself', async () => {
    const book = await (await open()).read();
    expect([book.pciClass('020000'), book.pciClass('028000'), book.pciClass('990000')]).toEqual([
      'Ethernet controller',
      'Network controller',
      null,
    ]);
  });

  it('knows a device only under its own vendor', async () => {
    const book = await (await open()).read();
    expect([book.pciDevice('8086', '2204'), book.pciDevice('10de', '10c9'), book.pciDevice('ffff', '0000')]).toEqual([
      null,
      null,
      null,
    ]);
    expect([book.pciVendor('0001'), book.usbVendor('8086'), book.usbDevice('0781', '0000')]).toEqual([
      null,
      null,
      null,
    ]);
  });
});

describe('live hwdata', () => {
  it('has no names where no lists are installed', async () => {
    const book = await liveHwdata(['/not/there']).read();
    expect([book.pciVendor('8086'), book.pciClass('020000')]).toEqual([null, null]);
  });

  it('names the devices of this machine as lspci does', async () => {
    const { stdout } = await promisify(execFile)('lspci', ['-Dnnmm']);
    const book = await liveHwdata().read();
    const named = new Map((await livePci().list()).map((one) => [one.address, one]));
    const ours = [...named.values()].map(({ address, classCode, vendorId, deviceId }) => [
      address,
      `${book.pciClass(classCode)} [${classCode.slice(0, 4)}]`,
      `${book.pciVendor(vendorId)} [${vendorId}]`,
      `${book.pciDevice(vendorId, deviceId) ?? 'Device'} [${deviceId}]`,
    ]);
    const theirs = stdout
      .split('\n')
      .filter(Boolean)
      .map((line) => {
        const [address = ''] = line.split(' ');
        return [address, ...[...line.matchAll(/"([^"]*)"/g)].slice(0, 3).map(([, word]) => word)];
      });
    expect(ours).toEqual(theirs);
  });
});
