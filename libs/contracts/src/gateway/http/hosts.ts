/** Hosts and their devices over HTTP. */
import { z } from 'zod';
import { HostCapabilities, HostCapacity } from '../../compute/model.ts';
import { HostId } from '../../ids.ts';
import { PciDevice, UsbDevice } from '../../passthrough/messages.ts';
import { Bytes, Timestamp } from '../../units.ts';
import { pageOf } from './lists.ts';

export const HostDocument = z
  .strictObject({
    id: HostId,
    name: z.string(),
    status: z.enum(['connected', 'lost']),
    version: z.string(),
    capacity: HostCapacity,
    capabilities: HostCapabilities,
    live: z
      .strictObject({ at: z.string(), memoryFree: Bytes, loadAverage: z.number(), vms: z.int() })
      .nullable()
      .meta({ description: 'From its last heartbeat; null before the first one' }),
    revision: z.int(),
    joinedAt: Timestamp,
    updatedAt: Timestamp,
  })
  .meta({ id: 'Host', description: 'A machine that runs vms' });
export type HostDocument = z.infer<typeof HostDocument>;
export const HostPage = pageOf(HostDocument, 'HostPage');

const place = { id: z.string().meta({ examples: ['local/0000:00:1f.2'] }), host: z.string(), hostId: HostId };
export const DeviceDocument = z
  .discriminatedUnion('kind', [
    z.strictObject({ ...place, ...PciDevice.shape }),
    z.strictObject({ ...place, ...UsbDevice.shape }),
  ])
  .meta({ id: 'Device', description: 'A PCI function or a USB device of a host' });
export type DeviceDocument = z.infer<typeof DeviceDocument>;
export const DevicePage = pageOf(DeviceDocument, 'DevicePage');
