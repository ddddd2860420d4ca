import type { HostEnvelope } from '@chronovisor/contracts';
import { newId } from '@chronovisor/kernel/ids';
import { eventually } from '@chronovisor/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Control, startControl } from '../../../test/control.ts';
import * as my from '../../../test/samples.ts';

const { poolId, volumeId, imageId, vmId, hostA, hostB, GIB } = my;

let control: Control;
beforeEach(async () => {
  control = await startControl();
});
afterEach(() => control.close());

const deletePool = () => my.say('storage.DeletePool', { poolId });
const deleteVolume = (vm: typeof vmId | null = null) => my.say('storage.DeleteVolume', { volumeId, vmId: vm });
const deleteImage = () => my.say('storage.DeleteImage', { imageId });

describe('a volume', () => {
  it('lies in the folder of its pool under its own id', async () => {
    await control.readyPool();
    const asked = my.createVolume({ format: 'raw' });
    expect(await control.accepted(asked)).toMatchObject({
      awaits: asked.meta.commandId,
      operationId: asked.meta.operationId,
    });
    const event = (await control.events()).find(({ type }) => type === 'storage.VolumeCreationRequested');
    expect(event?.data).toMatchObject({ hostId: hostA, path: `/default/volumes/${volumeId}.raw`, source: null });
  });

  it('needs a pool that is there and ready', async () => {
    expect(await control.send(my.createVolume())).toMatchObject({ code: 'pool.not-found' });
    await control.accepted(my.createPool());
    expect(await control.send(my.createVolume())).toMatchObject({ code: 'pool.not-ready' });
  });

  it('starts from the copy of its image on its own host', async () => {
    await control.readyPool();
    const wanted = () => my.createVolume({ imageId });
    expect(await control.send(wanted())).toMatchObject({ code: 'image.not-on-host' });
    await control.readyImage({ hostId: hostB });
    expect(await control.send(wanted())).toMatchObject({ code: 'image.not-on-host' });
    const ensured = my.say('storage.EnsureImage', { imageId, hostId: hostA });
    await control.accepted(ensured);
    await control.accepted(my.imageReady(hostA, my.requestOf(ensured)));
    await control.accepted(wanted());
    const event = (await control.events()).find(({ type }) => type === 'storage.VolumeCreationRequested');
    expect(event?.data).toMatchObject({ source: my.copyOn(hostA) });
  });

  it('starts from no kernel', async () => {
    await control.readyPool();
    await control.readyImage({ kind: 'kernel', source: my.kernel });
    expect(await control.send(my.createVolume({ imageId }))).toMatchObject({ code: 'image.wrong-kind' });
  });

  it('gives its info to the one that claims it', async () => {
    await control.readyPool();
    await control.readyVolume();
    const reply = await control.accepted(my.say('storage.ClaimVolume', { volumeId, vmId }));
    expect(reply).toMatchObject({ awaits: null, result: { ...my.infoOf(), poolId } });
  });

  it('is grown only while no vm runs from it', async () => {
    await control.readyPool();
    await control.readyVolume({ vmId });
    const grow = () => my.say('storage.GrowVolume', { volumeId, size: 2 * GIB });
    await control.happens('compute.VmStartRequested', { vmId });
    expect(await control.send(grow())).toMatchObject({ code: 'volume.in-use' });
    await control.happens('compute.VmFound', { vmId, observed: 'off' });
    await control.accepted(grow());
  });

  it('that is asked for again while it is being deleted joins that deletion', async () => {
    await control.readyPool();
    await control.readyVolume();
    const first = deleteVolume();
    await control.accepted(first);
    expect(await control.accepted(deleteVolume())).toMatchObject({
      awaits: first.meta.commandId,
      operationId: first.meta.operationId,
    });
  });
});

