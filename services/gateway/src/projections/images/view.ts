/** The images as clients see them, and where their files are on each host. */
import { storage, type Problem, type http } from '@chronovisor/contracts';
import type { RecordedEvent } from '@chronovisor/event-store';
import type { Follower } from '@chronovisor/nest';
import { Documents, type Row } from '../documents/documents.ts';
import { outsideProblem } from '../documents/problem.ts';
import { createReactions } from '../documents/reactions.ts';

export interface ImageRow extends Row {
  readonly name: string;
  readonly kind: http.ImageDocument['kind'];
  status: http.ImageDocument['status'];
  size: number | null;
  checksum: string | null;
  readonly files: Map<string, storage.ImageFiles>;
  problem: Problem | null;
  revision: number;
  readonly createdAt: string;
  updatedAt: string;
}

const imageDocument = (image: ImageRow, hostName: (id: string) => string): http.ImageDocument => ({
  id: image.id as http.ImageDocument['id'],
  name: image.name,
  kind: image.kind,
  status: image.status,
  size: image.size,
  checksum: image.checksum,
  hosts: [...image.files.keys()].map(hostName),
  problem: image.problem === null ? null : outsideProblem(image.problem),
  revision: image.revision,
  createdAt: image.createdAt,
  updatedAt: image.updatedAt,
});

export class ImagesView implements Follower {
  readonly name = 'images';
  readonly documents: Documents<ImageRow, http.ImageDocument>;
  readonly #reactions = createReactions()
    .on(storage.ImageImportRequested, (data, { at, revision }) => {
      // A copy onto another host is requested in the same words; the image is there already.
      if (this.documents.row(data.imageId) !== undefined) return;
      const { imageId: id, name, kind, checksum } = data;
      const none = { size: null, files: new Map(), problem: null };
      this.documents.add({
        id,
        name,
        kind,
        checksum,
        status: 'importing',
        ...none,
        revision,
        createdAt: at,
        updatedAt: at,
      });
    })
    .on(storage.ImageReady, ({ imageId, hostId, files, checksum, size }, event) =>
      this.#alter(imageId, event, (image) => {
        image.files.set(hostId, files);
        Object.assign(image, { status: 'ready', checksum, size, problem: null });
      }),
    )
    .on(storage.ImageImportFailed, ({ imageId, problem }, event) =>
      this.#alter(imageId, event, (image) => {
        image.problem = problem;
        if (image.files.size === 0) image.status = 'failed';
      }),
    )
    .on(storage.ImageDeletionRequested, ({ imageId }, event) =>
      this.#alter(imageId, event, (image) => void (image.status = 'deleting')),
    )
    .on(storage.ImageCopyRemoved, ({ imageId, hostId }, event) =>
      this.#alter(imageId, event, (image) => void image.files.delete(hostId)),
    )
    .on(storage.ImageDeletionFailed, ({ imageId, problem }, event) =>
      this.#alter(imageId, event, (image) => Object.assign(image, { status: 'ready', problem })),
    )
    .on(storage.ImageDeleted, ({ imageId }) => this.documents.remove(imageId));

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
