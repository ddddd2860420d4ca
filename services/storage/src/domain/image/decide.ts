/** Decides what may become of an image. Pure; how many vms use it comes with the command. */
import { type HostId, type ImageId, MOST_LABELS, type Request, type storage } from '@chronovisor/contracts';
import { type Decider, type Refusal, isRefusal, refuse, relabelled } from '@chronovisor/kernel';
import { type CommandNamed, happened, isSame, requestOf } from '../messages/shapes.ts';
import { evolve } from './evolve.ts';
import { type GoneImage, type Image, type ImageEvent, type PresentImage, noImage } from './state.ts';

export interface DeletionFacts {
  /** Vms that boot from it. */
  readonly users: number;
  /** By host that has or takes in a copy: the id of the order to remove it, should the image be forgotten. */
  readonly removals: ReadonlyMap<HostId, Request['commandId']>;
}

export type ImageCommand =
  | CommandNamed<
      | 'storage.ImportImage'
      | 'storage.EnsureImage'
      | 'storage.LabelImage'
      | 'storage.RecordImageReady'
      | 'storage.RecordImageRemoved'
      | 'storage.RecordImageFailed'
    >
  | (CommandNamed<'storage.DeleteImage'> & { readonly facts: DeletionFacts });

type Decision = readonly ImageEvent[] | Refusal;
type Recorded = CommandNamed<'storage.RecordImageReady' | 'storage.RecordImageRemoved' | 'storage.RecordImageFailed'>;
type Named<T extends ImageCommand['type']> = Extract<ImageCommand, { type: T }>;

const notFound = (imageId: string): Refusal =>
  refuse('image.not-found', `there is no image ${imageId}`, { hint: 'List the images, or import it first.' });

const deletingNow = (image: PresentImage): Refusal =>
  refuse(
    'image.busy',
    `the image ${image.name} is being deleted`,
    image.deleting === null ? {} : { blockedBy: image.deleting.operationId },
  );

const importOn = (
  command: Named<'storage.ImportImage' | 'storage.EnsureImage'>,
  image: PresentImage,
  hostId: HostId,
): Decision =>
  image.copies.has(hostId) || image.importing.has(hostId)
    ? []
    : [
        happened('storage.ImageImportRequested', {
          imageId: command.data.imageId,
          name: image.name,
          kind: image.kind,
          hostId,
          source: image.source,
          checksum: image.checksum,
          request: requestOf(command),
        }),
      ];

/** A checksum that was not given fits any. */
const isSameImage = ({ name, source, checksum }: Named<'storage.ImportImage'>['data'], image: PresentImage): boolean =>
  name === image.name && isSameSource(source, image.source) && (checksum === null || checksum === image.checksum);

const isSameSource = (a: storage.ImageFiles, b: storage.ImageFiles): boolean => {
  if (a.kind === 'kernel') {
    return b.kind === 'kernel' && a.kernel === b.kernel && a.initrd === b.initrd && a.cmdline === b.cmdline;
  }
  if (a.kind === 'disk') return b.kind === 'disk' && a.path === b.path && a.format === b.format;
  return b.kind === 'iso' && a.path === b.path;
};

const idTaken = (image: PresentImage): Refusal =>
  refuse('image.name-taken', `the image ${image.name} was made of other files`, {
    hint: 'Delete it first, or take another name.',
  });

const importImage = (command: Named<'storage.ImportImage'>, image: Image): Decision => {
  const { kind, hostId, source } = command.data;
  if (image.status === 'present') {
    if (image.deleting !== null) return deletingNow(image);
    return isSameImage(command.data, image) ? importOn(command, image, hostId) : idTaken(image);
  }
  if (kind !== source.kind) {
    return refuse('image.wrong-kind', `the image is to be ${kind}, but its files are ${source.kind}`, {
      errors: [{ pointer: '/kind', detail: `must be ${source.kind}` }],
    });
  }
  return [happened('storage.ImageImportRequested', { ...command.data, request: requestOf(command) })];
};

const label = (command: Named<'storage.LabelImage'>, image: Image): Decision => {
  const { imageId } = command.data;
  if (image.status !== 'present') return notFound(imageId);
  const about = { noun: 'image', name: image.name, most: MOST_LABELS };
  const labels = relabelled(about, image.labels, command.data.labels);
  if (labels === null || isRefusal(labels)) return labels ?? [];
  return [happened('storage.ImageLabelled', { imageId, labels, request: requestOf(command) })];
};

const ensure = (command: Named<'storage.EnsureImage'>, image: Image): Decision => {
  if (image.status !== 'present') return notFound(command.data.imageId);
  return image.deleting === null ? importOn(command, image, command.data.hostId) : deletingNow(image);
};

