import { refuse } from '@chronovisor/kernel';
import { checkRepeatedCommands, specify } from '@chronovisor/testing';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as my from '../../../test/samples.ts';
import { type VolumeCommand, volumeDecider } from './decide.ts';

const { volumeId, hostA, vmId, otherVm, problem, GIB } = my;
const volume = specify(volumeDecider);
const facts = { hostId: hostA, path: my.volumePath, source: null };
const create = (data: Parameters<typeof my.createVolume>[0] = {}) => ({ ...my.createVolume(data), facts });
const grow = (size: number, userRuns = false, userIsCloned = false) => ({
  ...my.say('storage.GrowVolume', { volumeId, size }),
  facts: { userRuns, userIsCloned },
});
const remove = (vm: typeof vmId | null = null, userIsGone = false) => ({
  ...my.say('storage.DeleteVolume', { volumeId, vmId: vm }),
  facts: { userIsGone },
});
const claim = (vm = vmId) => my.say('storage.ClaimVolume', { volumeId, vmId: vm });
const release = (vm = vmId) => my.say('storage.ReleaseVolume', { volumeId, vmId: vm });
const created = (asked: Parameters<typeof my.requestOf>[0]) =>
  my.say('storage.RecordVolumeCreated', { volumeId, info: my.infoOf(), request: my.requestOf(asked) });
const grown = (asked: Parameters<typeof my.requestOf>[0], size: number) =>
  my.say('storage.RecordVolumeGrown', { volumeId, info: my.infoOf(size), request: my.requestOf(asked) });
const deleted = (asked: Parameters<typeof my.requestOf>[0]) =>
  my.say('storage.RecordVolumeDeleted', { volumeId, request: my.requestOf(asked) });
const failed = (asked: Parameters<typeof my.requestOf>[0]) =>
  my.say('storage.RecordVolumeFailed', { volumeId, problem, request: my.requestOf(asked) });

const asked = create();
const making = volume.given([]).after(asked);
const ready = making.after(created(asked));
const growing = grow(2 * GIB);
const whileGrowing = ready.after(growing);
const used = ready.after(claim());

describe('the creation of a volume', () => {
  it('is asked of the host of its pool, once', () => {
    const { meta: _, ...of } = asked;
    const data = { ...of.data, ...facts, request: my.requestOf(asked) };
    volume
      .when(asked)
      .then([{ type: 'storage.VolumeCreationRequested', version: 1, data }] as never)
      .thenOnlyOnce();
    ready.when(asked).thenRefused('volume.id-taken');
    making.when(create()).thenRefused('volume.id-taken');
  });

  it('is refused for what was found while looking things up', () => {
    const refusal = refuse('pool.not-ready', 'the pool is being made');
    volume.when({ ...asked, facts: refusal }).thenRefused('pool.not-ready');
  });

  it('ends well with what the host made', () => {
    making.when(created(asked)).thenTypes('storage.VolumeCreated').thenOnlyOnce();
    expect(ready.state).toMatchObject({ status: 'ready', body: { info: my.infoOf(), usedBy: null } });
  });

  it('ends badly with nothing left', () => {
    const over = making.when(failed(asked)).thenTypes('storage.VolumeCreationFailed').thenOnlyOnce();
    expect(over.state).toEqual({ status: 'gone' });
    making.after(failed(asked)).when(create()).thenRefused('volume.id-taken');
  });

  it('hears no word about another request', () => {
    making.when(created(create())).thenNothing();
    making.when(failed(create())).thenNothing();
    ready.when(created(asked)).thenNothing();
  });
});

describe('the growth of a volume', () => {
  it('is asked of its host, and is done when the host says so', () => {
    ready.when(growing).thenTypes('storage.VolumeGrowthRequested').thenOnlyOnce();
    const over = whileGrowing
      .when(grown(growing, 2 * GIB))
      .thenTypes('storage.VolumeGrown')
      .thenOnlyOnce();
    expect(over.state).toMatchObject({ status: 'ready', body: { info: { size: 2 * GIB } } });
  });

  it('never makes it smaller', () => {
    ready.when(grow(GIB - 512)).thenRefused('volume.shrink', {
      errors: [{ pointer: '/size', detail: `must be at least ${GIB}` }],
    });
    ready.when(grow(GIB)).thenNothing();
  });

  it('waits until its vm is off', () => {
    used.when(grow(2 * GIB, true)).thenRefused('volume.in-use');
    used.when(grow(2 * GIB, false, true)).thenRefused('volume.in-use');
    used.when(grow(2 * GIB)).thenTypes('storage.VolumeGrowthRequested');
  });

  it('is refused while something else is done to it', () => {
    making.when(growing).thenRefused('volume.busy', { blockedBy: my.requestOf(asked).operationId });
    whileGrowing.when(grow(3 * GIB)).thenRefused('volume.busy');
    volume.when(growing).thenRefused('volume.not-found');
  });

  it('that fails leaves the old size', () => {
    const over = whileGrowing.when(failed(growing)).thenTypes('storage.VolumeGrowthFailed').thenOnlyOnce();
    expect(over.state).toMatchObject({ status: 'ready', body: { info: { size: GIB } } });
  });
});

