import type { HostId } from '@chronovisor/contracts';
import { newId } from '@chronovisor/kernel/ids';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Control, startControl } from '../../../test/control.ts';
import * as my from '../../../test/samples.ts';

const { poolId, volumeId, imageId, hostA, hostB, problem } = my;

let control: Control;
beforeEach(async () => {
  control = await startControl();
});
afterEach(() => control.close());

describe('the name of a pool', () => {
  const other = (hostId: HostId = hostA) => my.createPool({ poolId: newId() as never, hostId });

  it('is its own on its host', async () => {
    await control.readyPool();
    expect(await control.send(other())).toMatchObject({ kind: 'refusal', code: 'pool.name-taken' });
    await control.accepted(other(hostB));
  });

  it('is free again when it could not be made', async () => {
    const asked = my.createPool();
    await control.accepted(asked);
    await control.accepted(my.say('storage.RecordPoolFailed', { poolId, problem, request: my.requestOf(asked) }));
    expect(await control.send(other())).toMatchObject({ kind: 'accepted' });
  });

  it('stays taken when a failure comes that it does not believe', async () => {
    await control.readyPool();
    await control.accepted(my.say('storage.RecordPoolFailed', { poolId, problem, request: my.someRequest() }));
    expect(await control.send(other())).toMatchObject({ kind: 'refusal', code: 'pool.name-taken' });
  });

  it('is free again when it is deleted, also when that is heard twice', async () => {
    await control.readyPool();
    const doomed = my.say('storage.DeletePool', { poolId });
    await control.accepted(doomed);
    await control.accepted(other());
    expect(await control.accepted(doomed)).toMatchObject({ duplicate: true });
    expect(await control.send(other())).toMatchObject({ kind: 'refusal', code: 'pool.name-taken' });
  });

  it('goes to one of twenty who want it at the same moment', async () => {
    const replies = await Promise.all(Array.from({ length: 20 }, () => control.send(other())));
    expect(replies.filter(({ kind }) => kind === 'accepted')).toHaveLength(1);
    expect((await control.types()).filter((type) => type === 'storage.PoolCreationRequested')).toHaveLength(1);
  });
});

describe('the name of a volume', () => {
  const other = () => my.createVolume({ volumeId: newId() as never, name: 'data' });
  const taken = { kind: 'refusal', code: 'volume.name-taken' };

  beforeEach(() => control.readyPool());

  it('is its own until its host has removed it', async () => {
    await control.readyVolume({ name: 'data' });
    expect(await control.send(other())).toMatchObject(taken);
    const doomed = my.say('storage.DeleteVolume', { volumeId, vmId: null });
    await control.accepted(doomed);
    expect(await control.send(other())).toMatchObject(taken);
    await control.accepted(my.say('storage.RecordVolumeDeleted', { volumeId, request: my.someRequest() }));
    expect(await control.send(other())).toMatchObject(taken);
    await control.accepted(my.say('storage.RecordVolumeDeleted', { volumeId, request: my.requestOf(doomed) }));
    expect(await control.send(other())).toMatchObject({ kind: 'accepted' });
  });

  it('is free again when it could not be made, and not for a failure of something else', async () => {
    const asked = my.createVolume({ name: 'data' });
    await control.accepted(asked);
    await control.accepted(my.say('storage.RecordVolumeFailed', { volumeId, problem, request: my.someRequest() }));
    expect(await control.send(other())).toMatchObject(taken);
    await control.accepted(my.say('storage.RecordVolumeFailed', { volumeId, problem, request: my.requestOf(asked) }));
    expect(await control.send(other())).toMatchObject({ kind: 'accepted' });
  });

  it('stays taken when its growth or its deletion failed', async () => {
    await control.readyVolume({ name: 'data' });
    const doomed = my.say('storage.DeleteVolume', { volumeId, vmId: null });
    await control.accepted(doomed);
    await control.accepted(my.say('storage.RecordVolumeFailed', { volumeId, problem, request: my.requestOf(doomed) }));
    expect(await control.send(other())).toMatchObject(taken);
  });
});

describe('the name of an image', () => {
  const other = () => my.importImage({ imageId: newId() as never });
  const taken = { kind: 'refusal', code: 'image.name-taken' };

  it('is its own', async () => {
    await control.readyImage();
    expect(await control.send(other())).toMatchObject(taken);
    expect(await control.accepted(my.importImage())).toMatchObject({
      awaits: null,
      result: { files: my.copyOn(hostA) },
    });
  });

  it('is free again when its import failed', async () => {
    const asked = my.importImage();
    await control.accepted(asked);
    const request = my.requestOf(asked);
    await control.accepted(my.say('storage.RecordImageFailed', { imageId, hostId: hostA, problem, request }));
    expect(await control.send(other())).toMatchObject({ kind: 'accepted' });
  });

  it('is free again when the imports on two hosts fail at the same moment', async () => {
    const onA = my.importImage();
    const onB = my.say('storage.EnsureImage', { imageId, hostId: hostB });
    await control.accepted(onA);
    await control.accepted(onB);
    const failed = (hostId: HostId, asked: typeof onA | typeof onB) =>
      my.say('storage.RecordImageFailed', { imageId, hostId, problem, request: my.requestOf(asked) });
    await Promise.all([control.accepted(failed(hostA, onA)), control.accepted(failed(hostB, onB))]);
    expect(await control.send(other())).toMatchObject({ kind: 'accepted' });
  });

  it('is free again when the last host has removed it', async () => {
    await control.readyImage();
    const doomed = my.say('storage.DeleteImage', { imageId });
    await control.accepted(doomed);
    expect(await control.send(other())).toMatchObject(taken);
    const request = my.requestOf(doomed);
    await control.accepted(my.say('storage.RecordImageRemoved', { imageId, hostId: hostA, request }));
    expect(await control.send(other())).toMatchObject({ kind: 'accepted' });
  });
});
