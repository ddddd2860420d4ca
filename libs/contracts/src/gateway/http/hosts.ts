/** Hosts and their devices over HTTP. */
import { z } from 'zod';
import { HostCapabilities, HostCapacity } from '../../compute/model.ts';
import { HostId } from '../../ids.ts';
import { PciDevice, UsbDevice } from '../../passthrough/messages.ts';
import { Bytes, Timestamp } from '../../units.ts';
import { Overcommit } from '../../compute/host-settings.ts';
import { Labels } from '../../compute/labels.ts';
import { HostDrift } from './drifts.ts';
import { labelChanges } from './labels.ts';
import { pageOf } from './lists.ts';

export const HostDocument = z
  .strictObject({
    id: HostId,
    name: z.string(),
    labels: Labels,
    status: z.enum(['connected', 'lost']),
    version: z.string(),
    capacity: HostCapacity,
    overcommit: Overcommit.meta({
      description: 'Times its capacity: so much its running vms may have together',
    }),
    reserved: z
      .strictObject({ vcpus: z.int(), memory: Bytes })
      .meta({ description: 'What its running vms have together' }),
    capabilities: HostCapabilities,
    drifts: z.array(HostDrift).meta({ description: 'What it has that is of no vm' }),
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

export const UpdateHostBody = z
  .strictObject({
    labels: labelChanges,
    overcommit: Overcommit.partial().optional().meta({
      description: 'Times its capacity: so much its running vms may have together',
    }),
  })
  .meta({ id: 'HostChanges', examples: [{ overcommit: { vcpus: 4, memory: 1 } }] });

const place = { id: z.string().meta({ examples: ['local/0000:00:1f.2'] }), host: z.string(), hostId: HostId };
export const DeviceDocument = z
  .discriminatedUnion('kind', [
    z.strictObject({ ...place, ...PciDevice.shape }),
    z.strictObject({ ...place, ...UsbDevice.shape }),
  ])
  .meta({ id: 'Device', description: 'A PCI function or a USB device of a host' });
export type DeviceDocument = z.infer<typeof DeviceDocument>;
export const DevicePage = pageOf(DeviceDocument, 'DevicePage');
