/** What the decider remembers of an image: where its files came from, which hosts have a copy, which are being asked. */
import type { HostId, Labels, Request, storage } from '@chronovisor/contracts';
import type { EventNamed } from '../messages/shapes.ts';

export type ImageEvent = EventNamed<
  | 'storage.ImageImportRequested'
  | 'storage.ImageReady'
  | 'storage.ImageImportFailed'
  | 'storage.ImageDeletionRequested'
  | 'storage.ImageCopyRemoved'
  | 'storage.ImageDeleted'
  | 'storage.ImageDropped'
  | 'storage.ImageLeftoverRemoved'
  | 'storage.ImageLeftoverKept'
  | 'storage.ImageDeletionFailed'
  | 'storage.ImageLabelled'
>;

export interface PresentImage {
  readonly status: 'present';
  readonly name: string;
  readonly labels: Labels;
  readonly kind: storage.ImageFiles['kind'];
  readonly source: storage.ImageFiles;
  /** SHA-256 that every copy must have, once one is known or was given. */
  readonly checksum: string | null;
  readonly copies: ReadonlyMap<HostId, storage.ImageFiles>;
  readonly importing: ReadonlyMap<HostId, Request>;
  readonly deleting: Request | null;
  /** The one under way, or the last that failed: some hosts may still tell of it. */
  readonly lastDeletion: Request | null;
}

export interface GoneImage {
  readonly status: 'gone';
  readonly name: string;
  /** Hosts that still have files of it, and what they were asked to remove them by. */
  readonly left: ReadonlyMap<HostId, Request>;
}

export type Image = { readonly status: 'absent' } | GoneImage | PresentImage;

export const noImage: Image = { status: 'absent' };
