import { storage, type http } from '@chronovisor/contracts';
import { newId } from '@chronovisor/kernel/ids';
import { beforeEach, describe, expect, it } from 'vitest';
import { logInto, type Log } from '../../../test/log.ts';
import { MIB, requestOf, sampleHost } from '../../../test/samples.ts';
import { happening } from '../../../test/recorder.ts';
import { Catalogue } from '../catalogue/catalogue.ts';

const [volumeId, poolId] = [newId(), newId()];
const { hostId } = sampleHost('local');
const path = `/pool/volumes/${volumeId}.qcow2`;
const made = { volumeId, name: null, poolId, hostId, path, size: MIB, format: 'qcow2' as const };
const creation = requestOf();
const deletion = requestOf();

let catalogue: Catalogue;
let log: Log;
const volume = (): http.VolumeDocument | undefined => catalogue.volumes.documents.document(volumeId);
const volumesOfPool = (): number | undefined => catalogue.pools.documents.document(poolId)?.volumes;

const creationFailed = (code: string) =>
  happening(storage.VolumeCreationFailed, { volumeId, problem: { code, message: 'no' }, request: creation });

beforeEach(() => {
  catalogue = new Catalogue();
  log = logInto(...catalogue.followers());
  log.put(
    `pool-${poolId}`,
    happening(storage.PoolCreationRequested, { poolId, name: 'a', hostId, path, request: creation }),
  );
  const facts = { source: null, imageId: null, vmId: null, request: creation };
  log.put(`volume-${volumeId}`, happening(storage.VolumeCreationRequested, { ...made, ...facts }));
});

describe('a volume', () => {
  it('that could not be made is gone', () => {
    log.put(`volume-${volumeId}`, creationFailed('storage.disk-full'));
    expect([volume(), volumesOfPool()]).toEqual([undefined, 0]);
  });

  it('that is deleted while it is made is there until its deletion has ended', () => {
    log.put(
      `volume-${volumeId}`,
      happening(storage.VolumeDeletionRequested, { volumeId, hostId, path, request: deletion }),
    );
    log.put(`volume-${volumeId}`, creationFailed('volume.superseded'));
    expect([volume()?.status, volumesOfPool()]).toEqual(['deleting', 1]);
    log.put(`volume-${volumeId}`, happening(storage.VolumeDeleted, { volumeId, request: deletion }));
    expect([volume(), volumesOfPool()]).toEqual([undefined, 0]);
  });
});