describe('a volume that is let go while it grows', () => {
  const letGo = used.after(growing).after(release());

  it('goes on growing, and its growth ends', () => {
    letGo.when(remove()).thenRefused('volume.busy');
    letGo
      .when(grown(growing, 2 * GIB))
      .thenTypes('storage.VolumeGrown')
      .thenOnlyOnce();
    letGo.when(failed(growing)).thenTypes('storage.VolumeGrowthFailed');
  });

  it('is grown, belongs to nobody, and may go', () => {
    letGo
      .after(grown(growing, 2 * GIB))
      .when(remove())
      .thenTypes('storage.VolumeDeletionRequested');
  });
});

describe('the use of a volume', () => {
  it('is for one vm', () => {
    ready.when(claim()).thenTypes('storage.VolumeClaimed').thenOnlyOnce();
    used.when(claim()).thenNothing();
    used.when(claim(otherVm)).thenRefused('volume.in-use');
  });

  it('begins when it is ready', () => {
    making.when(claim()).thenRefused('volume.busy');
    volume.when(claim()).thenRefused('volume.not-found');
  });

  it('ends when that vm gives it back, and not when another does', () => {
    used.when(release()).thenTypes('storage.VolumeReleased').thenOnlyOnce();
    used.when(release(otherVm)).thenNothing();
    volume.when(release()).thenNothing();
  });

  it('begins with its creation when it is made for a vm', () => {
    const forVm = create({ vmId });
    const state = volume.given([]).after(forVm).after(created(forVm));
    state.when(claim(otherVm)).thenRefused('volume.in-use');
  });
});

describe('the deletion of a volume', () => {
  it('is asked of its host, and is done when the host says so', () => {
    const doomed = remove();
    ready.when(doomed).thenTypes('storage.VolumeDeletionRequested').thenOnlyOnce();
    const over = ready.after(doomed).when(deleted(doomed)).thenTypes('storage.VolumeDeleted').thenOnlyOnce();
    expect(over.state).toEqual({ status: 'gone' });
    ready.after(doomed).when(remove()).thenNothing();
    ready.after(doomed).after(deleted(doomed)).when(remove()).thenNothing();
  });

  it('is refused while a vm has it, unless that vm is named or gone', () => {
    used.when(remove()).thenRefused('volume.in-use');
    used.when(remove(otherVm)).thenRefused('volume.in-use');
    used.when(remove(null, true)).thenTypes('storage.VolumeDeletionRequested');
    used.when(remove(vmId)).thenTypes('storage.VolumeDeletionRequested');
  });

  it('waits for what is being done, unless its vm goes too', () => {
    making.when(remove()).thenRefused('volume.busy');
    whileGrowing.when(remove()).thenRefused('volume.busy');
  });

  it('of its vm overtakes the creation, which ends at once', () => {
    const forVm = create({ vmId });
    const half = volume.given([]).after(forVm);
    const doomed = remove(vmId);
    const both = half.when(doomed);
    both.thenTypes('storage.VolumeDeletionRequested', 'storage.VolumeCreationFailed').thenOnlyOnce();
    expect(both.events[1]?.data).toMatchObject({
      problem: { code: 'volume.superseded' },
      request: my.requestOf(forVm),
    });
    half.after(doomed).when(created(forVm)).thenNothing();
    half.after(doomed).when(deleted(doomed)).thenTypes('storage.VolumeDeleted');
  });

  it('of its vm overtakes a growth, which ends at once', () => {
    const larger = grow(2 * GIB);
    const doomed = remove(vmId);
    const half = used.after(larger);
    const both = half.when(doomed);
    both.thenTypes('storage.VolumeDeletionRequested', 'storage.VolumeGrowthFailed').thenOnlyOnce();
    expect(both.events[1]?.data).toMatchObject({ request: my.requestOf(larger) });
    half
      .after(doomed)
      .when(grown(larger, 2 * GIB))
      .thenNothing();
    half.after(doomed).when(deleted(doomed)).thenTypes('storage.VolumeDeleted');
  });

  it('that fails leaves it as it was', () => {
    const doomed = remove();
    const over = ready.after(doomed).when(failed(doomed)).thenTypes('storage.VolumeDeletionFailed').thenOnlyOnce();
    expect(over.state).toEqual(ready.state);
  });

  it('of what never was is nothing to a vm that is undone, and unknown to everyone else', () => {
    volume.when(remove(vmId)).thenNothing();
    volume.when(remove()).thenRefused('volume.not-found');
  });
});

it('a volume hears every repeated command once', () => {
  const forVm = create({ vmId });
  const [bye, byeVm] = [remove(), remove(vmId)];
  const commands: readonly VolumeCommand[] = [
    ...[asked, forVm, growing, grow(3 * GIB, true), bye, byeVm, claim(), claim(otherVm), release()],
    ...[created(asked), created(forVm), failed(asked), failed(forVm), failed(growing), grown(growing, 2 * GIB)],
    ...[deleted(bye), deleted(byeVm), failed(bye)],
  ];
  expect(() => checkRepeatedCommands(volumeDecider, fc.constantFrom(...commands), { numRuns: 500 })).not.toThrow();
});
