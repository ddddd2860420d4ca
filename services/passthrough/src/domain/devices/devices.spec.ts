import type { Inventory } from '@chronovisor/contracts';
import { checkRepeatedCommands, specify } from '@chronovisor/testing';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gpu, hostId, recordInventory } from '../../../test/samples.ts';
import { devicesDecider } from './decide.ts';

const devices = specify(devicesDecider);
const card = { ...gpu, kind: 'pci', vendor: 'NVIDIA', name: null, className: null, gpu: true } as const;
const empty: Inventory = { devices: [], iommu: { enabled: false, groups: 0 } };
const one: Inventory = { devices: [card], iommu: { enabled: true, groups: 1 } };

describe('an inventory', () => {
  it('is recorded whole when it is the first one', () => {
    devices
      .when(recordInventory(empty))
      .then([{ type: 'passthrough.InventoryChanged', version: 1, data: { hostId, inventory: empty } }]);
  });

  it('that is the same again does nothing', () => {
    const swapped = { iommu: { groups: 1, enabled: true }, devices: [{ ...card }] };
    devices.given([]).after(recordInventory(one)).when(recordInventory(swapped)).thenNothing();
  });

  it.each<[string, Inventory]>([
    ['a device less', { ...one, devices: [] }],
    ['another driver', { ...one, devices: [{ ...card, driver: 'vfio-pci' }] }],
    ['virtual functions', { ...one, devices: [{ ...card, sriov: { totalVfs: 4, numVfs: 2 } }] }],
    ['no IOMMU', { ...one, iommu: { enabled: false, groups: 0 } }],
  ])('with %s is recorded', (_, inventory) => {
    devices
      .given([])
      .after(recordInventory(one))
      .when(recordInventory(inventory))
      .thenTypes('passthrough.InventoryChanged');
  });

  it('is heard once however often it is repeated', () => {
    const commands = fc.constantFrom(recordInventory(empty), recordInventory(one));
    expect(() => checkRepeatedCommands(devicesDecider, commands)).not.toThrow();
  });
});
