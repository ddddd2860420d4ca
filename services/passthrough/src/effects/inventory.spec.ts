import { Inventory } from '@chronovisor/contracts';
import { beforeEach, describe, expect, it } from 'vitest';
import { gpu, networkCard, stick } from '../../test/samples.ts';
import { fakeHwdata } from '../drivers/hwdata/hwdata.fake.ts';
import { type FakePci, fakePci } from '../drivers/pci/pci.fake.ts';
import { type FakeUsb, fakeUsb } from '../drivers/usb/usb.fake.ts';
import { type InventoryEffect, createInventory } from './inventory.ts';

const hwdata = fakeHwdata({
  pci: { '10de': 'NVIDIA Corporation', '10de:2204': 'GA102' },
  classes: { '0300': 'VGA compatible controller' },
  usb: { '0781': 'SanDisk Corp.' },
});
let pci: FakePci;
let usb: FakeUsb;
let told: Inventory[];
let deaf: boolean;
let inventory: InventoryEffect;

beforeEach(() => {
  [pci, usb, told, deaf] = [fakePci([gpu, networkCard]), fakeUsb([stick]), [], false];
  inventory = createInventory({
    pci,
    usb,
    hwdata,
    report: async (one) => {
      if (deaf) throw new Error('the host process ends');
      told.push(Inventory.parse(one));
    },
  });
});

describe('the inventory', () => {
  it('is told whole, with names, GPUs marked', async () => {
    await inventory.scan();
    expect(told).toHaveLength(1);
    expect(told[0]?.iommu).toEqual({ enabled: true, groups: 2 });
    expect(told[0]?.devices).toEqual([
      expect.objectContaining({
        kind: 'pci',
        address: networkCard.address,
        vendor: null,
        name: null,
        className: null,
        gpu: false,
        sriov: { totalVfs: 7, numVfs: 1 },
      }),
      expect.objectContaining({
        kind: 'pci',
        address: gpu.address,
        vendor: 'NVIDIA Corporation',
        name: 'GA102',
        className: 'VGA compatible controller',
        gpu: true,
      }),
      {
        kind: 'usb',
        address: '1-4.2',
        vendorId: '0781',
        deviceId: '5581',
        vendor: 'SanDisk Corp.',
        name: 'Ultra',
        serial: '4C530001',
        driver: 'usb-storage',
      },
    ]);
  });

  it('is told again only when it has changed, or when it is asked for', async () => {
    await inventory.scan();
    await inventory.scan();
    expect(told).toHaveLength(1);
    usb.unplug(stick.address);
    await inventory.scan();
    expect(told).toHaveLength(2);
    pci.plug({ ...gpu, driver: 'vfio-pci' });
    await inventory.scan();
    expect(told).toHaveLength(3);
    await inventory.scan({ again: true });
    expect(told).toHaveLength(4);
  });

  it('that was not taken is told at the next look', async () => {
    deaf = true;
    await inventory.scan();
    await new Promise((resolve) => setImmediate(resolve));
    deaf = false;
    await inventory.scan();
    expect(told).toHaveLength(1);
  });
});
