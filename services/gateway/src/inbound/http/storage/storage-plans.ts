/** Plans of what changes pools, volumes and images: bodies and views in, commands out. */
import type { http } from '@chronovisor/contracts';
import { canonicalJson, refuse } from '@chronovisor/kernel';
import { findImage, findPool } from '../../../domain/vm-request/disks.ts';
import { refusalOf, type Finding } from '../../../domain/vm-request/findings.ts';
import type { Catalogue } from '../../../projections/catalogue/catalogue.ts';
import { api } from '../endpoint.ts';
import { HttpProblem } from '../http-problem.ts';
import { planLabels } from '../labels/label-plans.ts';
import type { Plan, Pointers } from '../mutations.ts';
import { chooseHost, directoryOf, projectNamed } from '../vms/vm-plans.ts';

export const storagePointers: Pointers = {
  'pool.name-taken': '/name',
  'pool.not-found': '/pool',
  'pool.not-ready': '/pool',
  'volume.name-taken': '/name',
  'volume.shrink': '/size',
  'volume.smaller-than-image': '/size',
  'image.name-taken': '/name',
  'image.not-found': '/image',
  'host.not-found': '/host',
  'host.unavailable': '/host',
  'project.not-found': '/project',
  'project.quota-exceeded': '/project',
};

const valueOf = <T>(outcome: { readonly value: T } | { readonly findings: readonly Finding[] }): T => {
  if ('value' in outcome) return outcome.value;
  const refusal = refusalOf(outcome.findings);
  throw refusal === null ? new Error('findings without a finding') : new HttpProblem(refusal);
};

type NewPool = Pick<http.CreateVolumeBody, 'labels'> & {
  readonly name: string;
  readonly host?: string | undefined;
  readonly path?: string | undefined;
};

export const planPool = (catalogue: Catalogue, body: NewPool, poolId: string): Plan => {
  const { id: hostId, placement } = chooseHost(catalogue, body.host, null);
  const order = {
    type: 'storage.CreatePool',
    data: { poolId, name: body.name, hostId, path: body.path ?? null, labels: body.labels },
  };
  return { type: 'pool.create', target: `${api}/pools/${poolId}`, order, placement };
};

/** A pool named by its id settles the host too. */
const hostOfPool = (catalogue: Catalogue, { pool, host }: http.CreateVolumeBody): string | undefined => {
  if (host !== undefined) return host;
  const found = catalogue.find('pools', pool);
  return found.length === 1 ? catalogue.pools.documents.row(found[0] as string)?.hostId : undefined;
};

/** Image files need not be whole sectors. */
const sizeOfImage = (bytes: number | null): number | null => (bytes === null ? null : Math.ceil(bytes / 512) * 512);

export const planVolume = (catalogue: Catalogue, body: http.CreateVolumeBody, volumeId: string): Plan => {
  const host = chooseHost(catalogue, hostOfPool(catalogue, body), null);
  const directory = directoryOf(catalogue);
  const pool = valueOf(findPool(body.pool, '/pool', { directory, host, idOf: (name) => name }));
  const image = body.image === undefined ? null : valueOf(findImage(body.image, '/image', directory, ['disk']));
  const size = body.size ?? sizeOfImage(image?.size ?? null);
  if (size === null) {
    const detail = 'give the size of the new volume';
    throw new HttpProblem(
      refuse('request.invalid', detail, {
        hint: 'For example "size": "10GiB".',
        errors: [{ pointer: '/size', detail }],
      }),
    );
  }
  const { name = null, format, labels } = body;
  const projectId = projectNamed(catalogue, body.project);
  const data = {
    volumeId,
    name,
    poolId: pool.id,
    size,
    format,
    imageId: image?.id ?? null,
    vmId: null,
    projectId,
    labels,
  };
  const order = { type: 'storage.CreateVolume', data };
  return { type: 'volume.create', target: `${api}/volumes/${volumeId}`, order, placement: host.placement };
};

export const planVolumeChange = (volumeId: string, { size, labels }: http.UpdateVolumeBody): Plan =>
  size === undefined
    ? planLabels({ noun: 'volume', id: volumeId, command: 'storage.LabelVolume', labels })
    : {
        type: 'volume.grow',
        target: `${api}/volumes/${volumeId}`,
        order: { type: 'storage.GrowVolume', data: { volumeId, size } },
      };

const sourceOf = (body: http.ImportImageBody): object => {
  if (body.kind === 'kernel')
    return { kind: body.kind, kernel: body.kernel, initrd: body.initrd, cmdline: body.cmdline };
  return body.kind === 'disk'
    ? { kind: body.kind, path: body.path, format: body.format }
    : { kind: body.kind, path: body.path };
};

export interface ImportPlan {
  readonly host: { readonly id: string; readonly name: string };
  readonly plan: Plan;
}

/** The image of that name, when it was made of the same files: then nothing is to be done. Another one of that name is for storage to refuse. */
const sameImage = (
  catalogue: Catalogue,
  { name, checksum }: http.ImportImageBody,
  source: object,
): string | undefined =>
  catalogue.images.documents.named(name).find((id) => {
    const image = catalogue.images.documents.row(id);
    const sameFiles = canonicalJson(image?.source) === canonicalJson(source);
    return sameFiles && (checksum === undefined || image?.checksum === checksum);
  });

export const planImport = (catalogue: Catalogue, body: http.ImportImageBody, newImageId: string): ImportPlan => {
  const host = chooseHost(catalogue, body.host, null);
  const source = sourceOf(body);
  const imageId = sameImage(catalogue, body, source) ?? newImageId;
  const { name, kind, checksum = null, labels } = body;
  const data = { imageId, name, kind, hostId: host.id, source, checksum, labels };
  const order = { type: 'storage.ImportImage', data };
  return {
    host,
    plan: { type: 'image.import', target: `${api}/images/${imageId}`, order, placement: host.placement },
  };
};
