/** The endpoints of pools, volumes and images. */
import { http } from '@chronovisor/contracts';
import type { z } from 'zod';
import { api, endpoint, type AnswerShape, type Endpoint } from '../endpoint.ts';
import { labelEndpoint } from '../labels/label-plans.ts';

const operation: AnswerShape = { kind: 'operation' };

interface Noun {
  readonly noun: string;
  readonly page: z.ZodType;
  readonly item: z.ZodType;
  readonly columns: readonly string[];
}

const name = (noun: string): string => noun.charAt(0).toUpperCase() + noun.slice(1);

const list = ({ noun, page, item, columns }: Noun) =>
  endpoint({
    id: `list${name(noun)}s`,
    method: 'GET',
    path: `${api}/${noun}s`,
    tag: `${noun}s`,
    summary: `List ${noun}s`,
    query: http.SelectedPastListParameters,
    answer: { kind: 'page', schema: page, item },
    cli: { noun, verb: 'list', columns },
  });

const show = ({ noun, item, columns }: Noun) =>
  endpoint({
    id: `get${name(noun)}`,
    method: 'GET',
    path: `${api}/${noun}s/{id}`,
    tag: `${noun}s`,
    summary: `Show ${noun === 'image' ? 'an' : 'a'} ${noun}`,
    query: http.OnePastParameters,
    answer: { kind: 'document', schema: item },
    cli: { noun, verb: 'show', columns },
  });

const pool: Noun = {
  noun: 'pool',
  page: http.PoolPage,
  item: http.PoolDocument,
  columns: ['name', 'host', 'status', 'free', 'total', 'volumes', 'path'],
};
const volume: Noun = {
  noun: 'volume',
  page: http.VolumePage,
  item: http.VolumeDocument,
  columns: ['id', 'name', 'project', 'pool', 'host', 'status', 'size', 'format', 'vm'],
};
const image: Noun = {
  noun: 'image',
  page: http.ImagePage,
  item: http.ImageDocument,
  columns: ['name', 'kind', 'status', 'size', 'hosts', 'id'],
};

export const listPools = list(pool);
export const getPool = show(pool);
export const createPool = endpoint({
  id: 'createPool',
  method: 'POST',
  path: `${api}/pools`,
  tag: 'pools',
  summary: 'Create a pool',
  body: http.CreatePoolBody,
  answer: operation,
  problems: ['conflict'],
  cli: { noun: 'pool', verb: 'create' },
});
export const updatePool = labelEndpoint('pool', 'a pool');
export const deletePool = endpoint({
  id: 'deletePool',
  method: 'DELETE',
  path: `${api}/pools/{id}`,
  tag: 'pools',
  summary: 'Forget a pool',
  description: 'It must hold no volume; its directory stays.',
  answer: operation,
  problems: ['conflict', 'precondition'],
  cli: { noun: 'pool', verb: 'delete' },
});

export const listVolumes = { ...list(volume), query: http.VolumeListParameters };
export const getVolume = show(volume);
export const createVolume = endpoint({
  id: 'createVolume',
  method: 'POST',
  path: `${api}/volumes`,
  tag: 'volumes',
  summary: 'Create a volume',
  body: http.CreateVolumeBody,
  answer: operation,
  problems: ['conflict', 'capacity'],
  cli: { noun: 'volume', verb: 'create' },
});
export const updateVolume = endpoint({
  id: 'updateVolume',
  method: 'PATCH',
  path: `${api}/volumes/{id}`,
  tag: 'volumes',
  summary: 'Grow a volume, or change its labels',
  description: 'Never smaller, and not while a vm runs with it; labels at any time. Takes If-Match.',
  body: http.UpdateVolumeBody,
  answer: operation,
  problems: ['conflict', 'precondition', 'capacity'],
  cli: { noun: 'volume', verb: 'update' },
});
export const deleteVolume = endpoint({
  id: 'deleteVolume',
  method: 'DELETE',
  path: `${api}/volumes/{id}`,
  tag: 'volumes',
  summary: 'Delete a volume',
  description: 'Its blocks are gone for good. Not while it is a disk of a vm.',
  answer: operation,
  problems: ['conflict', 'precondition'],
  cli: { noun: 'volume', verb: 'delete' },
});

export const listImages = list(image);
export const getImage = show(image);
export const importImage = endpoint({
  id: 'importImage',
  method: 'POST',
  path: `${api}/images`,
  tag: 'images',
  summary: 'Import an image',
  description: 'Takes in files that are on a host. The same name with the same files again does nothing.',
  body: http.ImportImageBody,
  answer: operation,
  problems: ['conflict', 'capacity'],
  cli: { noun: 'image', verb: 'import' },
});
export const updateImage = labelEndpoint('image', 'an image');
export const deleteImage = endpoint({
  id: 'deleteImage',
  method: 'DELETE',
  path: `${api}/images/{id}`,
  tag: 'images',
  summary: 'Delete an image',
  description:
    'From all hosts. Not while a vm boots from it. It waits for every host that has a copy; with `force` the image is gone at once, an import or deletion of it that is under way ends with `image.superseded`, and each host removes its files when it is there again.',
  query: http.DeleteImageParameters,
  answer: operation,
  problems: ['conflict', 'precondition'],
  cli: { noun: 'image', verb: 'delete' },
});

export const storageEndpoints: readonly Endpoint[] = [
  listPools,
  createPool,
  getPool,
  updatePool,
  deletePool,
  listVolumes,
  createVolume,
  getVolume,
  updateVolume,
  deleteVolume,
  listImages,
  importImage,
  getImage,
  updateImage,
  deleteImage,
];
