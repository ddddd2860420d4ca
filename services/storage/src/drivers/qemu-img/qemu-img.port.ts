/** QEMU's own tool for disk files: makes, converts, grows and describes them. */

export type DiskFormat = 'qcow2' | 'raw' | 'vmdk' | 'vdi' | 'vhdx';
export type VolumeFormat = 'qcow2' | 'raw';

export interface DiskFileFacts {
  readonly format: string;
  /** Bytes a guest sees. */
  readonly size: number;
  /** Bytes it takes where it lies. */
  readonly allocated: number;
  /** Other files it would have QEMU read: a backing file, a data file, extents. */
  readonly others: readonly string[];
  readonly encrypted: boolean;
}

export interface DiskFile {
  readonly path: string;
  readonly format: DiskFormat;
}

/**
 * Paths are absolute. Faults: `qemu-img.missing` (never), `qemu-img.in-use` (later: a running QEMU holds the file),
 * `storage.disk-full` (later), `qemu-img.failed` (never; facts: said), `qemu-img.late` (look-first), `storage.aborted` (later).
 */
export interface QemuImg {
  /** Takes no space for what is not written yet. Replaces a file that is there. */
  create(file: DiskFile & { readonly format: VolumeFormat }, size: number): Promise<void>;
  /** A qcow2 file that holds only what differs from another, which must not change as long as this one is there. */
  link(file: Pick<DiskFile, 'path'>, size: number, base: DiskFile): Promise<void>;
  /** A file of its own with the same contents in another format. */
  convert(from: DiskFile, to: DiskFile & { readonly format: VolumeFormat }, signal: AbortSignal): Promise<void>;
  /**
   * Also of a file in use. Null: the format is found out by looking into the file, which is for image files that
   * people bring only: what a guest writes at the start of its raw disk could pass for any format.
   */
  info(path: string, format: DiskFormat | null): Promise<DiskFileFacts>;
  /** Whether some process has it open as a disk. Not known counts as no. */
  isHeld(file: DiskFile): Promise<boolean>;
  /** Larger only; refuses to make it smaller. */
  grow(file: DiskFile, size: number): Promise<void>;
}
