/** The images as clients see them, and where their files are on each host. */
import { storage, type MessageOf, type http } from '@chronovisor/contracts';
import type { RecordedEvent } from '@chronovisor/event-store';
import type { Follower } from '@chronovisor/nest';
import { Documents, type Row } from '../documents/documents.ts';
import { createReactions } from '../documents/reactions.ts';

export interface ImageRow extends Row {
  readonly name: string;
  labels: http.ImageDocument['labels'];
  readonly kind: http.ImageDocument['kind'];
  status: http.ImageDocument['status'];
  size: number | null;
  checksum: string | null;
  /** What it was imported from. */
  readonly source: storage.ImageFiles;
  /** By host. */
  readonly files: Map<string, storage.ImageFiles>;
  readonly importing: Set<string>;
  revision: number;
  readonly createdAt: string;
  updatedAt: string;
}

const imageDocument = (image: ImageRow, hostName: (id: string) => string): http.ImageDocument => ({
  id: image.id as http.ImageDocument['id'],
  name: image.name,
  labels: image.labels,
  kind: image.kind,
  status: image.status,
  size: image.size,
  checksum: image.checksum,
  hosts: [...image.files.keys()].map(hostName),
  revision: image.revision,
  createdAt: image.createdAt,
  updatedAt: image.updatedAt,
});

type Requested = MessageOf<typeof storage.ImageImportRequested>['data'];

const rowOf = (
  { imageId, name, kind, checksum, source, hostId, labels = {} }: Requested,
  { at, revision }: RecordedEvent,
): ImageRow => ({
  id: imageId,
  name,
  labels,
  kind,
  status: 'importing',
  size: null,
  checksum,
  source,
  files: new Map(),
  importing: new Set([hostId]),
  revision,
  createdAt: at,
  updatedAt: at,
});

export class ImagesView implements Follower {
  readonly name = 'images';
  readonly documents: Documents<ImageRow, http.ImageDocument>;
  readonly #reactions = createReactions()
    .on(storage.ImageImportRequested, (data, event) => {
      // A copy onto another host is requested in the same words; the image is there already.
      if (this.documents.row(data.imageId) === undefined) this.documents.add(rowOf(data, event));
      else this.#alter(data.imageId, event, (image) => void image.importing.add(data.hostId));
    })
    .on(storage.ImageReady, ({ imageId, hostId, files, checksum, size }, event) =>
      this.#alter(imageId, event, (image) => {
        image.files.set(hostId, files);
        image.importing.delete(hostId);
        Object.assign(image, { status: 'ready', checksum, size });
      }),
    )
    .on(storage.ImageImportFailed, ({ imageId, hostId }, event) => {
      this.#alter(imageId, event, (image) => void image.importing.delete(hostId));
      const image = this.documents.row(imageId);
      // What could not be taken in leaves nothing behind; the operation says why.
      if (image?.files.size === 0 && image.importing.size === 0) this.documents.remove(imageId);
    })
    .on(storage.ImageLabelled, ({ imageId, labels }, event) =>
      this.#alter(imageId, event, (image) => void (image.labels = labels)),
    )
    .on(storage.ImageDeletionRequested, ({ imageId }, event) =>
      this.#alter(imageId, event, (image) => void (image.status = 'deleting')),
    )
    .on(storage.ImageCopyRemoved, ({ imageId, hostId }, event) =>
      this.#alter(imageId, event, (image) => void image.files.delete(hostId)),
    )
    .on(storage.ImageDeletionFailed, ({ imageId }, event) =>
      this.#alter(imageId, event, (image) => void (image.status = 'ready')),
    )
    .on(storage.ImageDeleted, ({ imageId }) => this.documents.remove(imageId))
    .on(storage.ImageDropped, ({ imageId }) => this.documents.remove(imageId));

  constructor(hostName: (id: string) => string) {
    this.documents = new Documents((image) => imageDocument(image, hostName));
  }

  reset(): void {
    this.documents.clear();
  }

  apply(event: RecordedEvent): void {
    this.#reactions.apply(event);
  }

  #alter(imageId: string, { at, revision }: RecordedEvent, alter: (image: ImageRow) => void): void {
    this.documents.change(imageId, (image) => {
      alter(image);
      image.revision = revision;
      image.updatedAt = at;
    });
  }
}
