import { checkRepeatedCommands, specify } from '@chronovisor/testing';
import type { Request } from '@chronovisor/contracts';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as my from '../../../test/samples.ts';
import { type ImageCommand, imageDecider } from './decide.ts';

const { imageId, hostA, hostB, problem, sha } = my;
type Asked = Parameters<typeof my.requestOf>[0];

const image = specify(imageDecider);
const ensure = (hostId = hostB) => my.say('storage.EnsureImage', { imageId, hostId });
const removals = new Map([
  [hostA, my.someRequest().commandId],
  [hostB, my.someRequest().commandId],
]);
const remove = (users = 0, force = false) => ({
  ...my.say('storage.DeleteImage', { imageId, force }),
  facts: { users, removals },
});
const ready = (asked: Asked, hostId = hostA) => my.imageReady(hostId, my.requestOf(asked));
const failed = (asked: Asked, hostId = hostA) =>
  my.say('storage.RecordImageFailed', { imageId, hostId, problem, request: my.requestOf(asked) });
const removed = (asked: Asked, hostId = hostA) =>
  my.say('storage.RecordImageRemoved', { imageId, hostId, request: my.requestOf(asked) });

const asked = my.importImage();
const importing = image.given([]).after(asked);
const there = importing.after(ready(asked));
const second = ensure();
const onBoth = there.after(second).after(ready(second, hostB));

describe('the import of an image', () => {
  it('is asked of the host that has the files', () => {
    const data = { ...asked.data, request: my.requestOf(asked) };
    image
      .when(asked)
      .then([{ type: 'storage.ImageImportRequested', version: 1, data }] as never)
      .thenOnlyOnce();
  });

  it('is done when that host has taken them in', () => {
    importing.when(ready(asked)).thenTypes('storage.ImageReady').thenOnlyOnce();
    expect(there.state).toMatchObject({ status: 'present', checksum: sha });
  });

  it('of the same files does nothing', () => {
    importing.when(my.importImage()).thenNothing();
    there.when(my.importImage()).thenNothing();
    there.when(my.importImage({ checksum: sha })).thenNothing();
  });

  it('of other files under the same id is refused', () => {
    there.when(my.importImage({ checksum: 'b'.repeat(64) })).thenRefused('image.name-taken');
    there.when(my.importImage({ source: { ...my.disk, path: '/srv/other' } as never })).thenRefused('image.name-taken');
    there.when(my.importImage({ kind: 'iso', source: my.iso })).thenRefused('image.name-taken');
    there.when(my.importImage({ kind: 'kernel', source: my.kernel })).thenRefused('image.name-taken');
    there.when(my.importImage({ name: 'other' })).thenRefused('image.name-taken');
  });

  it('wants files of its kind', () => {
    image.when(my.importImage({ kind: 'iso' })).thenRefused('image.wrong-kind', {
      errors: [{ pointer: '/kind', detail: 'must be disk' }],
    });
  });

  it('that fails leaves no image, and can be tried again', () => {
    const over = importing.when(failed(asked)).thenTypes('storage.ImageImportFailed').thenOnlyOnce();
    expect(over.state).toMatchObject({ status: 'gone' });
    importing.after(failed(asked)).when(my.importImage()).thenTypes('storage.ImageImportRequested');
  });

  it('hears no word about another request', () => {
    importing.when(ready(my.importImage())).thenNothing();
    importing.when(failed(my.importImage())).thenNothing();
    image.when(ready(asked)).thenNothing();
  });
});

describe('an image on a second host', () => {
  it('comes from the same source and must have the same checksum', () => {
    const data = { ...asked.data, hostId: hostB, checksum: sha, request: my.requestOf(second) };
    there
      .when(second)
      .then([{ type: 'storage.ImageImportRequested', version: 1, data }] as never)
      .thenOnlyOnce();
  });

  it('is there at once where it is already, and is waited for where it is on its way', () => {
    there.when(ensure(hostA)).thenNothing();
    there.after(second).when(ensure()).thenNothing();
  });

  it('that cannot be taken in leaves the first copy alone', () => {
    there.after(second).when(failed(second, hostB)).thenTypes('storage.ImageImportFailed');
    expect(there.after(second).after(failed(second, hostB)).state).toEqual(there.state);
  });

  it('is unknown when there is no image', () => {
    image.when(ensure()).thenRefused('image.not-found');
  });
});

