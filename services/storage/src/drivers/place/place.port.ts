/** What storage needs of a file system: directories, room, copies that are whole or not there, removals. Sizes are bytes. */

export interface Room {
  readonly total: number;
  /** What an unprivileged writer may still use. */
  readonly free: number;
}

/** Throws the Faults `storage.disk-full` (later), `storage.unreadable` (never), `storage.unwritable` (never). */
export interface Place {
  makeDirectory(path: string): Promise<void>;
  room(path: string): Promise<Room>;
  /** True for a regular file that we may read. */
  isReadableFile(path: string): Promise<boolean>;
  exists(path: string): Promise<boolean>;
  size(path: string): Promise<number>;
  /** Shares blocks where the file system can. */
  copy(from: string, to: string): Promise<void>;
  /** SHA-256 of the contents, 64 hex digits. */
  checksum(path: string): Promise<string>;
  /** Puts a finished file under its name, on disk before anybody is told of it. */
  publish(from: string, to: string): Promise<void>;
  /** Removes one file; a missing one is removed already. */
  removeFile(path: string): Promise<void>;
  /** Removes a directory of ours with the files in it; it must lie below `below`. */
  removeDirectory(path: string, below: string): Promise<void>;
}