const inUse = (users: number, { name }: PresentImage): Refusal =>
  refuse('image.in-use', `${users} vms boot from the image ${name}`, { hint: 'Delete these vms first.' });

/** What was under way with it ends here: nobody waits for a host that may never come back. */
const superseded = (imageId: ImageId, image: PresentImage): readonly ImageEvent[] => {
  const problem = { code: 'image.superseded', message: `the image ${image.name} was deleted with force meanwhile` };
  const [copy] = image.copies.keys();
  return [
    ...[...image.importing].map(([hostId, request]) =>
      happened('storage.ImageImportFailed', { imageId, hostId, problem, request }),
    ),
    ...(image.deleting === null || copy === undefined
      ? []
      : [happened('storage.ImageDeletionFailed', { imageId, hostId: copy, problem, request: image.deleting })]),
  ];
};

const forget = (command: Named<'storage.DeleteImage'>, image: PresentImage): Decision => {
  const { imageId } = command.data;
  const request = requestOf(command);
  const left = [...new Set([...image.copies.keys(), ...image.importing.keys()])].flatMap((hostId) => {
    const commandId = command.facts.removals.get(hostId);
    return commandId === undefined ? [] : [{ hostId, request: { ...request, commandId } }];
  });
  return [...superseded(imageId, image), happened('storage.ImageDropped', { imageId, left, request })];
};

const remove = (command: Named<'storage.DeleteImage'>, image: Image): Decision => {
  const { imageId, force = false } = command.data;
  const { users } = command.facts;
  if (image.status === 'gone') return [];
  if (image.status === 'absent') return notFound(imageId);
  if (image.deleting !== null && !force) return [];
  if (users > 0) return inUse(users, image);
  if (force) return forget(command, image);
  if (image.importing.size > 0)
    return refuse('image.busy', `the image ${image.name} is being imported`, {
      hint: 'Wait for the import to end, or delete the image with force.',
    });
  const request = requestOf(command);
  const hostIds = [...image.copies.keys()];
  const asked = happened('storage.ImageDeletionRequested', { imageId, hostIds, request });
  return hostIds.length === 0 ? [asked, happened('storage.ImageDeleted', { imageId, request })] : [asked];
};

const ready = (command: Named<'storage.RecordImageReady'>, image: PresentImage): Decision =>
  isSame(image.importing.get(command.data.hostId) ?? null, command.data.request)
    ? [happened('storage.ImageReady', { ...command.data })]
    : [];

const removed = (command: Named<'storage.RecordImageRemoved'>, image: PresentImage): Decision => {
  const { imageId, hostId, request } = command.data;
  // Also true of a deletion that failed on another host meanwhile: these files are gone all the same.
  if (!isSame(image.lastDeletion, request) || !image.copies.has(hostId)) return [];
  const last = image.copies.size === 1 && image.importing.size === 0;
  return [
    happened('storage.ImageCopyRemoved', { imageId, hostId }),
    ...(last ? [happened('storage.ImageDeleted', { imageId, request })] : []),
  ];
};

const failed = (command: Named<'storage.RecordImageFailed'>, image: PresentImage): Decision => {
  const { hostId, request } = command.data;
  if (isSame(image.importing.get(hostId) ?? null, request))
    return [happened('storage.ImageImportFailed', { ...command.data })];
  return isSame(image.deleting, request) ? [happened('storage.ImageDeletionFailed', { ...command.data })] : [];
};

/** What a host still had of an image that is gone. */
const leftover = (command: Recorded, image: GoneImage): Decision => {
  const { imageId, hostId, request } = command.data;
  if (!isSame(image.left.get(hostId) ?? null, request)) return [];
  if (command.type === 'storage.RecordImageFailed') return [happened('storage.ImageLeftoverKept', { ...command.data })];
  return command.type === 'storage.RecordImageRemoved'
    ? [happened('storage.ImageLeftoverRemoved', { imageId, hostId, request })]
    : [];
};

const record = (command: Recorded, image: Image): Decision => {
  if (image.status === 'absent') return [];
  if (image.status === 'gone') return leftover(command, image);
  switch (command.type) {
    case 'storage.RecordImageReady':
      return ready(command, image);
    case 'storage.RecordImageRemoved':
      return removed(command, image);
    case 'storage.RecordImageFailed':
      return failed(command, image);
  }
};

const decide = (command: ImageCommand, image: Image): Decision => {
  switch (command.type) {
    case 'storage.ImportImage':
      return importImage(command, image);
    case 'storage.EnsureImage':
      return ensure(command, image);
    case 'storage.LabelImage':
      return label(command, image);
    case 'storage.DeleteImage':
      return remove(command, image);
    default:
      return record(command, image);
  }
};

export const imageDecider: Decider<ImageCommand, Image, ImageEvent> = { initial: noImage, decide, evolve };