describe('a pool', () => {
  it('with volumes is kept', async () => {
    await control.readyPool();
    await control.readyVolume();
    expect(await control.send(deletePool())).toMatchObject({ kind: 'refusal', code: 'pool.in-use' });
  });

  it('is kept until its host has removed what a deletion overtook', async () => {
    await control.readyPool();
    await control.accepted(my.createVolume({ vmId }));
    const doomed = deleteVolume(vmId);
    await control.accepted(doomed);
    expect(await control.send(deletePool())).toMatchObject({ code: 'pool.in-use' });
    await control.accepted(my.say('storage.RecordVolumeDeleted', { volumeId, request: my.requestOf(doomed) }));
    await control.accepted(deletePool());
  });

  it('is never deleted under a volume that comes at the same moment', async () => {
    await control.readyPool();
    const volumes = Array.from({ length: 5 }, () => control.send(my.createVolume({ volumeId: newId() as never })));
    const [deleted, ...made] = await Promise.all([control.send(deletePool()), ...volumes]);
    const created = made.filter(({ kind }) => kind === 'accepted').length;
    expect(deleted.kind === 'accepted' ? created : 0).toBe(0);
    expect(deleted.kind === 'accepted' || created === 5).toBe(true);
  });

  it('is not deleted when a volume came right before', async () => {
    await control.readyPool();
    const [made, deleted] = await Promise.all([control.send(my.createVolume()), control.send(deletePool())]);
    expect([made.kind, deleted]).toMatchObject(['accepted', { code: 'pool.in-use' }]);
  });
});

describe('an image', () => {
  it('is kept while a vm boots from it', async () => {
    await control.readyImage({ kind: 'kernel', source: my.kernel });
    await control.happens('compute.VmCreated', { vmId, spec: { bootImageId: imageId, iso: null } });
    expect(await control.send(deleteImage())).toMatchObject({ code: 'image.in-use' });
    await control.happens('compute.VmDeleted', { vmId });
    await control.accepted(deleteImage());
  });

  it('is kept while a vm has it in its drive', async () => {
    await control.readyImage({ kind: 'iso', source: my.iso });
    await control.happens('compute.VmCreated', { vmId, spec: { bootImageId: null, iso: { imageId } } });
    expect(await control.send(deleteImage())).toMatchObject({ code: 'image.in-use' });
    await control.happens('compute.VmCreateUndone', { vmId });
    await control.accepted(deleteImage());
  });

  it('tells where its files are, to those who wait as well', async () => {
    await control.readyImage();
    const ensured = my.say('storage.EnsureImage', { imageId, hostId: hostA });
    expect(await control.accepted(ensured)).toMatchObject({ awaits: null, result: { files: my.copyOn(hostA) } });
    const first = my.say('storage.EnsureImage', { imageId, hostId: hostB });
    await control.accepted(first);
    const second = my.say('storage.EnsureImage', { imageId, hostId: hostB });
    expect(await control.accepted(second)).toMatchObject({ awaits: first.meta.commandId });
  });
});

describe('a command', () => {
  it('heard twice is recorded once and answered alike', async () => {
    await control.readyPool();
    const asked = my.createVolume({ name: 'data' });
    const first = await control.accepted(asked);
    const before = (await control.events()).length;
    expect(await control.accepted(asked)).toEqual({ ...first, duplicate: true });
    expect(await control.events()).toHaveLength(before);
  });

  it('that saw an older revision is refused', async () => {
    await control.readyPool();
    await control.readyVolume();
    const doomed = deleteVolume();
    const stale = { ...doomed, meta: { ...doomed.meta, expectedRevision: 0 } };
    expect(await control.send(stale)).toMatchObject({ kind: 'refusal', code: 'revision.stale' });
    await control.accepted({ ...doomed, meta: { ...doomed.meta, expectedRevision: 1 } });
  });
});

describe('work for a host', () => {
  it('is sent to it, and its failure is recorded when it says no', async () => {
    const heard: HostEnvelope[] = [];
    control.bus.serveHost(hostA, 'storage', async (message) => {
      heard.push(message);
      return { kind: 'refusal', code: 'message.invalid', message: 'I do not know that' };
    });
    await control.accepted(my.createPool());
    await eventually(async () => (await control.types()).includes('storage.PoolFailed'));
    expect(heard.map(({ type }) => type)).toEqual(['storage.PreparePool']);
    await control.accepted(my.createPool({ poolId: newId() as never }));
  });
});
