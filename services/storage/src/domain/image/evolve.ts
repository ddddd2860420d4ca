/** Folds what happened to an image. */
import type { GoneImage, Image, ImageEvent, PresentImage } from './state.ts';

const without = <K, V>(map: ReadonlyMap<K, V>, key: K): ReadonlyMap<K, V> =>
  new Map([...map].filter(([own]) => own !== key));
const withEntry = <K, V>(map: ReadonlyMap<K, V>, key: K, value: V): ReadonlyMap<K, V> =>
  new Map([...map, [key, value]]);

const imported = (
  state: Image,
  { data }: Extract<ImageEvent, { type: 'storage.ImageImportRequested' }>,
): PresentImage => {
  const known: PresentImage =
    state.status === 'present'
      ? state
      : {
          status: 'present',
          name: data.name,
          labels: data.labels ?? {},
          kind: data.kind,
          source: data.source,
          checksum: data.checksum,
          copies: new Map(),
          importing: new Map(),
          deleting: null,
          lastDeletion: null,
        };
  return { ...known, importing: withEntry(known.importing, data.hostId, data.request) };
};

const failed = (image: PresentImage, { data }: Extract<ImageEvent, { type: 'storage.ImageImportFailed' }>): Image => {
  const importing = without(image.importing, data.hostId);
  return importing.size === 0 && image.copies.size === 0
    ? { status: 'gone', name: image.name, left: new Map() }
    : { ...image, importing };
};

export const evolve = (state: Image, event: ImageEvent): Image => {
  if (event.type === 'storage.ImageImportRequested') return imported(state, event);
  if (state.status === 'absent') return state;
  if (event.type === 'storage.ImageDropped')
    return {
      status: 'gone',
      name: state.name,
      left: new Map(event.data.left.map(({ hostId, request }) => [hostId, request])),
    };
  return state.status === 'gone' ? leftover(state, event) : present(state, event);
};

const leftover = (image: GoneImage, event: ImageEvent): Image =>
  event.type === 'storage.ImageLeftoverRemoved' || event.type === 'storage.ImageLeftoverKept'
    ? { ...image, left: without(image.left, event.data.hostId) }
    : image;

const present = (state: PresentImage, event: ImageEvent): Image => {
  switch (event.type) {
    case 'storage.ImageReady': {
      const { hostId, files, checksum } = event.data;
      return {
        ...state,
        checksum,
        copies: withEntry(state.copies, hostId, files),
        importing: without(state.importing, hostId),
      };
    }
    case 'storage.ImageImportFailed':
      return failed(state, event);
    case 'storage.ImageDeletionRequested':
      return { ...state, deleting: event.data.request, lastDeletion: event.data.request };
    case 'storage.ImageCopyRemoved':
      return { ...state, copies: without(state.copies, event.data.hostId) };
    case 'storage.ImageDeletionFailed':
      return { ...state, deleting: null };
    case 'storage.ImageLabelled':
      return { ...state, labels: event.data.labels };
    case 'storage.ImageDeleted':
      return { status: 'gone', name: state.name, left: new Map() };
    default:
      return state;
  }
};
