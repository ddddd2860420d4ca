import { hostRegistry } from '@chronovisor/contracts';
import { describe, expect, it } from 'vitest';
import * as my from '../../../test/samples.ts';
import { storageHostWork } from './host-work.ts';
import { happened } from './shapes.ts';

const { poolId, volumeId, imageId, hostA, hostB } = my;
const request = my.someRequest();
const path = my.volumePath;
const intents = [
  happened('storage.PoolCreationRequested', { poolId, name: 'default', hostId: hostA, path: null, request }),
  happened('storage.VolumeCreationRequested', {
    ...{ volumeId, name: null, poolId, hostId: hostA, path, size: my.GIB, format: 'qcow2' },
    ...{ source: my.copyOn('a'), imageId, vmId: my.vmId, request },
  }),
  happened('storage.VolumeGrowthRequested', { volumeId, hostId: hostA, path, format: 'raw', size: 1, request }),
  happened('storage.VolumeDeletionRequested', { volumeId, hostId: hostA, path, request }),
  happened('storage.ImageImportRequested', {
    ...{ imageId, name: 'debian', kind: 'disk', hostId: hostA, source: my.disk, checksum: null, request },
  }),
  happened('storage.ImageDeletionRequested', { imageId, hostIds: [hostA, hostB], request }),
  happened('storage.ImageDropped', { imageId, left: [{ hostId: hostA, request }], request: my.someRequest() }),
] as const;

describe('the work of an intent', () => {
  it.each(intents.map((intent) => [intent.type, intent] as const))('%s fits the contract of its host', (_, intent) => {
    const works = [storageHostWork(intent)].flat();
    expect(works.length).toBeGreaterThan(0);
    for (const work of works) {
      expect(work?.request).toEqual(request);
      expect(hostRegistry.get(work?.type as string)?.data.safeParse(work?.data).error).toBeUndefined();
    }
  });

  it('goes to every host that has a copy', () => {
    const works = [storageHostWork(intents[5])].flat();
    expect(works.map((work) => work?.hostId)).toEqual([hostA, hostB]);
  });

  it('is none for an outcome', () => {
    expect(storageHostWork(happened('storage.VolumeDeleted', { volumeId, request }))).toBeNull();
  });
});