describe('the deletion of an image', () => {
  const doomed = remove();
  const leaving = onBoth.after(doomed);

  it('is asked of every host that has it, and done when the last has removed its files', () => {
    const both = onBoth.when(doomed);
    both.thenTypes('storage.ImageDeletionRequested').thenOnlyOnce();
    expect(both.events[0]?.data).toMatchObject({ hostIds: [hostA, hostB] });
    leaving.when(removed(doomed)).thenTypes('storage.ImageCopyRemoved').thenOnlyOnce();
    const last = leaving.after(removed(doomed)).when(removed(doomed, hostB));
    last.thenTypes('storage.ImageCopyRemoved', 'storage.ImageDeleted').thenOnlyOnce();
    expect(last.state).toMatchObject({ status: 'gone' });
    leaving.after(removed(doomed)).after(removed(doomed, hostB)).when(remove()).thenNothing();
  });

  it('is refused while vms boot from it, and while it is on its way to a host', () => {
    there.when(remove(2)).thenRefused('image.in-use');
    importing.when(remove()).thenRefused('image.busy');
    image.when(remove()).thenRefused('image.not-found');
  });

  it('lets nobody take it in again before it is over', () => {
    leaving.when(ensure()).thenRefused('image.busy', { blockedBy: my.requestOf(doomed).operationId });
    leaving.when(my.importImage()).thenRefused('image.busy');
    leaving.when(remove()).thenNothing();
  });

  it('that fails on one host ends, and what other hosts have removed is known all the same', () => {
    leaving.when(failed(doomed)).thenTypes('storage.ImageDeletionFailed').thenOnlyOnce();
    const late = leaving.after(failed(doomed)).when(removed(doomed, hostB));
    late.thenTypes('storage.ImageCopyRemoved').thenOnlyOnce();
    leaving
      .after(failed(doomed))
      .after(removed(doomed, hostB))
      .when(ensure())
      .thenTypes('storage.ImageImportRequested');
  });

  it('with force is over at once, and each host removes its files when it is there', () => {
    const forced = remove(0, true);
    const gone = onBoth.when(forced);
    gone.thenTypes('storage.ImageDropped').thenOnlyOnce();
    expect(gone.events[0]?.data).toMatchObject({ left: [{ hostId: hostA }, { hostId: hostB }] });
    const request: Request = { ...my.requestOf(forced), commandId: removals.get(hostA)! };
    const told = my.say('storage.RecordImageRemoved', { imageId, hostId: hostA, request });
    const after = onBoth.after(forced);
    after.when(told).thenTypes('storage.ImageLeftoverRemoved').thenOnlyOnce();
    expect(after.after(told).state).toMatchObject({ status: 'gone', left: new Map([[hostB, expect.anything()]]) });
    const stuck = my.say('storage.RecordImageFailed', { imageId, hostId: hostA, problem, request });
    after.when(stuck).thenTypes('storage.ImageLeftoverKept').thenOnlyOnce();
    after.when(removed(doomed)).thenNothing();
    after.when(remove(0, true)).thenNothing();
  });

  it('with force ends what waits for a host that may never come back', () => {
    leaving.when(remove(0, true)).thenTypes('storage.ImageDeletionFailed', 'storage.ImageDropped').thenOnlyOnce();
    const half = importing.when(remove(0, true));
    half.thenTypes('storage.ImageImportFailed', 'storage.ImageDropped');
    expect(half.state).toMatchObject({ status: 'gone', left: new Map([[hostA, expect.anything()]]) });
  });

  it('with force is refused while vms boot from it all the same', () => {
    onBoth.when(remove(2, true)).thenRefused('image.in-use');
  });

  it('that is over is not heard of again once a host has taken it in anew', () => {
    const again = ensure();
    const anew = leaving.after(failed(doomed)).after(removed(doomed, hostB)).after(again);
    anew.when(removed(doomed, hostB)).thenNothing();
  });
});

it('an image hears every repeated command once', () => {
  const bye = remove();
  const commands: readonly ImageCommand[] = [
    ...[asked, second, ensure(hostA), bye, remove(1), ready(asked), ready(second, hostB)],
    ...[failed(asked), failed(second, hostB), removed(bye), removed(bye, hostB), failed(bye), failed(bye, hostB)],
  ];
  expect(() => checkRepeatedCommands(imageDecider, fc.constantFrom(...commands), { numRuns: 500 })).not.toThrow();
});
