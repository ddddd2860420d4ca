/** Resolves the disks of a new vm: volumes to take, volumes to make, images they start from. */
import type { DiskRequest, http } from '@chronovisor/contracts';
import type { ChosenHost, Directory, KnownImage, KnownPool, KnownVolume } from './directory.ts';
import { invalid, type Finding } from './findings.ts';

export type Outcome<T> = { readonly value: T } | { readonly findings: readonly Finding[] };

const no = (...findings: readonly Finding[]): { readonly findings: readonly Finding[] } => ({ findings });

export interface DiskContext {
  readonly directory: Directory;
  readonly host: ChosenHost;
  /** A new id that follows from the vm's and a name. */
  readonly idOf: (name: string) => string;
}

export const findPool = (reference: string, pointer: string, { directory, host }: DiskContext): Outcome<KnownPool> => {
  const found = directory.pools(reference);
  const here = found.find(({ hostId }) => hostId === host.id);
  if (here !== undefined) return { value: here };
  const elsewhere = found.length > 0;
  return no({
    code: elsewhere ? 'pool.other-host' : 'pool.not-found',
    pointer,
    detail: elsewhere
      ? `pool ${reference} is not on host ${host.name}`
      : `there is no pool ${reference} on host ${host.name}`,
    hint: 'List the pools, or make one on this host.',
  });
};

export const findImage = (
  reference: string,
  pointer: string,
  directory: Directory,
  kinds: readonly KnownImage['kind'][],
): Outcome<KnownImage> => {
  const [image] = directory.images(reference);
  if (image === undefined) {
    return no({
      code: 'image.not-found',
      pointer,
      detail: `there is no image ${reference}`,
      hint: 'List the images, or import it.',
    });
  }
  if (!kinds.includes(image.kind)) {
    return no({
      code: 'image.wrong-kind',
      pointer,
      detail: `image ${reference} is of kind ${image.kind}, not ${kinds.join(' or ')}`,
    });
  }
  if (image.status !== 'ready') {
    return no({
      code: 'image.busy',
      pointer,
      detail: `image ${reference} is ${image.status}`,
      hint: 'Wait until it is ready.',
    });
  }
  return { value: image };
};

/** Fields that only a new volume has. */
const idle = ['size', 'pool', 'format', 'image'] as const;

const hindrance = (volume: KnownVolume, reference: string, host: ChosenHost): Omit<Finding, 'pointer'> | null => {
  if (volume.hostId !== host.id)
    return { code: 'pool.other-host', detail: `volume ${reference} is not on host ${host.name}` };
  if (volume.vmId !== null)
    return { code: 'volume.in-use', detail: `volume ${reference} is a disk of vm ${volume.vmId}` };
  if (volume.status !== 'ready') return { code: 'volume.busy', detail: `volume ${reference} is ${volume.status}` };
  return null;
};

const takeVolume = (
  disk: http.DiskBody,
  reference: string,
  at: string,
  { directory, host }: DiskContext,
): Outcome<DiskRequest> => {
  const superfluous = idle.filter((field) => disk[field] !== undefined);
  if (superfluous.length > 0)
    return no(...superfluous.map((field) => invalid(`${at}/${field}`, 'an existing volume has its own')));
  const [volume] = directory.volumes(reference);
  if (volume === undefined) {
    const hint = 'List the volumes to see their names and ids.';
    return no({ code: 'request.invalid', pointer: `${at}/volume`, detail: `there is no volume ${reference}`, hint });
  }
  const wrong = hindrance(volume, reference, host);
  if (wrong !== null) return no({ ...wrong, pointer: `${at}/volume` });
  const { id, poolId, size, format } = volume;
  return { value: { volumeId: id, existing: true, poolId, size, format, bus: disk.bus, imageId: null } as DiskRequest };
};

const leastOf = (image: KnownImage | null): number | null => image?.size ?? null;

/** Image files need not be whole sectors. */
const sizeOf = ({ size }: http.DiskBody, least: number | null): number | null =>
  size ?? (least === null ? null : Math.ceil(least / 512) * 512);

const wrongSize = (size: number | null, image: KnownImage | null, at: string): Finding | null => {
  if (size === null) return invalid(`${at}/size`, 'give the size of the new volume', 'For example "size": "10GiB".');
  const least = leastOf(image);
  if (least === null || size >= least) return null;
  return {
    code: 'volume.smaller-than-image',
    pointer: `${at}/size`,
    detail: `image ${image?.name} needs at least ${least} bytes`,
  };
};

const makeVolume = (
  disk: http.DiskBody,
  index: number,
  image: KnownImage | null,
  context: DiskContext,
): Outcome<DiskRequest> => {
  const at = `/disks/${index}`;
  const pool = findPool(disk.pool ?? 'default', `${at}/pool`, context);
  if ('findings' in pool) return pool;
  const size = sizeOf(disk, leastOf(image));
  const wrong = wrongSize(size, image, at);
  if (wrong !== null) return no(wrong);
  const volumeId = context.idOf(`disk-${index}`);
  const format = disk.format ?? 'qcow2';
  const imageId = image?.id ?? null;
  return {
    value: { volumeId, existing: false, poolId: pool.value.id, size, format, bus: disk.bus, imageId } as DiskRequest,
  };
};

const imageOf = (
  disk: http.DiskBody,
  at: string,
  first: KnownImage | null,
  context: DiskContext,
): Outcome<KnownImage | null> => {
  if (disk.image === undefined) return { value: first };
  if (first !== null)
    return no(invalid(`${at}/image`, 'the vm’s own image goes on its first disk: name one of the two'));
  return findImage(disk.image, `${at}/image`, context.directory, ['disk']);
};

const resolveDisk = (
  disk: http.DiskBody,
  index: number,
  first: KnownImage | null,
  context: DiskContext,
): Outcome<DiskRequest> => {
  const at = `/disks/${index}`;
  if (disk.volume !== undefined) {
    if (first !== null) return no(invalid('/image', 'the first disk is an existing volume: an image cannot go on it'));
    return takeVolume(disk, disk.volume, at, context);
  }
  const image = imageOf(disk, at, first, context);
  return 'findings' in image ? image : makeVolume(disk, index, image.value, context);
};

const twice = (disks: readonly DiskRequest[]): readonly Finding[] =>
  disks.flatMap(({ volumeId }, index) =>
    disks.findIndex((other) => other.volumeId === volumeId) < index
      ? [invalid(`/disks/${index}/volume`, 'this volume is a disk of the vm already')]
      : [],
  );

/** `image`: the disk image of the vm; it goes on the first disk, which is made for it when there is none. */
export const resolveDisks = (
  disks: readonly http.DiskBody[],
  image: KnownImage | null,
  context: DiskContext,
): Outcome<readonly DiskRequest[]> => {
  const wanted: readonly http.DiskBody[] = disks.length === 0 && image !== null ? [{ bus: 'virtio' }] : disks;
  const outcomes = wanted.map((disk, index) => resolveDisk(disk, index, index === 0 ? image : null, context));
  const findings = outcomes.flatMap((outcome) => ('findings' in outcome ? outcome.findings : []));
  if (findings.length > 0) return { findings };
  const value = outcomes.flatMap((outcome) => ('value' in outcome ? [outcome.value] : []));
  const repeated = twice(value);
  return repeated.length > 0 ? { findings: repeated } : { value };
};
