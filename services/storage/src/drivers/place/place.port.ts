/** The host's files: folders, free space, copies that are whole, and removals that cannot leave their folder. */

export interface Space {
  /** Bytes of the file system. */
  readonly total: number;
  /** Bytes of it that are free to us. */
  readonly free: number;
}

export interface SourceFacts {
  /** Bytes it has. */
  readonly size: number;
  /** Bytes it takes. */
  readonly allocated: number;
}

export interface Copied {
  readonly size: number;
  /** Of what was written, as 64 hex digits. */
  readonly sha256: string;
}

/**
 * Paths are absolute. Faults: `file.missing`, `file.refused` (a directory, a device, ...), `file.no-access`,
 * `file.exists`, `storage.disk-full`, `storage.aborted` (all never, but the last two: later), `file.failed` (look-first).
 */
export interface Place {
  /** With what is above it. One that is there is taken as it is. */
  makeFolder(path: string): Promise<void>;
  isFolder(path: string): Promise<boolean>;
  /** False also when the file system is mounted read-only. */
  isWritable(path: string): Promise<boolean>;
  space(path: string): Promise<Space>;
  exists(path: string): Promise<boolean>;
  /** Of a plain file that can be read; faults with `file.refused` for anything else. */
  source(path: string): Promise<SourceFacts>;
  /** Copies a plain file, blocks shared or left out where possible; read-only, on the disk when it resolves. */
  copy(from: string, to: string, signal: AbortSignal): Promise<Copied>;
  /** Null when there is none. */
  readText(path: string): Promise<string | null>;
  /** Whole or not at all. */
  writeText(path: string, text: string): Promise<void>;
  /** Gives a finished draft, file or folder, its name in the same folder; survives a loss of power. */
  publish(folder: string, draft: string, name: string): Promise<void>;
  /** `name` is one name in the folder, and no path. Missing is fine. */
  removeFile(folder: string, name: string): Promise<void>;
  /** With everything in it. */
  removeFolder(folder: string, name: string): Promise<void>;
}
