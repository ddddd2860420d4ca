/** Networks over HTTP. */
import { z } from 'zod';
import { NetworkKind } from '../../compute/model.ts';
import { HostId, NetworkId, NicId, VmId } from '../../ids.ts';
import { Subnet } from '../../network/model.ts';
import { Name, Timestamp } from '../../units.ts';
import { Labels } from '../../compute/labels.ts';
import { labelsOfNew } from './labels.ts';
import { pageOf } from './lists.ts';

export const CreateNetworkBody = z
  .strictObject({
    name: Name,
    kind: NetworkKind.default('nat'),
    subnet: Subnet.optional().meta({ description: 'For `nat`; without it each host picks one that is free there' }),
    labels: labelsOfNew,
  })
  .meta({ id: 'NewNetwork', examples: [{ name: 'lab', kind: 'nat', subnet: '10.177.3.0/24' }] });

export const NetworkDocument = z
  .strictObject({
    id: NetworkId,
    name: Name,
    labels: Labels,
    kind: NetworkKind,
    subnet: z.string().nullable(),
    status: z.enum(['ready', 'deleting']),
    hosts: z
      .array(
        z.strictObject({
          host: z.string(),
          hostId: HostId,
          status: z.enum(['activating', 'active']),
          bridge: z.string().nullable(),
          subnet: z.string().nullable(),
          gateway: z.string().nullable(),
        }),
      )
      .meta({ description: 'Where it stands' }),
    nics: z.array(
      z.strictObject({ id: NicId, vm: VmId, host: z.string(), mac: z.string(), address: z.string().nullable() }),
    ),
    revision: z.int(),
    createdAt: Timestamp,
    updatedAt: Timestamp,
  })
  .meta({ id: 'Network', description: 'What nics are on' });
export type NetworkDocument = z.infer<typeof NetworkDocument>;
export const NetworkPage = pageOf(NetworkDocument, 'NetworkPage');
