/** The shapes of what goes in and out over QMP. Made by tools/generate/qmp-types.ts from QEMU 7.2; never edited by hand. */
/** An object without members. */
export type Nothing = Readonly<Record<string, never>>;

export interface QueryStatusReturns {
  readonly running: boolean;
  readonly singlestep: boolean;
  readonly status: QueryStatus;
}

export type QueryStatus =
  | 'debug'
  | 'inmigrate'
  | 'internal-error'
  | 'io-error'
  | 'paused'
  | 'postmigrate'
  | 'prelaunch'
  | 'finish-migrate'
  | 'restore-vm'
  | 'running'
  | 'save-vm'
  | 'shutdown'
  | 'suspended'
  | 'watchdog'
  | 'guest-panicked'
  | 'colo';

export interface WatchdogSetActionArguments {
  readonly action: WatchdogSetAction;
}

export type WatchdogSetAction = 'reset' | 'shutdown' | 'poweroff' | 'pause' | 'debug' | 'none' | 'inject-nmi';

export interface SetActionArguments {
  readonly reboot?: SetActionReboot;
  readonly shutdown?: SetActionShutdown;
  readonly panic?: SetActionPanic;
  readonly watchdog?: WatchdogSetAction;
}

export type SetActionReboot = 'reset' | 'shutdown';

export type SetActionShutdown = 'poweroff' | 'pause';

export type SetActionPanic = 'pause' | 'shutdown' | 'exit-failure' | 'none';

export interface QueryPrManagersReturns {
  readonly id: string;
  readonly connected: boolean;
}

export interface EjectArguments {
  readonly device?: string;
  readonly id?: string;
  readonly force?: boolean;
}

export interface BlockdevOpenTrayArguments {
  readonly device?: string;
  readonly id?: string;
  readonly force?: boolean;
}

export interface BlockdevCloseTrayArguments {
  readonly device?: string;
  readonly id?: string;
}

export interface BlockdevRemoveMediumArguments {
  readonly id: string;
}

export interface BlockdevInsertMediumArguments {
  readonly id: string;
  readonly 'node-name': string;
}

export interface BlockdevChangeMediumArguments {
  readonly device?: string;
  readonly id?: string;
  readonly filename: string;
  readonly format?: string;
  readonly force?: boolean;
  readonly 'read-only-mode'?: BlockdevChangeMediumReadOnlyMode;
}

export type BlockdevChangeMediumReadOnlyMode = 'retain' | 'read-only' | 'read-write';

export interface BlockSetIoThrottleArguments {
  readonly device?: string;
  readonly id?: string;
  readonly bps: number;
  readonly bps_rd: number;
  readonly bps_wr: number;
  readonly iops: number;
  readonly iops_rd: number;
  readonly iops_wr: number;
  readonly bps_max?: number;
  readonly bps_rd_max?: number;
  readonly bps_wr_max?: number;
  readonly iops_max?: number;
  readonly iops_rd_max?: number;
  readonly iops_wr_max?: number;
  readonly bps_max_length?: number;
  readonly bps_rd_max_length?: number;
  readonly bps_wr_max_length?: number;
  readonly iops_max_length?: number;
  readonly iops_rd_max_length?: number;
  readonly iops_wr_max_length?: number;
  readonly iops_size?: number;
  readonly group?: string;
}

export interface BlockLatencyHistogramSetArguments {
  readonly id: string;
  readonly boundaries?: readonly number[];
  readonly 'boundaries-read'?: readonly number[];
  readonly 'boundaries-write'?: readonly number[];
  readonly 'boundaries-flush'?: readonly number[];
}

export interface QueryBlockReturns {
  readonly device: string;
  readonly qdev?: string;
  readonly type: string;
  readonly removable: boolean;
  readonly locked: boolean;
  readonly inserted?: QueryBlockInserted;
  readonly tray_open?: boolean;
  readonly 'io-status'?: QueryBlockIoStatus;
}

export interface QueryBlockInserted {
  readonly file: string;
  readonly 'node-name'?: string;
  readonly ro: boolean;
  readonly drv: string;
  readonly backing_file?: string;
  readonly backing_file_depth: number;
  readonly encrypted: boolean;
  readonly detect_zeroes: QueryBlockInsertedDetectZeroes;
  readonly bps: number;
  readonly bps_rd: number;
  readonly bps_wr: number;
  readonly iops: number;
  readonly iops_rd: number;
  readonly iops_wr: number;
  readonly image: QueryBlockInsertedImage;
  readonly bps_max?: number;
  readonly bps_rd_max?: number;
  readonly bps_wr_max?: number;
  readonly iops_max?: number;
  readonly iops_rd_max?: number;
  readonly iops_wr_max?: number;
  readonly bps_max_length?: number;
  readonly bps_rd_max_length?: number;
  readonly bps_wr_max_length?: number;
  readonly iops_max_length?: number;
  readonly iops_rd_max_length?: number;
  readonly iops_wr_max_length?: number;
  readonly iops_size?: number;
  readonly group?: string;
  readonly cache: QueryBlockInsertedCache;
  readonly write_threshold: number;
  readonly 'dirty-bitmaps'?: readonly QueryBlockInsertedDirtyBitmaps[];
}

export type QueryBlockInsertedDetectZeroes = 'off' | 'on' | 'unmap';

export interface QueryBlockInsertedImage {
  readonly filename: string;
  readonly format: string;
  readonly 'dirty-flag'?: boolean;
  readonly 'actual-size'?: number;
  readonly 'virtual-size': number;
  readonly 'cluster-size'?: number;
  readonly encrypted?: boolean;
  readonly compressed?: boolean;
  readonly 'backing-filename'?: string;
  readonly 'full-backing-filename'?: string;
  readonly 'backing-filename-format'?: string;
  readonly snapshots?: readonly QueryBlockInsertedImageSnapshots[];
  readonly 'backing-image'?: QueryBlockInsertedImage;
  readonly 'format-specific'?: QueryBlockInsertedImageFormatSpecific;
}

export interface QueryBlockInsertedImageSnapshots {
  readonly id: string;
  readonly name: string;
  readonly 'vm-state-size': number;
  readonly 'date-sec': number;
  readonly 'date-nsec': number;
  readonly 'vm-clock-sec': number;
  readonly 'vm-clock-nsec': number;
  readonly icount?: number;
}

export type QueryBlockInsertedImageFormatSpecific = {

} & (
  | { readonly type: 'qcow2' } & QueryBlockInsertedImageFormatSpecificQcow2
  | { readonly type: 'vmdk' } & QueryBlockInsertedImageFormatSpecificVmdk
  | { readonly type: 'luks' } & QueryBlockInsertedImageFormatSpecificLuks
  | { readonly type: 'rbd' } & QueryBlockInsertedImageFormatSpecificRbd
);

export interface QueryBlockInsertedImageFormatSpecificQcow2 {
  readonly data: QueryBlockInsertedImageFormatSpecificQcow2Data;
}

export interface QueryBlockInsertedImageFormatSpecificQcow2Data {
  readonly compat: string;
  readonly 'data-file'?: string;
  readonly 'data-file-raw'?: boolean;
  readonly 'extended-l2'?: boolean;
  readonly 'lazy-refcounts'?: boolean;
  readonly corrupt?: boolean;
  readonly 'refcount-bits': number;
  readonly encrypt?: QueryBlockInsertedImageFormatSpecificQcow2DataEncrypt;
  readonly bitmaps?: readonly QueryBlockInsertedImageFormatSpecificQcow2DataBitmaps[];
  readonly 'compression-type': QueryBlockInsertedImageFormatSpecificQcow2DataCompressionType;
}

export type QueryBlockInsertedImageFormatSpecificQcow2DataEncrypt = {

} & (
  | { readonly format: 'luks' } & QueryBlockInsertedImageFormatSpecificQcow2DataEncryptLuks
  | { readonly format: 'aes' }
);

export interface QueryBlockInsertedImageFormatSpecificQcow2DataEncryptLuks {
  readonly 'cipher-alg': QueryBlockInsertedImageFormatSpecificQcow2DataEncryptLuksCipherAlg;
  readonly 'cipher-mode': QueryBlockInsertedImageFormatSpecificQcow2DataEncryptLuksCipherMode;
  readonly 'ivgen-alg': QueryBlockInsertedImageFormatSpecificQcow2DataEncryptLuksIvgenAlg;
  readonly 'ivgen-hash-alg'?: QueryBlockInsertedImageFormatSpecificQcow2DataEncryptLuksIvgenHashAlg;
  readonly 'hash-alg': QueryBlockInsertedImageFormatSpecificQcow2DataEncryptLuksIvgenHashAlg;
  readonly 'payload-offset': number;
  readonly 'master-key-iters': number;
  readonly uuid: string;
  readonly slots: readonly QueryBlockInsertedImageFormatSpecificQcow2DataEncryptLuksSlots[];
}

export type QueryBlockInsertedImageFormatSpecificQcow2DataEncryptLuksCipherAlg =
  | 'aes-128'
  | 'aes-192'
  | 'aes-256'
  | 'des'
  | '3des'
  | 'cast5-128'
  | 'serpent-128'
  | 'serpent-192'
  | 'serpent-256'
  | 'twofish-128'
  | 'twofish-192'
  | 'twofish-256';

export type QueryBlockInsertedImageFormatSpecificQcow2DataEncryptLuksCipherMode = 'ecb' | 'cbc' | 'xts' | 'ctr';

export type QueryBlockInsertedImageFormatSpecificQcow2DataEncryptLuksIvgenAlg = 'plain' | 'plain64' | 'essiv';

export type QueryBlockInsertedImageFormatSpecificQcow2DataEncryptLuksIvgenHashAlg = 'md5' | 'sha1' | 'sha224' | 'sha256' | 'sha384' | 'sha512' | 'ripemd160';

export interface QueryBlockInsertedImageFormatSpecificQcow2DataEncryptLuksSlots {
  readonly active: boolean;
  readonly iters?: number;
  readonly stripes?: number;
  readonly 'key-offset': number;
}

export interface QueryBlockInsertedImageFormatSpecificQcow2DataBitmaps {
  readonly name: string;
  readonly granularity: number;
  readonly flags: readonly QueryBlockInsertedImageFormatSpecificQcow2DataBitmapsFlags[];
}

export type QueryBlockInsertedImageFormatSpecificQcow2DataBitmapsFlags = 'in-use' | 'auto';

export type QueryBlockInsertedImageFormatSpecificQcow2DataCompressionType = 'zlib' | 'zstd';

export interface QueryBlockInsertedImageFormatSpecificVmdk {
  readonly data: QueryBlockInsertedImageFormatSpecificVmdkData;
}

export interface QueryBlockInsertedImageFormatSpecificVmdkData {
  readonly 'create-type': string;
  readonly cid: number;
  readonly 'parent-cid': number;
  readonly extents: readonly QueryBlockInsertedImage[];
}

export interface QueryBlockInsertedImageFormatSpecificLuks {
  readonly data: QueryBlockInsertedImageFormatSpecificQcow2DataEncryptLuks;
}

export interface QueryBlockInsertedImageFormatSpecificRbd {
  readonly data: QueryBlockInsertedImageFormatSpecificRbdData;
}

export interface QueryBlockInsertedImageFormatSpecificRbdData {
  readonly 'encryption-format'?: QueryBlockInsertedImageFormatSpecificRbdDataEncryptionFormat;
}

export type QueryBlockInsertedImageFormatSpecificRbdDataEncryptionFormat = 'luks' | 'luks2';

export interface QueryBlockInsertedCache {
  readonly writeback: boolean;
  readonly direct: boolean;
  readonly 'no-flush': boolean;
}

export interface QueryBlockInsertedDirtyBitmaps {
  readonly name?: string;
  readonly count: number;
  readonly granularity: number;
  readonly recording: boolean;
  readonly busy: boolean;
  readonly persistent: boolean;
  readonly inconsistent?: boolean;
}

export type QueryBlockIoStatus = 'ok' | 'failed' | 'nospace';

export interface QueryBlockstatsArguments {
  readonly 'query-nodes'?: boolean;
}

export interface QueryBlockstatsReturns {
  readonly device?: string;
  readonly qdev?: string;
  readonly 'node-name'?: string;
  readonly stats: QueryBlockstatsStats;
  readonly 'driver-specific'?: QueryBlockstatsDriverSpecific;
  readonly parent?: QueryBlockstatsReturns;
  readonly backing?: QueryBlockstatsReturns;
}

export interface QueryBlockstatsStats {
  readonly rd_bytes: number;
  readonly wr_bytes: number;
  readonly unmap_bytes: number;
  readonly rd_operations: number;
  readonly wr_operations: number;
  readonly flush_operations: number;
  readonly unmap_operations: number;
  readonly rd_total_time_ns: number;
  readonly wr_total_time_ns: number;
  readonly flush_total_time_ns: number;
  readonly unmap_total_time_ns: number;
  readonly wr_highest_offset: number;
  readonly rd_merged: number;
  readonly wr_merged: number;
  readonly unmap_merged: number;
  readonly idle_time_ns?: number;
  readonly failed_rd_operations: number;
  readonly failed_wr_operations: number;
  readonly failed_flush_operations: number;
  readonly failed_unmap_operations: number;
  readonly invalid_rd_operations: number;
  readonly invalid_wr_operations: number;
  readonly invalid_flush_operations: number;
  readonly invalid_unmap_operations: number;
  readonly account_invalid: boolean;
  readonly account_failed: boolean;
  readonly timed_stats: readonly QueryBlockstatsStatsTimedStats[];
  readonly rd_latency_histogram?: QueryBlockstatsStatsRdLatencyHistogram;
  readonly wr_latency_histogram?: QueryBlockstatsStatsRdLatencyHistogram;
  readonly flush_latency_histogram?: QueryBlockstatsStatsRdLatencyHistogram;
}

export interface QueryBlockstatsStatsTimedStats {
  readonly interval_length: number;
  readonly min_rd_latency_ns: number;
  readonly max_rd_latency_ns: number;
  readonly avg_rd_latency_ns: number;
  readonly min_wr_latency_ns: number;
  readonly max_wr_latency_ns: number;
  readonly avg_wr_latency_ns: number;
  readonly min_flush_latency_ns: number;
  readonly max_flush_latency_ns: number;
  readonly avg_flush_latency_ns: number;
  readonly avg_rd_queue_depth: number;
  readonly avg_wr_queue_depth: number;
}

export interface QueryBlockstatsStatsRdLatencyHistogram {
  readonly boundaries: readonly number[];
  readonly bins: readonly number[];
}

export type QueryBlockstatsDriverSpecific = {

} & (
  | { readonly driver: 'file' } & QueryBlockstatsDriverSpecificFile
  | { readonly driver: 'host_device' } & QueryBlockstatsDriverSpecificFile
  | { readonly driver: 'nvme' } & QueryBlockstatsDriverSpecificNvme
  | { readonly driver: 'blkdebug' }
  | { readonly driver: 'blklogwrites' }
  | { readonly driver: 'blkreplay' }
  | { readonly driver: 'blkverify' }
  | { readonly driver: 'bochs' }
  | { readonly driver: 'cloop' }
  | { readonly driver: 'compress' }
  | { readonly driver: 'copy-before-write' }
  | { readonly driver: 'copy-on-read' }
  | { readonly driver: 'dmg' }
  | { readonly driver: 'snapshot-access' }
  | { readonly driver: 'ftp' }
  | { readonly driver: 'ftps' }
  | { readonly driver: 'gluster' }
  | { readonly driver: 'host_cdrom' }
  | { readonly driver: 'http' }
  | { readonly driver: 'https' }
  | { readonly driver: 'iscsi' }
  | { readonly driver: 'luks' }
  | { readonly driver: 'nbd' }
  | { readonly driver: 'nfs' }
  | { readonly driver: 'null-aio' }
  | { readonly driver: 'null-co' }
  | { readonly driver: 'parallels' }
  | { readonly driver: 'preallocate' }
  | { readonly driver: 'qcow' }
  | { readonly driver: 'qcow2' }
  | { readonly driver: 'qed' }
  | { readonly driver: 'quorum' }
  | { readonly driver: 'raw' }
  | { readonly driver: 'rbd' }
  | { readonly driver: 'replication' }
  | { readonly driver: 'ssh' }
  | { readonly driver: 'throttle' }
  | { readonly driver: 'vdi' }
  | { readonly driver: 'vhdx' }
  | { readonly driver: 'vmdk' }
  | { readonly driver: 'vpc' }
  | { readonly driver: 'vvfat' }
);

export interface QueryBlockstatsDriverSpecificFile {
  readonly 'discard-nb-ok': number;
  readonly 'discard-nb-failed': number;
  readonly 'discard-bytes-ok': number;
}

export interface QueryBlockstatsDriverSpecificNvme {
  readonly 'completion-errors': number;
  readonly 'aligned-accesses': number;
  readonly 'unaligned-accesses': number;
}

export interface QueryBlockJobsReturns {
  readonly type: string;
  readonly device: string;
  readonly len: number;
  readonly offset: number;
  readonly busy: boolean;
  readonly paused: boolean;
  readonly speed: number;
  readonly 'io-status': QueryBlockIoStatus;
  readonly ready: boolean;
  readonly status: QueryBlockJobsStatus;
  readonly 'auto-finalize': boolean;
  readonly 'auto-dismiss': boolean;
  readonly error?: string;
}

export type QueryBlockJobsStatus =
  | 'undefined'
  | 'created'
  | 'running'
  | 'paused'
  | 'ready'
  | 'standby'
  | 'waiting'
  | 'pending'
  | 'aborting'
  | 'concluded'
  | 'null';

export interface BlockResizeArguments {
  readonly device?: string;
  readonly 'node-name'?: string;
  readonly size: number;
}

export interface BlockdevSnapshotSyncArguments {
  readonly device?: string;
  readonly 'node-name'?: string;
  readonly 'snapshot-file': string;
  readonly 'snapshot-node-name'?: string;
  readonly format?: string;
  readonly mode?: BlockdevSnapshotSyncMode;
}

export type BlockdevSnapshotSyncMode = 'existing' | 'absolute-paths';

export interface BlockdevSnapshotArguments {
  readonly node: string;
  readonly overlay: string;
}

export interface ChangeBackingFileArguments {
  readonly device: string;
  readonly 'image-node-name': string;
  readonly 'backing-file': string;
}

export interface BlockCommitArguments {
  readonly 'job-id'?: string;
  readonly device: string;
  readonly 'base-node'?: string;
  readonly base?: string;
  readonly 'top-node'?: string;
  readonly top?: string;
  readonly 'backing-file'?: string;
  readonly speed?: number;
  readonly 'on-error'?: BlockCommitOnError;
  readonly 'filter-node-name'?: string;
  readonly 'auto-finalize'?: boolean;
  readonly 'auto-dismiss'?: boolean;
}

export type BlockCommitOnError = 'report' | 'ignore' | 'enospc' | 'stop' | 'auto';

export interface DriveBackupArguments {
  readonly 'job-id'?: string;
  readonly device: string;
  readonly sync: DriveBackupSync;
  readonly speed?: number;
  readonly bitmap?: string;
  readonly 'bitmap-mode'?: DriveBackupBitmapMode;
  readonly compress?: boolean;
  readonly 'on-source-error'?: BlockCommitOnError;
  readonly 'on-target-error'?: BlockCommitOnError;
  readonly 'auto-finalize'?: boolean;
  readonly 'auto-dismiss'?: boolean;
  readonly 'filter-node-name'?: string;
  readonly 'x-perf'?: DriveBackupXPerf;
  readonly target: string;
  readonly format?: string;
  readonly mode?: BlockdevSnapshotSyncMode;
}

export type DriveBackupSync = 'top' | 'full' | 'none' | 'incremental' | 'bitmap';

export type DriveBackupBitmapMode = 'on-success' | 'never' | 'always';

export interface DriveBackupXPerf {
  readonly 'use-copy-range'?: boolean;
  readonly 'max-workers'?: number;
  readonly 'max-chunk'?: number;
}

export interface BlockdevBackupArguments {
  readonly 'job-id'?: string;
  readonly device: string;
  readonly sync: DriveBackupSync;
  readonly speed?: number;
  readonly bitmap?: string;
  readonly 'bitmap-mode'?: DriveBackupBitmapMode;
  readonly compress?: boolean;
  readonly 'on-source-error'?: BlockCommitOnError;
  readonly 'on-target-error'?: BlockCommitOnError;
  readonly 'auto-finalize'?: boolean;
  readonly 'auto-dismiss'?: boolean;
  readonly 'filter-node-name'?: string;
  readonly 'x-perf'?: DriveBackupXPerf;
  readonly target: string;
}

export interface QueryNamedBlockNodesArguments {
  readonly flat?: boolean;
}

export interface XDebugQueryBlockGraphReturns {
  readonly nodes: readonly XDebugQueryBlockGraphNodes[];
  readonly edges: readonly XDebugQueryBlockGraphEdges[];
}

export interface XDebugQueryBlockGraphNodes {
  readonly id: number;
  readonly type: XDebugQueryBlockGraphNodesType;
  readonly name: string;
}

export type XDebugQueryBlockGraphNodesType = 'block-backend' | 'block-job' | 'block-driver';

export interface XDebugQueryBlockGraphEdges {
  readonly parent: number;
  readonly child: number;
  readonly name: string;
  readonly perm: readonly XDebugQueryBlockGraphEdgesPerm[];
  readonly 'shared-perm': readonly XDebugQueryBlockGraphEdgesPerm[];
}

export type XDebugQueryBlockGraphEdgesPerm = 'consistent-read' | 'write' | 'write-unchanged' | 'resize';

export interface DriveMirrorArguments {
  readonly 'job-id'?: string;
  readonly device: string;
  readonly target: string;
  readonly format?: string;
  readonly 'node-name'?: string;
  readonly replaces?: string;
  readonly sync: DriveBackupSync;
  readonly mode?: BlockdevSnapshotSyncMode;
  readonly speed?: number;
  readonly granularity?: number;
  readonly 'buf-size'?: number;
  readonly 'on-source-error'?: BlockCommitOnError;
  readonly 'on-target-error'?: BlockCommitOnError;
  readonly unmap?: boolean;
  readonly 'copy-mode'?: DriveMirrorCopyMode;
  readonly 'auto-finalize'?: boolean;
  readonly 'auto-dismiss'?: boolean;
}

export type DriveMirrorCopyMode = 'background' | 'write-blocking';

export interface BlockDirtyBitmapAddArguments {
  readonly node: string;
  readonly name: string;
  readonly granularity?: number;
  readonly persistent?: boolean;
  readonly disabled?: boolean;
}

export interface BlockDirtyBitmapRemoveArguments {
  readonly node: string;
  readonly name: string;
}

export interface BlockDirtyBitmapMergeArguments {
  readonly node: string;
  readonly target: string;
  readonly bitmaps: readonly BlockDirtyBitmapMergeBitmaps[];
}

export type BlockDirtyBitmapMergeBitmaps = string | BlockDirtyBitmapRemoveArguments;

export interface XDebugBlockDirtyBitmapSha256Returns {
  readonly sha256: string;
}

export interface BlockdevMirrorArguments {
  readonly 'job-id'?: string;
  readonly device: string;
  readonly target: string;
  readonly replaces?: string;
  readonly sync: DriveBackupSync;
  readonly speed?: number;
  readonly granularity?: number;
  readonly 'buf-size'?: number;
  readonly 'on-source-error'?: BlockCommitOnError;
  readonly 'on-target-error'?: BlockCommitOnError;
  readonly 'filter-node-name'?: string;
  readonly 'copy-mode'?: DriveMirrorCopyMode;
  readonly 'auto-finalize'?: boolean;
  readonly 'auto-dismiss'?: boolean;
}

export interface BlockStreamArguments {
  readonly 'job-id'?: string;
  readonly device: string;
  readonly base?: string;
  readonly 'base-node'?: string;
  readonly 'backing-file'?: string;
  readonly bottom?: string;
  readonly speed?: number;
  readonly 'on-error'?: BlockCommitOnError;
  readonly 'filter-node-name'?: string;
  readonly 'auto-finalize'?: boolean;
  readonly 'auto-dismiss'?: boolean;
}

export interface BlockJobSetSpeedArguments {
  readonly device: string;
  readonly speed: number;
}

export interface BlockJobCancelArguments {
  readonly device: string;
  readonly force?: boolean;
}

export interface BlockJobPauseArguments {
  readonly device: string;
}

export interface BlockJobResumeArguments {
  readonly device: string;
}

export interface BlockJobCompleteArguments {
  readonly device: string;
}

export interface BlockJobDismissArguments {
  readonly id: string;
}

export interface BlockJobFinalizeArguments {
  readonly id: string;
}

export type BlockdevAddArguments = {
  readonly 'node-name'?: string;
  readonly discard?: BlockdevAddDiscard;
  readonly cache?: BlockdevAddCache;
  readonly 'read-only'?: boolean;
  readonly 'auto-read-only'?: boolean;
  readonly 'force-share'?: boolean;
  readonly 'detect-zeroes'?: QueryBlockInsertedDetectZeroes;
} & (
  | { readonly driver: 'blkdebug' } & BlockdevAddBlkdebug
  | { readonly driver: 'blklogwrites' } & BlockdevAddBlklogwrites
  | { readonly driver: 'blkverify' } & BlockdevAddBlkverify
  | { readonly driver: 'blkreplay' } & BlockdevAddBlkreplay
  | { readonly driver: 'bochs' } & BlockdevAddBochs
  | { readonly driver: 'cloop' } & BlockdevAddBochs
  | { readonly driver: 'compress' } & BlockdevAddBochs
  | { readonly driver: 'copy-before-write' } & BlockdevAddCopyBeforeWrite
  | { readonly driver: 'copy-on-read' } & BlockdevAddCopyOnRead
  | { readonly driver: 'dmg' } & BlockdevAddBochs
  | { readonly driver: 'file' } & BlockdevAddFile
  | { readonly driver: 'ftp' } & BlockdevAddFtp
  | { readonly driver: 'ftps' } & BlockdevAddFtps
  | { readonly driver: 'gluster' } & BlockdevAddGluster
  | { readonly driver: 'host_cdrom' } & BlockdevAddFile
  | { readonly driver: 'host_device' } & BlockdevAddFile
  | { readonly driver: 'http' } & BlockdevAddHttp
  | { readonly driver: 'https' } & BlockdevAddHttps
  | { readonly driver: 'iscsi' } & BlockdevAddIscsi
  | { readonly driver: 'luks' } & BlockdevAddLuks
  | { readonly driver: 'nbd' } & BlockdevAddNbd
  | { readonly driver: 'nfs' } & BlockdevAddNfs
  | { readonly driver: 'null-aio' } & BlockdevAddNullAio
  | { readonly driver: 'null-co' } & BlockdevAddNullAio
  | { readonly driver: 'nvme' } & BlockdevAddNvme
  | { readonly driver: 'parallels' } & BlockdevAddBochs
  | { readonly driver: 'preallocate' } & BlockdevAddPreallocate
  | { readonly driver: 'qcow2' } & BlockdevAddQcow2
  | { readonly driver: 'qcow' } & BlockdevAddQcow
  | { readonly driver: 'qed' } & BlockdevAddQed
  | { readonly driver: 'quorum' } & BlockdevAddQuorum
  | { readonly driver: 'raw' } & BlockdevAddRaw
  | { readonly driver: 'rbd' } & BlockdevAddRbd
  | { readonly driver: 'replication' } & BlockdevAddReplication
  | { readonly driver: 'snapshot-access' } & BlockdevAddBochs
  | { readonly driver: 'ssh' } & BlockdevAddSsh
  | { readonly driver: 'throttle' } & BlockdevAddThrottle
  | { readonly driver: 'vdi' } & BlockdevAddBochs
  | { readonly driver: 'vhdx' } & BlockdevAddBochs
  | { readonly driver: 'vmdk' } & BlockdevAddQed
  | { readonly driver: 'vpc' } & BlockdevAddBochs
  | { readonly driver: 'vvfat' } & BlockdevAddVvfat
);

export type BlockdevAddDiscard = 'ignore' | 'unmap';

export interface BlockdevAddCache {
  readonly direct?: boolean;
  readonly 'no-flush'?: boolean;
}

export interface BlockdevAddBlkdebug {
  readonly image: BlockdevAddBlkdebugImage;
  readonly config?: string;
  readonly align?: number;
  readonly 'max-transfer'?: number;
  readonly 'opt-write-zero'?: number;
  readonly 'max-write-zero'?: number;
  readonly 'opt-discard'?: number;
  readonly 'max-discard'?: number;
  readonly 'inject-error'?: readonly BlockdevAddBlkdebugInjectError[];
  readonly 'set-state'?: readonly BlockdevAddBlkdebugSetState[];
  readonly 'take-child-perms'?: readonly XDebugQueryBlockGraphEdgesPerm[];
  readonly 'unshare-child-perms'?: readonly XDebugQueryBlockGraphEdgesPerm[];
}

export type BlockdevAddBlkdebugImage = BlockdevAddArguments | string;

export interface BlockdevAddBlkdebugInjectError {
  readonly event: BlockdevAddBlkdebugInjectErrorEvent;
  readonly state?: number;
  readonly iotype?: BlockdevAddBlkdebugInjectErrorIotype;
  readonly errno?: number;
  readonly sector?: number;
  readonly once?: boolean;
  readonly immediately?: boolean;
}

export type BlockdevAddBlkdebugInjectErrorEvent =
  | 'l1_update'
  | 'l1_grow_alloc_table'
  | 'l1_grow_write_table'
  | 'l1_grow_activate_table'
  | 'l2_load'
  | 'l2_update'
  | 'l2_update_compressed'
  | 'l2_alloc_cow_read'
  | 'l2_alloc_write'
  | 'read_aio'
  | 'read_backing_aio'
  | 'read_compressed'
  | 'write_aio'
  | 'write_compressed'
  | 'vmstate_load'
  | 'vmstate_save'
  | 'cow_read'
  | 'cow_write'
  | 'reftable_load'
  | 'reftable_grow'
  | 'reftable_update'
  | 'refblock_load'
  | 'refblock_update'
  | 'refblock_update_part'
  | 'refblock_alloc'
  | 'refblock_alloc_hookup'
  | 'refblock_alloc_write'
  | 'refblock_alloc_write_blocks'
  | 'refblock_alloc_write_table'
  | 'refblock_alloc_switch_table'
  | 'cluster_alloc'
  | 'cluster_alloc_bytes'
  | 'cluster_free'
  | 'flush_to_os'
  | 'flush_to_disk'
  | 'pwritev_rmw_head'
  | 'pwritev_rmw_after_head'
  | 'pwritev_rmw_tail'
  | 'pwritev_rmw_after_tail'
  | 'pwritev'
  | 'pwritev_zero'
  | 'pwritev_done'
  | 'empty_image_prepare'
  | 'l1_shrink_write_table'
  | 'l1_shrink_free_l2_clusters'
  | 'cor_write'
  | 'cluster_alloc_space'
  | 'none';

export type BlockdevAddBlkdebugInjectErrorIotype = 'read' | 'write' | 'write-zeroes' | 'discard' | 'flush' | 'block-status';

export interface BlockdevAddBlkdebugSetState {
  readonly event: BlockdevAddBlkdebugInjectErrorEvent;
  readonly state?: number;
  readonly new_state: number;
}

export interface BlockdevAddBlklogwrites {
  readonly file: BlockdevAddBlkdebugImage;
  readonly log: BlockdevAddBlkdebugImage;
  readonly 'log-sector-size'?: number;
  readonly 'log-append'?: boolean;
  readonly 'log-super-update-interval'?: number;
}

export interface BlockdevAddBlkverify {
  readonly test: BlockdevAddBlkdebugImage;
  readonly raw: BlockdevAddBlkdebugImage;
}

export interface BlockdevAddBlkreplay {
  readonly image: BlockdevAddBlkdebugImage;
}

export interface BlockdevAddBochs {
  readonly file: BlockdevAddBlkdebugImage;
}

export interface BlockdevAddCopyBeforeWrite {
  readonly file: BlockdevAddBlkdebugImage;
  readonly target: BlockdevAddBlkdebugImage;
  readonly bitmap?: BlockDirtyBitmapRemoveArguments;
  readonly 'on-cbw-error'?: BlockdevAddCopyBeforeWriteOnCbwError;
  readonly 'cbw-timeout'?: number;
}

export type BlockdevAddCopyBeforeWriteOnCbwError = 'break-guest-write' | 'break-snapshot';

export interface BlockdevAddCopyOnRead {
  readonly file: BlockdevAddBlkdebugImage;
  readonly bottom?: string;
}

export interface BlockdevAddFile {
  readonly filename: string;
  readonly 'pr-manager'?: string;
  readonly locking?: BlockdevAddFileLocking;
  readonly aio?: BlockdevAddFileAio;
  readonly 'aio-max-batch'?: number;
  readonly 'drop-cache'?: boolean;
  readonly 'x-check-cache-dropped'?: boolean;
}

export type BlockdevAddFileLocking = 'auto' | 'on' | 'off';

export type BlockdevAddFileAio = 'threads' | 'native' | 'io_uring';

export interface BlockdevAddFtp {
  readonly url: string;
  readonly readahead?: number;
  readonly timeout?: number;
  readonly username?: string;
  readonly 'password-secret'?: string;
  readonly 'proxy-username'?: string;
  readonly 'proxy-password-secret'?: string;
}

export interface BlockdevAddFtps {
  readonly url: string;
  readonly readahead?: number;
  readonly timeout?: number;
  readonly username?: string;
  readonly 'password-secret'?: string;
  readonly 'proxy-username'?: string;
  readonly 'proxy-password-secret'?: string;
  readonly sslverify?: boolean;
}

export interface BlockdevAddGluster {
  readonly volume: string;
  readonly path: string;
  readonly server: readonly BlockdevAddGlusterServer[];
  readonly debug?: number;
  readonly logfile?: string;
}

export type BlockdevAddGlusterServer = {

} & (
  | { readonly type: 'inet' } & BlockdevAddGlusterServerInet
  | { readonly type: 'unix' } & BlockdevAddGlusterServerUnix
  | { readonly type: 'vsock' } & BlockdevAddGlusterServerVsock
  | { readonly type: 'fd' } & BlockdevAddGlusterServerFd
);

export interface BlockdevAddGlusterServerInet {
  readonly host: string;
  readonly port: string;
  readonly numeric?: boolean;
  readonly to?: number;
  readonly ipv4?: boolean;
  readonly ipv6?: boolean;
  readonly 'keep-alive'?: boolean;
  readonly mptcp?: boolean;
}

export interface BlockdevAddGlusterServerUnix {
  readonly path: string;
  readonly abstract?: boolean;
  readonly tight?: boolean;
}

export interface BlockdevAddGlusterServerVsock {
  readonly cid: string;
  readonly port: string;
}

export interface BlockdevAddGlusterServerFd {
  readonly str: string;
}

export interface BlockdevAddHttp {
  readonly url: string;
  readonly readahead?: number;
  readonly timeout?: number;
  readonly username?: string;
  readonly 'password-secret'?: string;
  readonly 'proxy-username'?: string;
  readonly 'proxy-password-secret'?: string;
  readonly cookie?: string;
  readonly 'cookie-secret'?: string;
}

export interface BlockdevAddHttps {
  readonly url: string;
  readonly readahead?: number;
  readonly timeout?: number;
  readonly username?: string;
  readonly 'password-secret'?: string;
  readonly 'proxy-username'?: string;
  readonly 'proxy-password-secret'?: string;
  readonly cookie?: string;
  readonly sslverify?: boolean;
  readonly 'cookie-secret'?: string;
}

export interface BlockdevAddIscsi {
  readonly transport: BlockdevAddIscsiTransport;
  readonly portal: string;
  readonly target: string;
  readonly lun?: number;
  readonly user?: string;
  readonly 'password-secret'?: string;
  readonly 'initiator-name'?: string;
  readonly 'header-digest'?: BlockdevAddIscsiHeaderDigest;
  readonly timeout?: number;
}

export type BlockdevAddIscsiTransport = 'tcp' | 'iser';

export type BlockdevAddIscsiHeaderDigest = 'crc32c' | 'none' | 'crc32c-none' | 'none-crc32c';

export interface BlockdevAddLuks {
  readonly file: BlockdevAddBlkdebugImage;
  readonly 'key-secret'?: string;
}

export interface BlockdevAddNbd {
  readonly server: BlockdevAddGlusterServer;
  readonly export?: string;
  readonly 'tls-creds'?: string;
  readonly 'tls-hostname'?: string;
  readonly 'x-dirty-bitmap'?: string;
  readonly 'reconnect-delay'?: number;
  readonly 'open-timeout'?: number;
}

export interface BlockdevAddNfs {
  readonly server: BlockdevAddNfsServer;
  readonly path: string;
  readonly user?: number;
  readonly group?: number;
  readonly 'tcp-syn-count'?: number;
  readonly 'readahead-size'?: number;
  readonly 'page-cache-size'?: number;
  readonly debug?: number;
}

export interface BlockdevAddNfsServer {
  readonly type: BlockdevAddNfsServerType;
  readonly host: string;
}

export type BlockdevAddNfsServerType = 'inet';

export interface BlockdevAddNullAio {
  readonly size?: number;
  readonly 'latency-ns'?: number;
  readonly 'read-zeroes'?: boolean;
}

export interface BlockdevAddNvme {
  readonly device: string;
  readonly namespace: number;
}

export interface BlockdevAddPreallocate {
  readonly file: BlockdevAddBlkdebugImage;
  readonly 'prealloc-align'?: number;
  readonly 'prealloc-size'?: number;
}

export interface BlockdevAddQcow2 {
  readonly file: BlockdevAddBlkdebugImage;
  readonly backing?: BlockdevAddQcow2Backing;
  readonly 'lazy-refcounts'?: boolean;
  readonly 'pass-discard-request'?: boolean;
  readonly 'pass-discard-snapshot'?: boolean;
  readonly 'pass-discard-other'?: boolean;
  readonly 'overlap-check'?: BlockdevAddQcow2OverlapCheck;
  readonly 'cache-size'?: number;
  readonly 'l2-cache-size'?: number;
  readonly 'l2-cache-entry-size'?: number;
  readonly 'refcount-cache-size'?: number;
  readonly 'cache-clean-interval'?: number;
  readonly encrypt?: BlockdevAddQcow2Encrypt;
  readonly 'data-file'?: BlockdevAddBlkdebugImage;
}

export type BlockdevAddQcow2Backing = BlockdevAddArguments | string | null;

export type BlockdevAddQcow2OverlapCheck = BlockdevAddQcow2OverlapCheckChoice | BlockdevAddQcow2OverlapCheckChoiceTemplate;

export interface BlockdevAddQcow2OverlapCheckChoice {
  readonly template?: BlockdevAddQcow2OverlapCheckChoiceTemplate;
  readonly 'main-header'?: boolean;
  readonly 'active-l1'?: boolean;
  readonly 'active-l2'?: boolean;
  readonly 'refcount-table'?: boolean;
  readonly 'refcount-block'?: boolean;
  readonly 'snapshot-table'?: boolean;
  readonly 'inactive-l1'?: boolean;
  readonly 'inactive-l2'?: boolean;
  readonly 'bitmap-directory'?: boolean;
}

export type BlockdevAddQcow2OverlapCheckChoiceTemplate = 'none' | 'constant' | 'cached' | 'all';

export type BlockdevAddQcow2Encrypt = {

} & (
  | { readonly format: 'aes' } & BlockdevAddQcow2EncryptAes
  | { readonly format: 'luks' } & BlockdevAddQcow2EncryptLuks
);

export interface BlockdevAddQcow2EncryptAes {
  readonly 'key-secret'?: string;
}

export interface BlockdevAddQcow2EncryptLuks {
  readonly 'key-secret'?: string;
}

export interface BlockdevAddQcow {
  readonly file: BlockdevAddBlkdebugImage;
  readonly backing?: BlockdevAddQcow2Backing;
  readonly encrypt?: BlockdevAddQcowEncrypt;
}

export type BlockdevAddQcowEncrypt = {

} & (
  | { readonly format: 'aes' } & BlockdevAddQcow2EncryptAes
);

export interface BlockdevAddQed {
  readonly file: BlockdevAddBlkdebugImage;
  readonly backing?: BlockdevAddQcow2Backing;
}

export interface BlockdevAddQuorum {
  readonly blkverify?: boolean;
  readonly children: readonly BlockdevAddBlkdebugImage[];
  readonly 'vote-threshold': number;
  readonly 'rewrite-corrupted'?: boolean;
  readonly 'read-pattern'?: BlockdevAddQuorumReadPattern;
}

export type BlockdevAddQuorumReadPattern = 'quorum' | 'fifo';

export interface BlockdevAddRaw {
  readonly file: BlockdevAddBlkdebugImage;
  readonly offset?: number;
  readonly size?: number;
}

export interface BlockdevAddRbd {
  readonly pool: string;
  readonly namespace?: string;
  readonly image: string;
  readonly conf?: string;
  readonly snapshot?: string;
  readonly encrypt?: BlockdevAddRbdEncrypt;
  readonly user?: string;
  readonly 'auth-client-required'?: readonly BlockdevAddRbdAuthClientRequired[];
  readonly 'key-secret'?: string;
  readonly server?: readonly BlockdevAddRbdServer[];
}

export type BlockdevAddRbdEncrypt = {

} & (
  | { readonly format: 'luks' } & BlockdevAddRbdEncryptLuks
  | { readonly format: 'luks2' } & BlockdevAddRbdEncryptLuks2
);

export interface BlockdevAddRbdEncryptLuks {
  readonly 'key-secret': string;
}

export interface BlockdevAddRbdEncryptLuks2 {
  readonly 'key-secret': string;
}

export type BlockdevAddRbdAuthClientRequired = 'cephx' | 'none';

export interface BlockdevAddRbdServer {
  readonly host: string;
  readonly port: string;
}

export interface BlockdevAddReplication {
  readonly file: BlockdevAddBlkdebugImage;
  readonly mode: BlockdevAddReplicationMode;
  readonly 'top-id'?: string;
}

export type BlockdevAddReplicationMode = 'primary' | 'secondary';

export interface BlockdevAddSsh {
  readonly server: BlockdevAddGlusterServerInet;
  readonly path: string;
  readonly user?: string;
  readonly 'host-key-check'?: BlockdevAddSshHostKeyCheck;
}

export type BlockdevAddSshHostKeyCheck = {

} & (
  | { readonly mode: 'hash' } & BlockdevAddSshHostKeyCheckHash
  | { readonly mode: 'none' }
  | { readonly mode: 'known_hosts' }
);

export interface BlockdevAddSshHostKeyCheckHash {
  readonly type: BlockdevAddSshHostKeyCheckHashType;
  readonly hash: string;
}

export type BlockdevAddSshHostKeyCheckHashType = 'md5' | 'sha1' | 'sha256';

export interface BlockdevAddThrottle {
  readonly 'throttle-group': string;
  readonly file: BlockdevAddBlkdebugImage;
}

export interface BlockdevAddVvfat {
  readonly dir: string;
  readonly 'fat-type'?: number;
  readonly floppy?: boolean;
  readonly label?: string;
  readonly rw?: boolean;
}

export interface BlockdevReopenArguments {
  readonly options: readonly BlockdevAddArguments[];
}

export interface BlockdevDelArguments {
  readonly 'node-name': string;
}

export interface BlockdevCreateArguments {
  readonly 'job-id': string;
  readonly options: BlockdevCreateOptions;
}

export type BlockdevCreateOptions = {

} & (
  | { readonly driver: 'file' } & BlockdevCreateOptionsFile
  | { readonly driver: 'gluster' } & BlockdevCreateOptionsGluster
  | { readonly driver: 'luks' } & BlockdevCreateOptionsLuks
  | { readonly driver: 'nfs' } & BlockdevCreateOptionsNfs
  | { readonly driver: 'parallels' } & BlockdevCreateOptionsParallels
  | { readonly driver: 'qcow' } & BlockdevCreateOptionsQcow
  | { readonly driver: 'qcow2' } & BlockdevCreateOptionsQcow2
  | { readonly driver: 'qed' } & BlockdevCreateOptionsQed
  | { readonly driver: 'rbd' } & BlockdevCreateOptionsRbd
  | { readonly driver: 'ssh' } & BlockdevCreateOptionsSsh
  | { readonly driver: 'vdi' } & BlockdevCreateOptionsVdi
  | { readonly driver: 'vhdx' } & BlockdevCreateOptionsVhdx
  | { readonly driver: 'vmdk' } & BlockdevCreateOptionsVmdk
  | { readonly driver: 'vpc' } & BlockdevCreateOptionsVpc
  | { readonly driver: 'blkdebug' }
  | { readonly driver: 'blklogwrites' }
  | { readonly driver: 'blkreplay' }
  | { readonly driver: 'blkverify' }
  | { readonly driver: 'bochs' }
  | { readonly driver: 'cloop' }
  | { readonly driver: 'compress' }
  | { readonly driver: 'copy-before-write' }
  | { readonly driver: 'copy-on-read' }
  | { readonly driver: 'dmg' }
  | { readonly driver: 'snapshot-access' }
  | { readonly driver: 'ftp' }
  | { readonly driver: 'ftps' }
  | { readonly driver: 'host_cdrom' }
  | { readonly driver: 'host_device' }
  | { readonly driver: 'http' }
  | { readonly driver: 'https' }
  | { readonly driver: 'iscsi' }
  | { readonly driver: 'nbd' }
  | { readonly driver: 'null-aio' }
  | { readonly driver: 'null-co' }
  | { readonly driver: 'nvme' }
  | { readonly driver: 'preallocate' }
  | { readonly driver: 'quorum' }
  | { readonly driver: 'raw' }
  | { readonly driver: 'replication' }
  | { readonly driver: 'throttle' }
  | { readonly driver: 'vvfat' }
);

export interface BlockdevCreateOptionsFile {
  readonly filename: string;
  readonly size: number;
  readonly preallocation?: BlockdevCreateOptionsFilePreallocation;
  readonly nocow?: boolean;
  readonly 'extent-size-hint'?: number;
}

export type BlockdevCreateOptionsFilePreallocation = 'off' | 'metadata' | 'falloc' | 'full';

export interface BlockdevCreateOptionsGluster {
  readonly location: BlockdevAddGluster;
  readonly size: number;
  readonly preallocation?: BlockdevCreateOptionsFilePreallocation;
}

export interface BlockdevCreateOptionsLuks {
  readonly 'key-secret'?: string;
  readonly 'cipher-alg'?: QueryBlockInsertedImageFormatSpecificQcow2DataEncryptLuksCipherAlg;
  readonly 'cipher-mode'?: QueryBlockInsertedImageFormatSpecificQcow2DataEncryptLuksCipherMode;
  readonly 'ivgen-alg'?: QueryBlockInsertedImageFormatSpecificQcow2DataEncryptLuksIvgenAlg;
  readonly 'ivgen-hash-alg'?: QueryBlockInsertedImageFormatSpecificQcow2DataEncryptLuksIvgenHashAlg;
  readonly 'hash-alg'?: QueryBlockInsertedImageFormatSpecificQcow2DataEncryptLuksIvgenHashAlg;
  readonly 'iter-time'?: number;
  readonly file: BlockdevAddBlkdebugImage;
  readonly size: number;
  readonly preallocation?: BlockdevCreateOptionsFilePreallocation;
}

export interface BlockdevCreateOptionsNfs {
  readonly location: BlockdevAddNfs;
  readonly size: number;
}

export interface BlockdevCreateOptionsParallels {
  readonly file: BlockdevAddBlkdebugImage;
  readonly size: number;
  readonly 'cluster-size'?: number;
}

export interface BlockdevCreateOptionsQcow {
  readonly file: BlockdevAddBlkdebugImage;
  readonly size: number;
  readonly 'backing-file'?: string;
  readonly encrypt?: BlockdevCreateOptionsQcowEncrypt;
}

export type BlockdevCreateOptionsQcowEncrypt = {

} & (
  | { readonly format: 'qcow' } & BlockdevAddQcow2EncryptAes
  | { readonly format: 'luks' } & BlockdevCreateOptionsQcowEncryptLuks
);

export interface BlockdevCreateOptionsQcowEncryptLuks {
  readonly 'key-secret'?: string;
  readonly 'cipher-alg'?: QueryBlockInsertedImageFormatSpecificQcow2DataEncryptLuksCipherAlg;
  readonly 'cipher-mode'?: QueryBlockInsertedImageFormatSpecificQcow2DataEncryptLuksCipherMode;
  readonly 'ivgen-alg'?: QueryBlockInsertedImageFormatSpecificQcow2DataEncryptLuksIvgenAlg;
  readonly 'ivgen-hash-alg'?: QueryBlockInsertedImageFormatSpecificQcow2DataEncryptLuksIvgenHashAlg;
  readonly 'hash-alg'?: QueryBlockInsertedImageFormatSpecificQcow2DataEncryptLuksIvgenHashAlg;
  readonly 'iter-time'?: number;
}

export interface BlockdevCreateOptionsQcow2 {
  readonly file: BlockdevAddBlkdebugImage;
  readonly 'data-file'?: BlockdevAddBlkdebugImage;
  readonly 'data-file-raw'?: boolean;
  readonly 'extended-l2'?: boolean;
  readonly size: number;
  readonly version?: BlockdevCreateOptionsQcow2Version;
  readonly 'backing-file'?: string;
  readonly 'backing-fmt'?: BlockdevCreateOptionsQcow2BackingFmt;
  readonly encrypt?: BlockdevCreateOptionsQcowEncrypt;
  readonly 'cluster-size'?: number;
  readonly preallocation?: BlockdevCreateOptionsFilePreallocation;
  readonly 'lazy-refcounts'?: boolean;
  readonly 'refcount-bits'?: number;
  readonly 'compression-type'?: QueryBlockInsertedImageFormatSpecificQcow2DataCompressionType;
}

export type BlockdevCreateOptionsQcow2Version = 'v2' | 'v3';

export type BlockdevCreateOptionsQcow2BackingFmt =
  | 'blkdebug'
  | 'blklogwrites'
  | 'blkreplay'
  | 'blkverify'
  | 'bochs'
  | 'cloop'
  | 'compress'
  | 'copy-before-write'
  | 'copy-on-read'
  | 'dmg'
  | 'file'
  | 'snapshot-access'
  | 'ftp'
  | 'ftps'
  | 'gluster'
  | 'host_cdrom'
  | 'host_device'
  | 'http'
  | 'https'
  | 'iscsi'
  | 'luks'
  | 'nbd'
  | 'nfs'
  | 'null-aio'
  | 'null-co'
  | 'nvme'
  | 'parallels'
  | 'preallocate'
  | 'qcow'
  | 'qcow2'
  | 'qed'
  | 'quorum'
  | 'raw'
  | 'rbd'
  | 'replication'
  | 'ssh'
  | 'throttle'
  | 'vdi'
  | 'vhdx'
  | 'vmdk'
  | 'vpc'
  | 'vvfat';

export interface BlockdevCreateOptionsQed {
  readonly file: BlockdevAddBlkdebugImage;
  readonly size: number;
  readonly 'backing-file'?: string;
  readonly 'backing-fmt'?: BlockdevCreateOptionsQcow2BackingFmt;
  readonly 'cluster-size'?: number;
  readonly 'table-size'?: number;
}

export interface BlockdevCreateOptionsRbd {
  readonly location: BlockdevAddRbd;
  readonly size: number;
  readonly 'cluster-size'?: number;
  readonly encrypt?: BlockdevCreateOptionsRbdEncrypt;
}

export type BlockdevCreateOptionsRbdEncrypt = {

} & (
  | { readonly format: 'luks' } & BlockdevCreateOptionsRbdEncryptLuks
  | { readonly format: 'luks2' } & BlockdevCreateOptionsRbdEncryptLuks2
);

export interface BlockdevCreateOptionsRbdEncryptLuks {
  readonly 'key-secret': string;
  readonly 'cipher-alg'?: QueryBlockInsertedImageFormatSpecificQcow2DataEncryptLuksCipherAlg;
}

export interface BlockdevCreateOptionsRbdEncryptLuks2 {
  readonly 'key-secret': string;
  readonly 'cipher-alg'?: QueryBlockInsertedImageFormatSpecificQcow2DataEncryptLuksCipherAlg;
}

export interface BlockdevCreateOptionsSsh {
  readonly location: BlockdevAddSsh;
  readonly size: number;
}

export interface BlockdevCreateOptionsVdi {
  readonly file: BlockdevAddBlkdebugImage;
  readonly size: number;
  readonly preallocation?: BlockdevCreateOptionsFilePreallocation;
}

export interface BlockdevCreateOptionsVhdx {
  readonly file: BlockdevAddBlkdebugImage;
  readonly size: number;
  readonly 'log-size'?: number;
  readonly 'block-size'?: number;
  readonly subformat?: BlockdevCreateOptionsVhdxSubformat;
  readonly 'block-state-zero'?: boolean;
}

export type BlockdevCreateOptionsVhdxSubformat = 'dynamic' | 'fixed';

export interface BlockdevCreateOptionsVmdk {
  readonly file: BlockdevAddBlkdebugImage;
  readonly size: number;
  readonly extents?: readonly BlockdevAddBlkdebugImage[];
  readonly subformat?: BlockdevCreateOptionsVmdkSubformat;
  readonly 'backing-file'?: string;
  readonly 'adapter-type'?: BlockdevCreateOptionsVmdkAdapterType;
  readonly hwversion?: string;
  readonly toolsversion?: string;
  readonly 'zeroed-grain'?: boolean;
}

export type BlockdevCreateOptionsVmdkSubformat = 'monolithicSparse' | 'monolithicFlat' | 'twoGbMaxExtentSparse' | 'twoGbMaxExtentFlat' | 'streamOptimized';

export type BlockdevCreateOptionsVmdkAdapterType = 'ide' | 'buslogic' | 'lsilogic' | 'legacyESX';

export interface BlockdevCreateOptionsVpc {
  readonly file: BlockdevAddBlkdebugImage;
  readonly size: number;
  readonly subformat?: BlockdevCreateOptionsVpcSubformat;
  readonly 'force-size'?: boolean;
}

export type BlockdevCreateOptionsVpcSubformat = 'dynamic' | 'fixed';

export interface XBlockdevAmendArguments {
  readonly 'job-id': string;
  readonly 'node-name': string;
  readonly options: XBlockdevAmendOptions;
  readonly force?: boolean;
}

export type XBlockdevAmendOptions = {

} & (
  | { readonly driver: 'luks' } & XBlockdevAmendOptionsLuks
  | { readonly driver: 'qcow2' } & XBlockdevAmendOptionsQcow2
  | { readonly driver: 'blkdebug' }
  | { readonly driver: 'blklogwrites' }
  | { readonly driver: 'blkreplay' }
  | { readonly driver: 'blkverify' }
  | { readonly driver: 'bochs' }
  | { readonly driver: 'cloop' }
  | { readonly driver: 'compress' }
  | { readonly driver: 'copy-before-write' }
  | { readonly driver: 'copy-on-read' }
  | { readonly driver: 'dmg' }
  | { readonly driver: 'file' }
  | { readonly driver: 'snapshot-access' }
  | { readonly driver: 'ftp' }
  | { readonly driver: 'ftps' }
  | { readonly driver: 'gluster' }
  | { readonly driver: 'host_cdrom' }
  | { readonly driver: 'host_device' }
  | { readonly driver: 'http' }
  | { readonly driver: 'https' }
  | { readonly driver: 'iscsi' }
  | { readonly driver: 'nbd' }
  | { readonly driver: 'nfs' }
  | { readonly driver: 'null-aio' }
  | { readonly driver: 'null-co' }
  | { readonly driver: 'nvme' }
  | { readonly driver: 'parallels' }
  | { readonly driver: 'preallocate' }
  | { readonly driver: 'qcow' }
  | { readonly driver: 'qed' }
  | { readonly driver: 'quorum' }
  | { readonly driver: 'raw' }
  | { readonly driver: 'rbd' }
  | { readonly driver: 'replication' }
  | { readonly driver: 'ssh' }
  | { readonly driver: 'throttle' }
  | { readonly driver: 'vdi' }
  | { readonly driver: 'vhdx' }
  | { readonly driver: 'vmdk' }
  | { readonly driver: 'vpc' }
  | { readonly driver: 'vvfat' }
);

export interface XBlockdevAmendOptionsLuks {
  readonly state: XBlockdevAmendOptionsLuksState;
  readonly 'new-secret'?: string;
  readonly 'old-secret'?: string;
  readonly keyslot?: number;
  readonly 'iter-time'?: number;
  readonly secret?: string;
}

export type XBlockdevAmendOptionsLuksState = 'active' | 'inactive';

export interface XBlockdevAmendOptionsQcow2 {
  readonly encrypt?: XBlockdevAmendOptionsQcow2Encrypt;
}

export type XBlockdevAmendOptionsQcow2Encrypt = {

} & (
  | { readonly format: 'luks' } & XBlockdevAmendOptionsQcow2EncryptLuks
  | { readonly format: 'qcow' }
);

export interface XBlockdevAmendOptionsQcow2EncryptLuks {
  readonly state: XBlockdevAmendOptionsLuksState;
  readonly 'new-secret'?: string;
  readonly 'old-secret'?: string;
  readonly keyslot?: number;
  readonly 'iter-time'?: number;
  readonly secret?: string;
}

export interface BlockSetWriteThresholdArguments {
  readonly 'node-name': string;
  readonly 'write-threshold': number;
}

export interface XBlockdevChangeArguments {
  readonly parent: string;
  readonly child?: string;
  readonly node?: string;
}

export interface XBlockdevSetIothreadArguments {
  readonly 'node-name': string;
  readonly iothread: XBlockdevSetIothread;
  readonly force?: boolean;
}

export type XBlockdevSetIothread = string | null;

export interface BlockdevSnapshotInternalSyncArguments {
  readonly device: string;
  readonly name: string;
}

export interface BlockdevSnapshotDeleteInternalSyncArguments {
  readonly device: string;
  readonly id?: string;
  readonly name?: string;
}

export interface JobPauseArguments {
  readonly id: string;
}

export interface JobResumeArguments {
  readonly id: string;
}

export interface JobCancelArguments {
  readonly id: string;
}

export interface JobCompleteArguments {
  readonly id: string;
}

export interface JobDismissArguments {
  readonly id: string;
}

export interface JobFinalizeArguments {
  readonly id: string;
}

export interface QueryJobsReturns {
  readonly id: string;
  readonly type: QueryJobsType;
  readonly status: QueryBlockJobsStatus;
  readonly 'current-progress': number;
  readonly 'total-progress': number;
  readonly error?: string;
}

export type QueryJobsType =
  | 'commit'
  | 'stream'
  | 'mirror'
  | 'backup'
  | 'create'
  | 'amend'
  | 'snapshot-load'
  | 'snapshot-save'
  | 'snapshot-delete';

export interface NbdServerStartArguments {
  readonly addr: NbdServerStartAddr;
  readonly 'tls-creds'?: string;
  readonly 'tls-authz'?: string;
  readonly 'max-connections'?: number;
}

export type NbdServerStartAddr = {

} & (
  | { readonly type: 'inet' } & NbdServerStartAddrInet
  | { readonly type: 'unix' } & NbdServerStartAddrUnix
  | { readonly type: 'vsock' } & NbdServerStartAddrVsock
  | { readonly type: 'fd' } & NbdServerStartAddrFd
);

export interface NbdServerStartAddrInet {
  readonly data: BlockdevAddGlusterServerInet;
}

export interface NbdServerStartAddrUnix {
  readonly data: BlockdevAddGlusterServerUnix;
}

export interface NbdServerStartAddrVsock {
  readonly data: BlockdevAddGlusterServerVsock;
}

export interface NbdServerStartAddrFd {
  readonly data: BlockdevAddGlusterServerFd;
}

export interface NbdServerAddArguments {
  readonly name?: string;
  readonly description?: string;
  readonly device: string;
  readonly writable?: boolean;
  readonly bitmap?: string;
}

export interface NbdServerRemoveArguments {
  readonly name: string;
  readonly mode?: NbdServerRemoveMode;
}

export type NbdServerRemoveMode = 'safe' | 'hard';

export type BlockExportAddArguments = {
  readonly id: string;
  readonly 'fixed-iothread'?: boolean;
  readonly iothread?: string;
  readonly 'node-name': string;
  readonly writable?: boolean;
  readonly writethrough?: boolean;
} & (
  | { readonly type: 'nbd' } & BlockExportAddNbd
  | { readonly type: 'vhost-user-blk' } & BlockExportAddVhostUserBlk
  | { readonly type: 'fuse' } & BlockExportAddFuse
  | { readonly type: 'vduse-blk' } & BlockExportAddVduseBlk
);

export interface BlockExportAddNbd {
  readonly name?: string;
  readonly description?: string;
  readonly bitmaps?: readonly BlockDirtyBitmapMergeBitmaps[];
  readonly 'allocation-depth'?: boolean;
}

export interface BlockExportAddVhostUserBlk {
  readonly addr: BlockdevAddGlusterServer;
  readonly 'logical-block-size'?: number;
  readonly 'num-queues'?: number;
}

export interface BlockExportAddFuse {
  readonly mountpoint: string;
  readonly growable?: boolean;
  readonly 'allow-other'?: BlockExportAddFuseAllowOther;
}

export type BlockExportAddFuseAllowOther = 'off' | 'on' | 'auto';

export interface BlockExportAddVduseBlk {
  readonly name: string;
  readonly 'num-queues'?: number;
  readonly 'queue-size'?: number;
  readonly 'logical-block-size'?: number;
  readonly serial?: string;
}

export interface BlockExportDelArguments {
  readonly id: string;
  readonly mode?: NbdServerRemoveMode;
}

export interface QueryBlockExportsReturns {
  readonly id: string;
  readonly type: QueryBlockExportsType;
  readonly 'node-name': string;
  readonly 'shutting-down': boolean;
}

export type QueryBlockExportsType = 'nbd' | 'vhost-user-blk' | 'fuse' | 'vduse-blk';

export interface QueryChardevReturns {
  readonly label: string;
  readonly filename: string;
  readonly 'frontend-open': boolean;
}

export interface QueryChardevBackendsReturns {
  readonly name: string;
}

export interface RingbufWriteArguments {
  readonly device: string;
  readonly data: string;
  readonly format?: RingbufWriteFormat;
}

export type RingbufWriteFormat = 'utf8' | 'base64';

export interface RingbufReadArguments {
  readonly device: string;
  readonly size: number;
  readonly format?: RingbufWriteFormat;
}

export interface ChardevAddArguments {
  readonly id: string;
  readonly backend: ChardevAddBackend;
}

export type ChardevAddBackend = {

} & (
  | { readonly type: 'file' } & ChardevAddBackendFile
  | { readonly type: 'serial' } & ChardevAddBackendSerial
  | { readonly type: 'parallel' } & ChardevAddBackendSerial
  | { readonly type: 'pipe' } & ChardevAddBackendSerial
  | { readonly type: 'socket' } & ChardevAddBackendSocket
  | { readonly type: 'udp' } & ChardevAddBackendUdp
  | { readonly type: 'pty' } & ChardevAddBackendPty
  | { readonly type: 'null' } & ChardevAddBackendPty
  | { readonly type: 'mux' } & ChardevAddBackendMux
  | { readonly type: 'msmouse' } & ChardevAddBackendPty
  | { readonly type: 'wctablet' } & ChardevAddBackendPty
  | { readonly type: 'braille' } & ChardevAddBackendPty
  | { readonly type: 'testdev' } & ChardevAddBackendPty
  | { readonly type: 'stdio' } & ChardevAddBackendStdio
  | { readonly type: 'console' } & ChardevAddBackendPty
  | { readonly type: 'spicevmc' } & ChardevAddBackendSpicevmc
  | { readonly type: 'spiceport' } & ChardevAddBackendSpiceport
  | { readonly type: 'qemu-vdagent' } & ChardevAddBackendQemuVdagent
  | { readonly type: 'dbus' } & ChardevAddBackendDbus
  | { readonly type: 'vc' } & ChardevAddBackendVc
  | { readonly type: 'ringbuf' } & ChardevAddBackendRingbuf
  | { readonly type: 'memory' } & ChardevAddBackendRingbuf
);

export interface ChardevAddBackendFile {
  readonly data: ChardevAddBackendFileData;
}

export interface ChardevAddBackendFileData {
  readonly logfile?: string;
  readonly logappend?: boolean;
  readonly in?: string;
  readonly out: string;
  readonly append?: boolean;
}

export interface ChardevAddBackendSerial {
  readonly data: ChardevAddBackendSerialData;
}

export interface ChardevAddBackendSerialData {
  readonly logfile?: string;
  readonly logappend?: boolean;
  readonly device: string;
}

export interface ChardevAddBackendSocket {
  readonly data: ChardevAddBackendSocketData;
}

export interface ChardevAddBackendSocketData {
  readonly logfile?: string;
  readonly logappend?: boolean;
  readonly addr: NbdServerStartAddr;
  readonly 'tls-creds'?: string;
  readonly 'tls-authz'?: string;
  readonly server?: boolean;
  readonly wait?: boolean;
  readonly nodelay?: boolean;
  readonly telnet?: boolean;
  readonly tn3270?: boolean;
  readonly websocket?: boolean;
  readonly reconnect?: number;
}

export interface ChardevAddBackendUdp {
  readonly data: ChardevAddBackendUdpData;
}

export interface ChardevAddBackendUdpData {
  readonly logfile?: string;
  readonly logappend?: boolean;
  readonly remote: NbdServerStartAddr;
  readonly local?: NbdServerStartAddr;
}

export interface ChardevAddBackendPty {
  readonly data: ChardevAddBackendPtyData;
}

export interface ChardevAddBackendPtyData {
  readonly logfile?: string;
  readonly logappend?: boolean;
}

export interface ChardevAddBackendMux {
  readonly data: ChardevAddBackendMuxData;
}

export interface ChardevAddBackendMuxData {
  readonly logfile?: string;
  readonly logappend?: boolean;
  readonly chardev: string;
}

export interface ChardevAddBackendStdio {
  readonly data: ChardevAddBackendStdioData;
}

export interface ChardevAddBackendStdioData {
  readonly logfile?: string;
  readonly logappend?: boolean;
  readonly signal?: boolean;
}

export interface ChardevAddBackendSpicevmc {
  readonly data: ChardevAddBackendSpicevmcData;
}

export interface ChardevAddBackendSpicevmcData {
  readonly logfile?: string;
  readonly logappend?: boolean;
  readonly type: string;
}

export interface ChardevAddBackendSpiceport {
  readonly data: ChardevAddBackendSpiceportData;
}

export interface ChardevAddBackendSpiceportData {
  readonly logfile?: string;
  readonly logappend?: boolean;
  readonly fqdn: string;
}

export interface ChardevAddBackendQemuVdagent {
  readonly data: ChardevAddBackendQemuVdagentData;
}

export interface ChardevAddBackendQemuVdagentData {
  readonly logfile?: string;
  readonly logappend?: boolean;
  readonly mouse?: boolean;
  readonly clipboard?: boolean;
}

export interface ChardevAddBackendDbus {
  readonly data: ChardevAddBackendDbusData;
}

export interface ChardevAddBackendDbusData {
  readonly logfile?: string;
  readonly logappend?: boolean;
  readonly name: string;
}

export interface ChardevAddBackendVc {
  readonly data: ChardevAddBackendVcData;
}

export interface ChardevAddBackendVcData {
  readonly logfile?: string;
  readonly logappend?: boolean;
  readonly width?: number;
  readonly height?: number;
  readonly cols?: number;
  readonly rows?: number;
}

export interface ChardevAddBackendRingbuf {
  readonly data: ChardevAddBackendRingbufData;
}

export interface ChardevAddBackendRingbufData {
  readonly logfile?: string;
  readonly logappend?: boolean;
  readonly size?: number;
}

export interface ChardevAddReturns {
  readonly pty?: string;
}

export interface ChardevChangeArguments {
  readonly id: string;
  readonly backend: ChardevAddBackend;
}

export interface ChardevRemoveArguments {
  readonly id: string;
}

export interface ChardevSendBreakArguments {
  readonly id: string;
}

export interface DumpGuestMemoryArguments {
  readonly paging: boolean;
  readonly protocol: string;
  readonly detach?: boolean;
  readonly begin?: number;
  readonly length?: number;
  readonly format?: DumpGuestMemoryFormat;
}

export type DumpGuestMemoryFormat = 'elf' | 'kdump-zlib' | 'kdump-lzo' | 'kdump-snappy' | 'win-dmp';

export interface QueryDumpReturns {
  readonly status: QueryDumpStatus;
  readonly completed: number;
  readonly total: number;
}

export type QueryDumpStatus = 'none' | 'active' | 'completed' | 'failed';

export interface QueryDumpGuestMemoryCapabilityReturns {
  readonly formats: readonly DumpGuestMemoryFormat[];
}

export interface SetLinkArguments {
  readonly name: string;
  readonly up: boolean;
}

export type NetdevAddArguments = {
  readonly id: string;
} & (
  | { readonly type: 'nic' } & NetdevAddNic
  | { readonly type: 'user' } & NetdevAddUser
  | { readonly type: 'tap' } & NetdevAddTap
  | { readonly type: 'l2tpv3' } & NetdevAddL2tpv3
  | { readonly type: 'socket' } & NetdevAddSocket
  | { readonly type: 'stream' } & NetdevAddStream
  | { readonly type: 'dgram' } & NetdevAddDgram
  | { readonly type: 'vde' } & NetdevAddVde
  | { readonly type: 'bridge' } & NetdevAddBridge
  | { readonly type: 'hubport' } & NetdevAddHubport
  | { readonly type: 'netmap' } & NetdevAddNetmap
  | { readonly type: 'vhost-user' } & NetdevAddVhostUser
  | { readonly type: 'vhost-vdpa' } & NetdevAddVhostVdpa
  | { readonly type: 'none' }
);

export interface NetdevAddNic {
  readonly netdev?: string;
  readonly macaddr?: string;
  readonly model?: string;
  readonly addr?: string;
  readonly vectors?: number;
}

export interface NetdevAddUser {
  readonly hostname?: string;
  readonly restrict?: boolean;
  readonly ipv4?: boolean;
  readonly ipv6?: boolean;
  readonly ip?: string;
  readonly net?: string;
  readonly host?: string;
  readonly tftp?: string;
  readonly bootfile?: string;
  readonly dhcpstart?: string;
  readonly dns?: string;
  readonly dnssearch?: readonly BlockdevAddGlusterServerFd[];
  readonly domainname?: string;
  readonly 'ipv6-prefix'?: string;
  readonly 'ipv6-prefixlen'?: number;
  readonly 'ipv6-host'?: string;
  readonly 'ipv6-dns'?: string;
  readonly smb?: string;
  readonly smbserver?: string;
  readonly hostfwd?: readonly BlockdevAddGlusterServerFd[];
  readonly guestfwd?: readonly BlockdevAddGlusterServerFd[];
  readonly 'tftp-server-name'?: string;
}

export interface NetdevAddTap {
  readonly ifname?: string;
  readonly fd?: string;
  readonly fds?: string;
  readonly script?: string;
  readonly downscript?: string;
  readonly br?: string;
  readonly helper?: string;
  readonly sndbuf?: number;
  readonly vnet_hdr?: boolean;
  readonly vhost?: boolean;
  readonly vhostfd?: string;
  readonly vhostfds?: string;
  readonly vhostforce?: boolean;
  readonly queues?: number;
  readonly 'poll-us'?: number;
}

export interface NetdevAddL2tpv3 {
  readonly src: string;
  readonly dst: string;
  readonly srcport?: string;
  readonly dstport?: string;
  readonly ipv6?: boolean;
  readonly udp?: boolean;
  readonly cookie64?: boolean;
  readonly counter?: boolean;
  readonly pincounter?: boolean;
  readonly txcookie?: number;
  readonly rxcookie?: number;
  readonly txsession: number;
  readonly rxsession?: number;
  readonly offset?: number;
}

export interface NetdevAddSocket {
  readonly fd?: string;
  readonly listen?: string;
  readonly connect?: string;
  readonly mcast?: string;
  readonly localaddr?: string;
  readonly udp?: string;
}

export interface NetdevAddStream {
  readonly addr: BlockdevAddGlusterServer;
  readonly server?: boolean;
}

export interface NetdevAddDgram {
  readonly local?: BlockdevAddGlusterServer;
  readonly remote?: BlockdevAddGlusterServer;
}

export interface NetdevAddVde {
  readonly sock?: string;
  readonly port?: number;
  readonly group?: string;
  readonly mode?: number;
}

export interface NetdevAddBridge {
  readonly br?: string;
  readonly helper?: string;
}

export interface NetdevAddHubport {
  readonly hubid: number;
  readonly netdev?: string;
}

export interface NetdevAddNetmap {
  readonly ifname: string;
  readonly devname?: string;
}

export interface NetdevAddVhostUser {
  readonly chardev: string;
  readonly vhostforce?: boolean;
  readonly queues?: number;
}

export interface NetdevAddVhostVdpa {
  readonly vhostdev?: string;
  readonly vhostfd?: string;
  readonly queues?: number;
  readonly 'x-svq'?: boolean;
}

export interface NetdevDelArguments {
  readonly id: string;
}

export interface QueryRxFilterArguments {
  readonly name?: string;
}

export interface QueryRxFilterReturns {
  readonly name: string;
  readonly promiscuous: boolean;
  readonly multicast: QueryRxFilterMulticast;
  readonly unicast: QueryRxFilterMulticast;
  readonly vlan: QueryRxFilterMulticast;
  readonly 'broadcast-allowed': boolean;
  readonly 'multicast-overflow': boolean;
  readonly 'unicast-overflow': boolean;
  readonly 'main-mac': string;
  readonly 'vlan-table': readonly number[];
  readonly 'unicast-table': readonly string[];
  readonly 'multicast-table': readonly string[];
}

export type QueryRxFilterMulticast = 'normal' | 'none' | 'all';

export interface AnnounceSelfArguments {
  readonly initial: number;
  readonly max: number;
  readonly rounds: number;
  readonly step: number;
  readonly interfaces?: readonly string[];
  readonly id?: string;
}

export interface QueryRockerArguments {
  readonly name: string;
}

export interface QueryRockerReturns {
  readonly name: string;
  readonly id: number;
  readonly ports: number;
}

export interface QueryRockerPortsArguments {
  readonly name: string;
}

export interface QueryRockerPortsReturns {
  readonly name: string;
  readonly enabled: boolean;
  readonly 'link-up': boolean;
  readonly speed: number;
  readonly duplex: QueryRockerPortsDuplex;
  readonly autoneg: QueryRockerPortsAutoneg;
}

export type QueryRockerPortsDuplex = 'half' | 'full';

export type QueryRockerPortsAutoneg = 'off' | 'on';

export interface QueryRockerOfDpaFlowsArguments {
  readonly name: string;
  readonly 'tbl-id'?: number;
}

export interface QueryRockerOfDpaFlowsReturns {
  readonly cookie: number;
  readonly hits: number;
  readonly key: QueryRockerOfDpaFlowsKey;
  readonly mask: QueryRockerOfDpaFlowsMask;
  readonly action: QueryRockerOfDpaFlowsAction;
}

export interface QueryRockerOfDpaFlowsKey {
  readonly priority: number;
  readonly 'tbl-id': number;
  readonly 'in-pport'?: number;
  readonly 'tunnel-id'?: number;
  readonly 'vlan-id'?: number;
  readonly 'eth-type'?: number;
  readonly 'eth-src'?: string;
  readonly 'eth-dst'?: string;
  readonly 'ip-proto'?: number;
  readonly 'ip-tos'?: number;
  readonly 'ip-dst'?: string;
}

export interface QueryRockerOfDpaFlowsMask {
  readonly 'in-pport'?: number;
  readonly 'tunnel-id'?: number;
  readonly 'vlan-id'?: number;
  readonly 'eth-src'?: string;
  readonly 'eth-dst'?: string;
  readonly 'ip-proto'?: number;
  readonly 'ip-tos'?: number;
}

export interface QueryRockerOfDpaFlowsAction {
  readonly 'goto-tbl'?: number;
  readonly 'group-id'?: number;
  readonly 'tunnel-lport'?: number;
  readonly 'vlan-id'?: number;
  readonly 'new-vlan-id'?: number;
  readonly 'out-pport'?: number;
}

export interface QueryRockerOfDpaGroupsArguments {
  readonly name: string;
  readonly type?: number;
}

export interface QueryRockerOfDpaGroupsReturns {
  readonly id: number;
  readonly type: number;
  readonly 'vlan-id'?: number;
  readonly pport?: number;
  readonly index?: number;
  readonly 'out-pport'?: number;
  readonly 'group-id'?: number;
  readonly 'set-vlan-id'?: number;
  readonly 'pop-vlan'?: number;
  readonly 'group-ids'?: readonly number[];
  readonly 'set-eth-src'?: string;
  readonly 'set-eth-dst'?: string;
  readonly 'ttl-check'?: number;
}

export type QueryTpmModelsReturns = 'tpm-tis' | 'tpm-crb' | 'tpm-spapr';

export type QueryTpmTypesReturns = 'passthrough' | 'emulator';

export interface QueryTpmReturns {
  readonly id: string;
  readonly model: QueryTpmModelsReturns;
  readonly options: QueryTpmOptions;
}

export type QueryTpmOptions = {

} & (
  | { readonly type: 'passthrough' } & QueryTpmOptionsPassthrough
  | { readonly type: 'emulator' } & QueryTpmOptionsEmulator
);

export interface QueryTpmOptionsPassthrough {
  readonly data: QueryTpmOptionsPassthroughData;
}

export interface QueryTpmOptionsPassthroughData {
  readonly path?: string;
  readonly 'cancel-path'?: string;
}

export interface QueryTpmOptionsEmulator {
  readonly data: QueryTpmOptionsEmulatorData;
}

export interface QueryTpmOptionsEmulatorData {
  readonly chardev: string;
}

export type SetPasswordArguments = {
  readonly password: string;
  readonly connected?: SetPasswordConnected;
} & (
  | { readonly protocol: 'vnc' } & SetPasswordVnc
  | { readonly protocol: 'spice' }
);

export type SetPasswordConnected = 'keep' | 'fail' | 'disconnect';

export interface SetPasswordVnc {
  readonly display?: string;
}

export type ExpirePasswordArguments = {
  readonly time: string;
} & (
  | { readonly protocol: 'vnc' } & ExpirePasswordVnc
  | { readonly protocol: 'spice' }
);

export interface ExpirePasswordVnc {
  readonly display?: string;
}

export interface ScreendumpArguments {
  readonly filename: string;
  readonly device?: string;
  readonly head?: number;
  readonly format?: ScreendumpFormat;
}

export type ScreendumpFormat = 'ppm' | 'png';

export interface QuerySpiceReturns {
  readonly enabled: boolean;
  readonly migrated: boolean;
  readonly host?: string;
  readonly port?: number;
  readonly 'tls-port'?: number;
  readonly auth?: string;
  readonly 'compiled-version'?: string;
  readonly 'mouse-mode': QuerySpiceMouseMode;
  readonly channels?: readonly QuerySpiceChannels[];
}

export type QuerySpiceMouseMode = 'client' | 'server' | 'unknown';

export interface QuerySpiceChannels {
  readonly host: string;
  readonly port: string;
  readonly family: QuerySpiceChannelsFamily;
  readonly 'connection-id': number;
  readonly 'channel-type': number;
  readonly 'channel-id': number;
  readonly tls: boolean;
}

export type QuerySpiceChannelsFamily = 'ipv4' | 'ipv6' | 'unix' | 'vsock' | 'unknown';

export interface QueryVncReturns {
  readonly enabled: boolean;
  readonly host?: string;
  readonly family?: QuerySpiceChannelsFamily;
  readonly service?: string;
  readonly auth?: string;
  readonly clients?: readonly QueryVncClients[];
}

export interface QueryVncClients {
  readonly host: string;
  readonly service: string;
  readonly family: QuerySpiceChannelsFamily;
  readonly websocket: boolean;
  readonly x509_dname?: string;
  readonly sasl_username?: string;
}

export interface QueryVncServersReturns {
  readonly id: string;
  readonly server: readonly QueryVncServersServer[];
  readonly clients: readonly QueryVncClients[];
  readonly auth: QueryVncServersServerAuth;
  readonly vencrypt?: QueryVncServersServerVencrypt;
  readonly display?: string;
}

export interface QueryVncServersServer {
  readonly host: string;
  readonly service: string;
  readonly family: QuerySpiceChannelsFamily;
  readonly websocket: boolean;
  readonly auth: QueryVncServersServerAuth;
  readonly vencrypt?: QueryVncServersServerVencrypt;
}

export type QueryVncServersServerAuth = 'none' | 'vnc' | 'ra2' | 'ra2ne' | 'tight' | 'ultra' | 'tls' | 'vencrypt' | 'sasl';

export type QueryVncServersServerVencrypt =
  | 'plain'
  | 'tls-none'
  | 'x509-none'
  | 'tls-vnc'
  | 'x509-vnc'
  | 'tls-plain'
  | 'x509-plain'
  | 'tls-sasl'
  | 'x509-sasl';

export interface ChangeVncPasswordArguments {
  readonly password: string;
}

export interface QueryMiceReturns {
  readonly name: string;
  readonly index: number;
  readonly current: boolean;
  readonly absolute: boolean;
}

export interface SendKeyArguments {
  readonly keys: readonly SendKeyKeys[];
  readonly 'hold-time'?: number;
}

export type SendKeyKeys = {

} & (
  | { readonly type: 'number' } & SendKeyKeysNumber
  | { readonly type: 'qcode' } & SendKeyKeysQcode
);

export interface SendKeyKeysNumber {
  readonly data: number;
}

export interface SendKeyKeysQcode {
  readonly data: SendKeyKeysQcodeData;
}

export type SendKeyKeysQcodeData =
  | 'unmapped'
  | 'shift'
  | 'shift_r'
  | 'alt'
  | 'alt_r'
  | 'ctrl'
  | 'ctrl_r'
  | 'menu'
  | 'esc'
  | '1'
  | '2'
  | '3'
  | '4'
  | '5'
  | '6'
  | '7'
  | '8'
  | '9'
  | '0'
  | 'minus'
  | 'equal'
  | 'backspace'
  | 'tab'
  | 'q'
  | 'w'
  | 'e'
  | 'r'
  | 't'
  | 'y'
  | 'u'
  | 'i'
  | 'o'
  | 'p'
  | 'bracket_left'
  | 'bracket_right'
  | 'ret'
  | 'a'
  | 's'
  | 'd'
  | 'f'
  | 'g'
  | 'h'
  | 'j'
  | 'k'
  | 'l'
  | 'semicolon'
  | 'apostrophe'
  | 'grave_accent'
  | 'backslash'
  | 'z'
  | 'x'
  | 'c'
  | 'v'
  | 'b'
  | 'n'
  | 'm'
  | 'comma'
  | 'dot'
  | 'slash'
  | 'asterisk'
  | 'spc'
  | 'caps_lock'
  | 'f1'
  | 'f2'
  | 'f3'
  | 'f4'
  | 'f5'
  | 'f6'
  | 'f7'
  | 'f8'
  | 'f9'
  | 'f10'
  | 'num_lock'
  | 'scroll_lock'
  | 'kp_divide'
  | 'kp_multiply'
  | 'kp_subtract'
  | 'kp_add'
  | 'kp_enter'
  | 'kp_decimal'
  | 'sysrq'
  | 'kp_0'
  | 'kp_1'
  | 'kp_2'
  | 'kp_3'
  | 'kp_4'
  | 'kp_5'
  | 'kp_6'
  | 'kp_7'
  | 'kp_8'
  | 'kp_9'
  | 'less'
  | 'f11'
  | 'f12'
  | 'print'
  | 'home'
  | 'pgup'
  | 'pgdn'
  | 'end'
  | 'left'
  | 'up'
  | 'down'
  | 'right'
  | 'insert'
  | 'delete'
  | 'stop'
  | 'again'
  | 'props'
  | 'undo'
  | 'front'
  | 'copy'
  | 'open'
  | 'paste'
  | 'find'
  | 'cut'
  | 'lf'
  | 'help'
  | 'meta_l'
  | 'meta_r'
  | 'compose'
  | 'pause'
  | 'ro'
  | 'hiragana'
  | 'henkan'
  | 'yen'
  | 'muhenkan'
  | 'katakanahiragana'
  | 'kp_comma'
  | 'kp_equals'
  | 'power'
  | 'sleep'
  | 'wake'
  | 'audionext'
  | 'audioprev'
  | 'audiostop'
  | 'audioplay'
  | 'audiomute'
  | 'volumeup'
  | 'volumedown'
  | 'mediaselect'
  | 'mail'
  | 'calculator'
  | 'computer'
  | 'ac_home'
  | 'ac_back'
  | 'ac_forward'
  | 'ac_refresh'
  | 'ac_bookmarks'
  | 'lang1'
  | 'lang2';

export interface InputSendEventArguments {
  readonly device?: string;
  readonly head?: number;
  readonly events: readonly InputSendEventEvents[];
}

export type InputSendEventEvents = {

} & (
  | { readonly type: 'key' } & InputSendEventEventsKey
  | { readonly type: 'btn' } & InputSendEventEventsBtn
  | { readonly type: 'rel' } & InputSendEventEventsRel
  | { readonly type: 'abs' } & InputSendEventEventsRel
);

export interface InputSendEventEventsKey {
  readonly data: InputSendEventEventsKeyData;
}

export interface InputSendEventEventsKeyData {
  readonly key: SendKeyKeys;
  readonly down: boolean;
}

export interface InputSendEventEventsBtn {
  readonly data: InputSendEventEventsBtnData;
}

export interface InputSendEventEventsBtnData {
  readonly button: InputSendEventEventsBtnDataButton;
  readonly down: boolean;
}

export type InputSendEventEventsBtnDataButton = 'left' | 'middle' | 'right' | 'wheel-up' | 'wheel-down' | 'side' | 'extra' | 'wheel-left' | 'wheel-right';

export interface InputSendEventEventsRel {
  readonly data: InputSendEventEventsRelData;
}

export interface InputSendEventEventsRelData {
  readonly axis: InputSendEventEventsRelDataAxis;
  readonly value: number;
}

export type InputSendEventEventsRelDataAxis = 'x' | 'y';

export type QueryDisplayOptionsReturns = {
  readonly 'full-screen'?: boolean;
  readonly 'window-close'?: boolean;
  readonly 'show-cursor'?: boolean;
  readonly gl?: QueryDisplayOptionsGl;
} & (
  | { readonly type: 'gtk' } & QueryDisplayOptionsGtk
  | { readonly type: 'curses' } & QueryDisplayOptionsCurses
  | { readonly type: 'egl-headless' } & QueryDisplayOptionsEglHeadless
  | { readonly type: 'dbus' } & QueryDisplayOptionsDbus
  | { readonly type: 'sdl' } & QueryDisplayOptionsSdl
  | { readonly type: 'default' }
  | { readonly type: 'none' }
  | { readonly type: 'spice-app' }
);

export type QueryDisplayOptionsGl = 'off' | 'on' | 'core' | 'es';

export interface QueryDisplayOptionsGtk {
  readonly 'grab-on-hover'?: boolean;
  readonly 'zoom-to-fit'?: boolean;
  readonly 'show-tabs'?: boolean;
  readonly 'show-menubar'?: boolean;
}

export interface QueryDisplayOptionsCurses {
  readonly charset?: string;
}

export interface QueryDisplayOptionsEglHeadless {
  readonly rendernode?: string;
}

export interface QueryDisplayOptionsDbus {
  readonly rendernode?: string;
  readonly addr?: string;
  readonly p2p?: boolean;
  readonly audiodev?: string;
}

export interface QueryDisplayOptionsSdl {
  readonly 'grab-mod'?: QueryDisplayOptionsSdlGrabMod;
}

export type QueryDisplayOptionsSdlGrabMod = 'lctrl-lalt' | 'lshift-lctrl-lalt' | 'rctrl';

export type DisplayReloadArguments = {

} & (
  | { readonly type: 'vnc' } & DisplayReloadVnc
);

export interface DisplayReloadVnc {
  readonly 'tls-certs'?: boolean;
}

export type DisplayUpdateArguments = {

} & (
  | { readonly type: 'vnc' } & DisplayUpdateVnc
);

export interface DisplayUpdateVnc {
  readonly addresses?: readonly BlockdevAddGlusterServer[];
}

export interface QueryMigrateReturns {
  readonly status?: QueryMigrateStatus;
  readonly ram?: QueryMigrateRam;
  readonly disk?: QueryMigrateRam;
  readonly vfio?: QueryMigrateVfio;
  readonly 'xbzrle-cache'?: QueryMigrateXbzrleCache;
  readonly 'total-time'?: number;
  readonly 'expected-downtime'?: number;
  readonly downtime?: number;
  readonly 'setup-time'?: number;
  readonly 'cpu-throttle-percentage'?: number;
  readonly 'error-desc'?: string;
  readonly 'blocked-reasons'?: readonly string[];
  readonly 'postcopy-blocktime'?: number;
  readonly 'postcopy-vcpu-blocktime'?: readonly number[];
  readonly compression?: QueryMigrateCompression;
  readonly 'socket-address'?: readonly BlockdevAddGlusterServer[];
}

export type QueryMigrateStatus =
  | 'none'
  | 'setup'
  | 'cancelling'
  | 'cancelled'
  | 'active'
  | 'postcopy-active'
  | 'postcopy-paused'
  | 'postcopy-recover'
  | 'completed'
  | 'failed'
  | 'colo'
  | 'pre-switchover'
  | 'device'
  | 'wait-unplug';

export interface QueryMigrateRam {
  readonly transferred: number;
  readonly remaining: number;
  readonly total: number;
  readonly duplicate: number;
  readonly skipped: number;
  readonly normal: number;
  readonly 'normal-bytes': number;
  readonly 'dirty-pages-rate': number;
  readonly mbps: number;
  readonly 'dirty-sync-count': number;
  readonly 'postcopy-requests': number;
  readonly 'page-size': number;
  readonly 'multifd-bytes': number;
  readonly 'pages-per-second': number;
  readonly 'precopy-bytes': number;
  readonly 'downtime-bytes': number;
  readonly 'postcopy-bytes': number;
  readonly 'dirty-sync-missed-zero-copy': number;
}

export interface QueryMigrateVfio {
  readonly transferred: number;
}

export interface QueryMigrateXbzrleCache {
  readonly 'cache-size': number;
  readonly bytes: number;
  readonly pages: number;
  readonly 'cache-miss': number;
  readonly 'cache-miss-rate': number;
  readonly 'encoding-rate': number;
  readonly overflow: number;
}

export interface QueryMigrateCompression {
  readonly pages: number;
  readonly busy: number;
  readonly 'busy-rate': number;
  readonly 'compressed-size': number;
  readonly 'compression-rate': number;
}

export interface MigrateSetCapabilitiesArguments {
  readonly capabilities: readonly MigrateSetCapabilities[];
}

export interface MigrateSetCapabilities {
  readonly capability: MigrateSetCapabilitiesCapability;
  readonly state: boolean;
}

export type MigrateSetCapabilitiesCapability =
  | 'xbzrle'
  | 'rdma-pin-all'
  | 'auto-converge'
  | 'zero-blocks'
  | 'compress'
  | 'events'
  | 'postcopy-ram'
  | 'x-colo'
  | 'release-ram'
  | 'block'
  | 'return-path'
  | 'pause-before-switchover'
  | 'multifd'
  | 'dirty-bitmaps'
  | 'postcopy-blocktime'
  | 'late-block-activate'
  | 'x-ignore-shared'
  | 'validate-uuid'
  | 'background-snapshot'
  | 'zero-copy-send'
  | 'postcopy-preempt';

export interface MigrateSetParametersArguments {
  readonly 'announce-initial'?: number;
  readonly 'announce-max'?: number;
  readonly 'announce-rounds'?: number;
  readonly 'announce-step'?: number;
  readonly 'compress-level'?: number;
  readonly 'compress-threads'?: number;
  readonly 'compress-wait-thread'?: boolean;
  readonly 'decompress-threads'?: number;
  readonly 'throttle-trigger-threshold'?: number;
  readonly 'cpu-throttle-initial'?: number;
  readonly 'cpu-throttle-increment'?: number;
  readonly 'cpu-throttle-tailslow'?: boolean;
  readonly 'tls-creds'?: XBlockdevSetIothread;
  readonly 'tls-hostname'?: XBlockdevSetIothread;
  readonly 'tls-authz'?: XBlockdevSetIothread;
  readonly 'max-bandwidth'?: number;
  readonly 'downtime-limit'?: number;
  readonly 'x-checkpoint-delay'?: number;
  readonly 'block-incremental'?: boolean;
  readonly 'multifd-channels'?: number;
  readonly 'xbzrle-cache-size'?: number;
  readonly 'max-postcopy-bandwidth'?: number;
  readonly 'max-cpu-throttle'?: number;
  readonly 'multifd-compression'?: MigrateSetParametersMultifdCompression;
  readonly 'multifd-zlib-level'?: number;
  readonly 'multifd-zstd-level'?: number;
  readonly 'block-bitmap-mapping'?: readonly MigrateSetParametersBlockBitmapMapping[];
}

export type MigrateSetParametersMultifdCompression = 'none' | 'zlib' | 'zstd';

export interface MigrateSetParametersBlockBitmapMapping {
  readonly 'node-name': string;
  readonly alias: string;
  readonly bitmaps: readonly MigrateSetParametersBlockBitmapMappingBitmaps[];
}

export interface MigrateSetParametersBlockBitmapMappingBitmaps {
  readonly name: string;
  readonly alias: string;
  readonly transform?: MigrateSetParametersBlockBitmapMappingBitmapsTransform;
}

export interface MigrateSetParametersBlockBitmapMappingBitmapsTransform {
  readonly persistent?: boolean;
}

export interface QueryMigrateParametersReturns {
  readonly 'announce-initial'?: number;
  readonly 'announce-max'?: number;
  readonly 'announce-rounds'?: number;
  readonly 'announce-step'?: number;
  readonly 'compress-level'?: number;
  readonly 'compress-threads'?: number;
  readonly 'compress-wait-thread'?: boolean;
  readonly 'decompress-threads'?: number;
  readonly 'throttle-trigger-threshold'?: number;
  readonly 'cpu-throttle-initial'?: number;
  readonly 'cpu-throttle-increment'?: number;
  readonly 'cpu-throttle-tailslow'?: boolean;
  readonly 'tls-creds'?: string;
  readonly 'tls-hostname'?: string;
  readonly 'tls-authz'?: string;
  readonly 'max-bandwidth'?: number;
  readonly 'downtime-limit'?: number;
  readonly 'x-checkpoint-delay'?: number;
  readonly 'block-incremental'?: boolean;
  readonly 'multifd-channels'?: number;
  readonly 'xbzrle-cache-size'?: number;
  readonly 'max-postcopy-bandwidth'?: number;
  readonly 'max-cpu-throttle'?: number;
  readonly 'multifd-compression'?: MigrateSetParametersMultifdCompression;
  readonly 'multifd-zlib-level'?: number;
  readonly 'multifd-zstd-level'?: number;
  readonly 'block-bitmap-mapping'?: readonly MigrateSetParametersBlockBitmapMapping[];
}

export interface ClientMigrateInfoArguments {
  readonly protocol: string;
  readonly hostname: string;
  readonly port?: number;
  readonly 'tls-port'?: number;
  readonly 'cert-subject'?: string;
}

export interface MigrateContinueArguments {
  readonly state: QueryMigrateStatus;
}

export interface MigrateArguments {
  readonly uri: string;
  readonly blk?: boolean;
  readonly inc?: boolean;
  readonly detach?: boolean;
  readonly resume?: boolean;
}

export interface MigrateIncomingArguments {
  readonly uri: string;
}

export interface XenSaveDevicesStateArguments {
  readonly filename: string;
  readonly live?: boolean;
}

export interface XenSetGlobalDirtyLogArguments {
  readonly enable: boolean;
}

export interface XenLoadDevicesStateArguments {
  readonly filename: string;
}

export interface XenSetReplicationArguments {
  readonly enable: boolean;
  readonly primary: boolean;
  readonly failover?: boolean;
}

export interface QueryXenReplicationStatusReturns {
  readonly error: boolean;
  readonly desc?: string;
}

export interface QueryColoStatusReturns {
  readonly mode: QueryColoStatusMode;
  readonly 'last-mode': QueryColoStatusMode;
  readonly reason: QueryColoStatusReason;
}

export type QueryColoStatusMode = 'none' | 'primary' | 'secondary';

export type QueryColoStatusReason = 'none' | 'request' | 'error' | 'processing';

export interface MigrateRecoverArguments {
  readonly uri: string;
}

export interface CalcDirtyRateArguments {
  readonly 'calc-time': number;
  readonly 'sample-pages'?: number;
  readonly mode?: CalcDirtyRateMode;
}

export type CalcDirtyRateMode = 'page-sampling' | 'dirty-ring' | 'dirty-bitmap';

export interface QueryDirtyRateReturns {
  readonly 'dirty-rate'?: number;
  readonly status: QueryDirtyRateStatus;
  readonly 'start-time': number;
  readonly 'calc-time': number;
  readonly 'sample-pages': number;
  readonly mode: CalcDirtyRateMode;
  readonly 'vcpu-dirty-rate'?: readonly QueryDirtyRateVcpuDirtyRate[];
}

export type QueryDirtyRateStatus = 'unstarted' | 'measuring' | 'measured';

export interface QueryDirtyRateVcpuDirtyRate {
  readonly id: number;
  readonly 'dirty-rate': number;
}

export interface SetVcpuDirtyLimitArguments {
  readonly 'cpu-index'?: number;
  readonly 'dirty-rate': number;
}

export interface CancelVcpuDirtyLimitArguments {
  readonly 'cpu-index'?: number;
}

export interface QueryVcpuDirtyLimitReturns {
  readonly 'cpu-index': number;
  readonly 'limit-rate': number;
  readonly 'current-rate': number;
}

export interface SnapshotSaveArguments {
  readonly 'job-id': string;
  readonly tag: string;
  readonly vmstate: string;
  readonly devices: readonly string[];
}

export interface SnapshotLoadArguments {
  readonly 'job-id': string;
  readonly tag: string;
  readonly vmstate: string;
  readonly devices: readonly string[];
}

export interface SnapshotDeleteArguments {
  readonly 'job-id': string;
  readonly tag: string;
  readonly devices: readonly string[];
}

export interface TransactionArguments {
  readonly actions: readonly TransactionActions[];
  readonly properties?: TransactionProperties;
}

export type TransactionActions = {

} & (
  | { readonly type: 'abort' } & TransactionActionsAbort
  | { readonly type: 'block-dirty-bitmap-add' } & TransactionActionsBlockDirtyBitmapAdd
  | { readonly type: 'block-dirty-bitmap-remove' } & TransactionActionsBlockDirtyBitmapRemove
  | { readonly type: 'block-dirty-bitmap-clear' } & TransactionActionsBlockDirtyBitmapRemove
  | { readonly type: 'block-dirty-bitmap-enable' } & TransactionActionsBlockDirtyBitmapRemove
  | { readonly type: 'block-dirty-bitmap-disable' } & TransactionActionsBlockDirtyBitmapRemove
  | { readonly type: 'block-dirty-bitmap-merge' } & TransactionActionsBlockDirtyBitmapMerge
  | { readonly type: 'blockdev-backup' } & TransactionActionsBlockdevBackup
  | { readonly type: 'blockdev-snapshot' } & TransactionActionsBlockdevSnapshot
  | { readonly type: 'blockdev-snapshot-internal-sync' } & TransactionActionsBlockdevSnapshotInternalSync
  | { readonly type: 'blockdev-snapshot-sync' } & TransactionActionsBlockdevSnapshotSync
  | { readonly type: 'drive-backup' } & TransactionActionsDriveBackup
);

export interface TransactionActionsAbort {
  readonly data: Nothing;
}

export interface TransactionActionsBlockDirtyBitmapAdd {
  readonly data: BlockDirtyBitmapAddArguments;
}

export interface TransactionActionsBlockDirtyBitmapRemove {
  readonly data: BlockDirtyBitmapRemoveArguments;
}

export interface TransactionActionsBlockDirtyBitmapMerge {
  readonly data: BlockDirtyBitmapMergeArguments;
}

export interface TransactionActionsBlockdevBackup {
  readonly data: BlockdevBackupArguments;
}

export interface TransactionActionsBlockdevSnapshot {
  readonly data: BlockdevSnapshotArguments;
}

export interface TransactionActionsBlockdevSnapshotInternalSync {
  readonly data: BlockdevSnapshotInternalSyncArguments;
}

export interface TransactionActionsBlockdevSnapshotSync {
  readonly data: BlockdevSnapshotSyncArguments;
}

export interface TransactionActionsDriveBackup {
  readonly data: DriveBackupArguments;
}

export interface TransactionProperties {
  readonly 'completion-mode'?: TransactionPropertiesCompletionMode;
}

export type TransactionPropertiesCompletionMode = 'individual' | 'grouped';

export interface TraceEventGetStateArguments {
  readonly name: string;
  readonly vcpu?: number;
}

export interface TraceEventGetStateReturns {
  readonly name: string;
  readonly state: TraceEventGetState;
  readonly vcpu: boolean;
}

export type TraceEventGetState = 'unavailable' | 'disabled' | 'enabled';

export interface TraceEventSetStateArguments {
  readonly name: string;
  readonly enable: boolean;
  readonly 'ignore-unavailable'?: boolean;
  readonly vcpu?: number;
}

export interface QmpCapabilitiesArguments {
  readonly enable?: readonly QmpCapabilitiesEnable[];
}

export type QmpCapabilitiesEnable = 'oob';

export interface QueryVersionReturns {
  readonly qemu: QueryVersionQemu;
  readonly package: string;
}

export interface QueryVersionQemu {
  readonly major: number;
  readonly minor: number;
  readonly micro: number;
}

export interface QueryCommandsReturns {
  readonly name: string;
}

export type QueryQmpSchemaReturns = {
  readonly name: string;
  readonly features?: readonly string[];
} & (
  | { readonly 'meta-type': 'builtin' } & QueryQmpSchemaBuiltin
  | { readonly 'meta-type': 'enum' } & QueryQmpSchemaEnum
  | { readonly 'meta-type': 'array' } & QueryQmpSchemaArray
  | { readonly 'meta-type': 'object' } & QueryQmpSchemaObject
  | { readonly 'meta-type': 'alternate' } & QueryQmpSchemaAlternate
  | { readonly 'meta-type': 'command' } & QueryQmpSchemaCommand
  | { readonly 'meta-type': 'event' } & QueryQmpSchemaEvent
);

export interface QueryQmpSchemaBuiltin {
  readonly 'json-type': QueryQmpSchemaBuiltinJsonType;
}

export type QueryQmpSchemaBuiltinJsonType = 'string' | 'number' | 'int' | 'boolean' | 'null' | 'object' | 'array' | 'value';

export interface QueryQmpSchemaEnum {
  readonly members: readonly QueryQmpSchemaEnumMembers[];
  readonly values: readonly string[];
}

export interface QueryQmpSchemaEnumMembers {
  readonly name: string;
  readonly features?: readonly string[];
}

export interface QueryQmpSchemaArray {
  readonly 'element-type': string;
}

export interface QueryQmpSchemaObject {
  readonly members: readonly QueryQmpSchemaObjectMembers[];
  readonly tag?: string;
  readonly variants?: readonly QueryQmpSchemaObjectVariants[];
}

export interface QueryQmpSchemaObjectMembers {
  readonly name: string;
  readonly type: string;
  readonly default?: unknown;
  readonly features?: readonly string[];
}

export interface QueryQmpSchemaObjectVariants {
  readonly case: string;
  readonly type: string;
}

export interface QueryQmpSchemaAlternate {
  readonly members: readonly QueryQmpSchemaAlternateMembers[];
}

export interface QueryQmpSchemaAlternateMembers {
  readonly type: string;
}

export interface QueryQmpSchemaCommand {
  readonly 'arg-type': string;
  readonly 'ret-type': string;
  readonly 'allow-oob'?: boolean;
}

export interface QueryQmpSchemaEvent {
  readonly 'arg-type': string;
}

export interface QomListArguments {
  readonly path: string;
}

export interface QomListReturns {
  readonly name: string;
  readonly type: string;
  readonly description?: string;
  readonly 'default-value'?: unknown;
}

export interface QomGetArguments {
  readonly path: string;
  readonly property: string;
}

export interface QomSetArguments {
  readonly path: string;
  readonly property: string;
  readonly value: unknown;
}

export interface QomListTypesArguments {
  readonly implements?: string;
  readonly abstract?: boolean;
}

export interface QomListTypesReturns {
  readonly name: string;
  readonly abstract?: boolean;
  readonly parent?: string;
}

export interface QomListPropertiesArguments {
  readonly typename: string;
}

export type ObjectAddArguments = {
  readonly id: string;
} & (
  | { readonly 'qom-type': 'authz-list' } & ObjectAddAuthzList
  | { readonly 'qom-type': 'authz-listfile' } & ObjectAddAuthzListfile
  | { readonly 'qom-type': 'authz-pam' } & ObjectAddAuthzPam
  | { readonly 'qom-type': 'authz-simple' } & ObjectAddAuthzSimple
  | { readonly 'qom-type': 'can-host-socketcan' } & ObjectAddCanHostSocketcan
  | { readonly 'qom-type': 'colo-compare' } & ObjectAddColoCompare
  | { readonly 'qom-type': 'cryptodev-backend' } & ObjectAddCryptodevBackend
  | { readonly 'qom-type': 'cryptodev-backend-builtin' } & ObjectAddCryptodevBackend
  | { readonly 'qom-type': 'cryptodev-backend-lkcf' } & ObjectAddCryptodevBackend
  | { readonly 'qom-type': 'cryptodev-vhost-user' } & ObjectAddCryptodevVhostUser
  | { readonly 'qom-type': 'dbus-vmstate' } & ObjectAddDbusVmstate
  | { readonly 'qom-type': 'filter-buffer' } & ObjectAddFilterBuffer
  | { readonly 'qom-type': 'filter-dump' } & ObjectAddFilterDump
  | { readonly 'qom-type': 'filter-mirror' } & ObjectAddFilterMirror
  | { readonly 'qom-type': 'filter-redirector' } & ObjectAddFilterRedirector
  | { readonly 'qom-type': 'filter-replay' } & ObjectAddFilterReplay
  | { readonly 'qom-type': 'filter-rewriter' } & ObjectAddFilterRewriter
  | { readonly 'qom-type': 'input-barrier' } & ObjectAddInputBarrier
  | { readonly 'qom-type': 'input-linux' } & ObjectAddInputLinux
  | { readonly 'qom-type': 'iothread' } & ObjectAddIothread
  | { readonly 'qom-type': 'main-loop' } & ObjectAddMainLoop
  | { readonly 'qom-type': 'memory-backend-epc' } & ObjectAddMemoryBackendEpc
  | { readonly 'qom-type': 'memory-backend-file' } & ObjectAddMemoryBackendFile
  | { readonly 'qom-type': 'memory-backend-memfd' } & ObjectAddMemoryBackendMemfd
  | { readonly 'qom-type': 'memory-backend-ram' } & ObjectAddMemoryBackendRam
  | { readonly 'qom-type': 'pr-manager-helper' } & ObjectAddPrManagerHelper
  | { readonly 'qom-type': 'qtest' } & ObjectAddQtest
  | { readonly 'qom-type': 'rng-builtin' } & ObjectAddRngBuiltin
  | { readonly 'qom-type': 'rng-egd' } & ObjectAddRngEgd
  | { readonly 'qom-type': 'rng-random' } & ObjectAddRngRandom
  | { readonly 'qom-type': 'secret' } & ObjectAddSecret
  | { readonly 'qom-type': 'secret_keyring' } & ObjectAddSecretKeyring
  | { readonly 'qom-type': 'sev-guest' } & ObjectAddSevGuest
  | { readonly 'qom-type': 'thread-context' } & ObjectAddThreadContext
  | { readonly 'qom-type': 'throttle-group' } & ObjectAddThrottleGroup
  | { readonly 'qom-type': 'tls-creds-anon' } & ObjectAddTlsCredsAnon
  | { readonly 'qom-type': 'tls-creds-psk' } & ObjectAddTlsCredsPsk
  | { readonly 'qom-type': 'tls-creds-x509' } & ObjectAddTlsCredsX509
  | { readonly 'qom-type': 'tls-cipher-suites' } & ObjectAddTlsCipherSuites
  | { readonly 'qom-type': 'x-remote-object' } & ObjectAddXRemoteObject
  | { readonly 'qom-type': 'x-vfio-user-server' } & ObjectAddXVfioUserServer
  | { readonly 'qom-type': 'can-bus' }
  | { readonly 'qom-type': 'pef-guest' }
  | { readonly 'qom-type': 's390-pv-guest' }
);

export interface ObjectAddAuthzList {
  readonly policy?: ObjectAddAuthzListPolicy;
  readonly rules?: readonly ObjectAddAuthzListRules[];
}

export type ObjectAddAuthzListPolicy = 'deny' | 'allow';

export interface ObjectAddAuthzListRules {
  readonly match: string;
  readonly policy: ObjectAddAuthzListPolicy;
  readonly format?: ObjectAddAuthzListRulesFormat;
}

export type ObjectAddAuthzListRulesFormat = 'exact' | 'glob';

export interface ObjectAddAuthzListfile {
  readonly filename: string;
  readonly refresh?: boolean;
}

export interface ObjectAddAuthzPam {
  readonly service: string;
}

export interface ObjectAddAuthzSimple {
  readonly identity: string;
}

export interface ObjectAddCanHostSocketcan {
  readonly if: string;
  readonly canbus: string;
}

export interface ObjectAddColoCompare {
  readonly primary_in: string;
  readonly secondary_in: string;
  readonly outdev: string;
  readonly iothread: string;
  readonly notify_dev?: string;
  readonly compare_timeout?: number;
  readonly expired_scan_cycle?: number;
  readonly max_queue_size?: number;
  readonly vnet_hdr_support?: boolean;
}

export interface ObjectAddCryptodevBackend {
  readonly queues?: number;
}

export interface ObjectAddCryptodevVhostUser {
  readonly queues?: number;
  readonly chardev: string;
}

export interface ObjectAddDbusVmstate {
  readonly addr: string;
  readonly 'id-list'?: string;
}

export interface ObjectAddFilterBuffer {
  readonly netdev: string;
  readonly queue?: ObjectAddFilterBufferQueue;
  readonly status?: string;
  readonly position?: string;
  readonly insert?: ObjectAddFilterBufferInsert;
  readonly interval: number;
}

export type ObjectAddFilterBufferQueue = 'all' | 'rx' | 'tx';

export type ObjectAddFilterBufferInsert = 'before' | 'behind';

export interface ObjectAddFilterDump {
  readonly netdev: string;
  readonly queue?: ObjectAddFilterBufferQueue;
  readonly status?: string;
  readonly position?: string;
  readonly insert?: ObjectAddFilterBufferInsert;
  readonly file: string;
  readonly maxlen?: number;
}

export interface ObjectAddFilterMirror {
  readonly netdev: string;
  readonly queue?: ObjectAddFilterBufferQueue;
  readonly status?: string;
  readonly position?: string;
  readonly insert?: ObjectAddFilterBufferInsert;
  readonly outdev: string;
  readonly vnet_hdr_support?: boolean;
}

export interface ObjectAddFilterRedirector {
  readonly netdev: string;
  readonly queue?: ObjectAddFilterBufferQueue;
  readonly status?: string;
  readonly position?: string;
  readonly insert?: ObjectAddFilterBufferInsert;
  readonly indev?: string;
  readonly outdev?: string;
  readonly vnet_hdr_support?: boolean;
}

export interface ObjectAddFilterReplay {
  readonly netdev: string;
  readonly queue?: ObjectAddFilterBufferQueue;
  readonly status?: string;
  readonly position?: string;
  readonly insert?: ObjectAddFilterBufferInsert;
}

export interface ObjectAddFilterRewriter {
  readonly netdev: string;
  readonly queue?: ObjectAddFilterBufferQueue;
  readonly status?: string;
  readonly position?: string;
  readonly insert?: ObjectAddFilterBufferInsert;
  readonly vnet_hdr_support?: boolean;
}

export interface ObjectAddInputBarrier {
  readonly name: string;
  readonly server?: string;
  readonly port?: string;
  readonly 'x-origin'?: string;
  readonly 'y-origin'?: string;
  readonly width?: string;
  readonly height?: string;
}

export interface ObjectAddInputLinux {
  readonly evdev: string;
  readonly grab_all?: boolean;
  readonly repeat?: boolean;
  readonly 'grab-toggle'?: ObjectAddInputLinuxGrabToggle;
}

export type ObjectAddInputLinuxGrabToggle = 'ctrl-ctrl' | 'alt-alt' | 'shift-shift' | 'meta-meta' | 'scrolllock' | 'ctrl-scrolllock';

export interface ObjectAddIothread {
  readonly 'aio-max-batch'?: number;
  readonly 'thread-pool-min'?: number;
  readonly 'thread-pool-max'?: number;
  readonly 'poll-max-ns'?: number;
  readonly 'poll-grow'?: number;
  readonly 'poll-shrink'?: number;
}

export interface ObjectAddMainLoop {
  readonly 'aio-max-batch'?: number;
  readonly 'thread-pool-min'?: number;
  readonly 'thread-pool-max'?: number;
}

export interface ObjectAddMemoryBackendEpc {
  readonly dump?: boolean;
  readonly 'host-nodes'?: readonly number[];
  readonly merge?: boolean;
  readonly policy?: ObjectAddMemoryBackendEpcPolicy;
  readonly prealloc?: boolean;
  readonly 'prealloc-threads'?: number;
  readonly 'prealloc-context'?: string;
  readonly share?: boolean;
  readonly reserve?: boolean;
  readonly size: number;
  readonly 'x-use-canonical-path-for-ramblock-id'?: boolean;
}

export type ObjectAddMemoryBackendEpcPolicy = 'default' | 'preferred' | 'bind' | 'interleave';

export interface ObjectAddMemoryBackendFile {
  readonly dump?: boolean;
  readonly 'host-nodes'?: readonly number[];
  readonly merge?: boolean;
  readonly policy?: ObjectAddMemoryBackendEpcPolicy;
  readonly prealloc?: boolean;
  readonly 'prealloc-threads'?: number;
  readonly 'prealloc-context'?: string;
  readonly share?: boolean;
  readonly reserve?: boolean;
  readonly size: number;
  readonly 'x-use-canonical-path-for-ramblock-id'?: boolean;
  readonly align?: number;
  readonly 'discard-data'?: boolean;
  readonly 'mem-path': string;
  readonly pmem?: boolean;
  readonly readonly?: boolean;
}

export interface ObjectAddMemoryBackendMemfd {
  readonly dump?: boolean;
  readonly 'host-nodes'?: readonly number[];
  readonly merge?: boolean;
  readonly policy?: ObjectAddMemoryBackendEpcPolicy;
  readonly prealloc?: boolean;
  readonly 'prealloc-threads'?: number;
  readonly 'prealloc-context'?: string;
  readonly share?: boolean;
  readonly reserve?: boolean;
  readonly size: number;
  readonly 'x-use-canonical-path-for-ramblock-id'?: boolean;
  readonly hugetlb?: boolean;
  readonly hugetlbsize?: number;
  readonly seal?: boolean;
}

export interface ObjectAddMemoryBackendRam {
  readonly dump?: boolean;
  readonly 'host-nodes'?: readonly number[];
  readonly merge?: boolean;
  readonly policy?: ObjectAddMemoryBackendEpcPolicy;
  readonly prealloc?: boolean;
  readonly 'prealloc-threads'?: number;
  readonly 'prealloc-context'?: string;
  readonly share?: boolean;
  readonly reserve?: boolean;
  readonly size: number;
  readonly 'x-use-canonical-path-for-ramblock-id'?: boolean;
}

export interface ObjectAddPrManagerHelper {
  readonly path: string;
}

export interface ObjectAddQtest {
  readonly chardev: string;
  readonly log?: string;
}

export interface ObjectAddRngBuiltin {
  readonly opened?: boolean;
}

export interface ObjectAddRngEgd {
  readonly opened?: boolean;
  readonly chardev: string;
}

export interface ObjectAddRngRandom {
  readonly opened?: boolean;
  readonly filename?: string;
}

export interface ObjectAddSecret {
  readonly loaded?: boolean;
  readonly format?: ObjectAddSecretFormat;
  readonly keyid?: string;
  readonly iv?: string;
  readonly data?: string;
  readonly file?: string;
}

export type ObjectAddSecretFormat = 'raw' | 'base64';

export interface ObjectAddSecretKeyring {
  readonly loaded?: boolean;
  readonly format?: ObjectAddSecretFormat;
  readonly keyid?: string;
  readonly iv?: string;
  readonly serial: number;
}

export interface ObjectAddSevGuest {
  readonly 'sev-device'?: string;
  readonly 'dh-cert-file'?: string;
  readonly 'session-file'?: string;
  readonly policy?: number;
  readonly handle?: number;
  readonly cbitpos?: number;
  readonly 'reduced-phys-bits': number;
  readonly 'kernel-hashes'?: boolean;
}

export interface ObjectAddThreadContext {
  readonly 'cpu-affinity'?: readonly number[];
  readonly 'node-affinity'?: readonly number[];
}

export interface ObjectAddThrottleGroup {
  readonly limits?: ObjectAddThrottleGroupLimits;
  readonly 'x-iops-total'?: number;
  readonly 'x-iops-total-max'?: number;
  readonly 'x-iops-total-max-length'?: number;
  readonly 'x-iops-read'?: number;
  readonly 'x-iops-read-max'?: number;
  readonly 'x-iops-read-max-length'?: number;
  readonly 'x-iops-write'?: number;
  readonly 'x-iops-write-max'?: number;
  readonly 'x-iops-write-max-length'?: number;
  readonly 'x-bps-total'?: number;
  readonly 'x-bps-total-max'?: number;
  readonly 'x-bps-total-max-length'?: number;
  readonly 'x-bps-read'?: number;
  readonly 'x-bps-read-max'?: number;
  readonly 'x-bps-read-max-length'?: number;
  readonly 'x-bps-write'?: number;
  readonly 'x-bps-write-max'?: number;
  readonly 'x-bps-write-max-length'?: number;
  readonly 'x-iops-size'?: number;
}

export interface ObjectAddThrottleGroupLimits {
  readonly 'iops-total'?: number;
  readonly 'iops-total-max'?: number;
  readonly 'iops-total-max-length'?: number;
  readonly 'iops-read'?: number;
  readonly 'iops-read-max'?: number;
  readonly 'iops-read-max-length'?: number;
  readonly 'iops-write'?: number;
  readonly 'iops-write-max'?: number;
  readonly 'iops-write-max-length'?: number;
  readonly 'bps-total'?: number;
  readonly 'bps-total-max'?: number;
  readonly 'bps-total-max-length'?: number;
  readonly 'bps-read'?: number;
  readonly 'bps-read-max'?: number;
  readonly 'bps-read-max-length'?: number;
  readonly 'bps-write'?: number;
  readonly 'bps-write-max'?: number;
  readonly 'bps-write-max-length'?: number;
  readonly 'iops-size'?: number;
}

export interface ObjectAddTlsCredsAnon {
  readonly 'verify-peer'?: boolean;
  readonly dir?: string;
  readonly endpoint?: ObjectAddTlsCredsAnonEndpoint;
  readonly priority?: string;
  readonly loaded?: boolean;
}

export type ObjectAddTlsCredsAnonEndpoint = 'client' | 'server';

export interface ObjectAddTlsCredsPsk {
  readonly 'verify-peer'?: boolean;
  readonly dir?: string;
  readonly endpoint?: ObjectAddTlsCredsAnonEndpoint;
  readonly priority?: string;
  readonly loaded?: boolean;
  readonly username?: string;
}

export interface ObjectAddTlsCredsX509 {
  readonly 'verify-peer'?: boolean;
  readonly dir?: string;
  readonly endpoint?: ObjectAddTlsCredsAnonEndpoint;
  readonly priority?: string;
  readonly loaded?: boolean;
  readonly 'sanity-check'?: boolean;
  readonly passwordid?: string;
}

export interface ObjectAddTlsCipherSuites {
  readonly 'verify-peer'?: boolean;
  readonly dir?: string;
  readonly endpoint?: ObjectAddTlsCredsAnonEndpoint;
  readonly priority?: string;
}

export interface ObjectAddXRemoteObject {
  readonly fd: string;
  readonly devid: string;
}

export interface ObjectAddXVfioUserServer {
  readonly socket: BlockdevAddGlusterServer;
  readonly device: string;
}

export interface ObjectDelArguments {
  readonly id: string;
}

export interface DeviceListPropertiesArguments {
  readonly typename: string;
}

export interface DeviceAddArguments {
  readonly driver: string;
  readonly bus?: string;
  readonly id?: string;
}

export interface DeviceDelArguments {
  readonly id: string;
}

export type QueryCpusFastReturns = {
  readonly 'cpu-index': number;
  readonly 'qom-path': string;
  readonly 'thread-id': number;
  readonly props?: QueryCpusFastProps;
} & (
  | { readonly target: 's390x' } & QueryCpusFastS390x
  | { readonly target: 'aarch64' }
  | { readonly target: 'alpha' }
  | { readonly target: 'arm' }
  | { readonly target: 'avr' }
  | { readonly target: 'cris' }
  | { readonly target: 'hppa' }
  | { readonly target: 'i386' }
  | { readonly target: 'loongarch64' }
  | { readonly target: 'm68k' }
  | { readonly target: 'microblaze' }
  | { readonly target: 'microblazeel' }
  | { readonly target: 'mips' }
  | { readonly target: 'mips64' }
  | { readonly target: 'mips64el' }
  | { readonly target: 'mipsel' }
  | { readonly target: 'nios2' }
  | { readonly target: 'or1k' }
  | { readonly target: 'ppc' }
  | { readonly target: 'ppc64' }
  | { readonly target: 'riscv32' }
  | { readonly target: 'riscv64' }
  | { readonly target: 'rx' }
  | { readonly target: 'sh4' }
  | { readonly target: 'sh4eb' }
  | { readonly target: 'sparc' }
  | { readonly target: 'sparc64' }
  | { readonly target: 'tricore' }
  | { readonly target: 'x86_64' }
  | { readonly target: 'xtensa' }
  | { readonly target: 'xtensaeb' }
);

export interface QueryCpusFastProps {
  readonly 'node-id'?: number;
  readonly 'socket-id'?: number;
  readonly 'die-id'?: number;
  readonly 'cluster-id'?: number;
  readonly 'core-id'?: number;
  readonly 'thread-id'?: number;
}

export interface QueryCpusFastS390x {
  readonly 'cpu-state': QueryCpusFastS390xCpuState;
}

export type QueryCpusFastS390xCpuState = 'uninitialized' | 'stopped' | 'check-stop' | 'operating' | 'load';

export interface QueryMachinesReturns {
  readonly name: string;
  readonly alias?: string;
  readonly 'is-default'?: boolean;
  readonly 'cpu-max': number;
  readonly 'hotpluggable-cpus': boolean;
  readonly 'numa-mem-supported': boolean;
  readonly deprecated: boolean;
  readonly 'default-cpu-type'?: string;
  readonly 'default-ram-id'?: string;
}

export interface QueryCurrentMachineReturns {
  readonly 'wakeup-suspend-support': boolean;
}

export interface QueryTargetReturns {
  readonly arch: QueryTargetArch;
}

export type QueryTargetArch =
  | 'aarch64'
  | 'alpha'
  | 'arm'
  | 'avr'
  | 'cris'
  | 'hppa'
  | 'i386'
  | 'loongarch64'
  | 'm68k'
  | 'microblaze'
  | 'microblazeel'
  | 'mips'
  | 'mips64'
  | 'mips64el'
  | 'mipsel'
  | 'nios2'
  | 'or1k'
  | 'ppc'
  | 'ppc64'
  | 'riscv32'
  | 'riscv64'
  | 'rx'
  | 's390x'
  | 'sh4'
  | 'sh4eb'
  | 'sparc'
  | 'sparc64'
  | 'tricore'
  | 'x86_64'
  | 'xtensa'
  | 'xtensaeb';

export interface QueryUuidReturns {
  readonly UUID: string;
}

export interface QueryVmGenerationIdReturns {
  readonly guid: string;
}

export interface QueryKvmReturns {
  readonly enabled: boolean;
  readonly present: boolean;
}

export interface MemsaveArguments {
  readonly val: number;
  readonly size: number;
  readonly filename: string;
  readonly 'cpu-index'?: number;
}

export interface PmemsaveArguments {
  readonly val: number;
  readonly size: number;
  readonly filename: string;
}

export interface QueryMemdevReturns {
  readonly id?: string;
  readonly size: number;
  readonly merge: boolean;
  readonly dump: boolean;
  readonly prealloc: boolean;
  readonly share: boolean;
  readonly reserve?: boolean;
  readonly 'host-nodes': readonly number[];
  readonly policy: ObjectAddMemoryBackendEpcPolicy;
}

export interface QueryHotpluggableCpusReturns {
  readonly type: string;
  readonly 'vcpus-count': number;
  readonly props: QueryCpusFastProps;
  readonly 'qom-path'?: string;
}

export type SetNumaNodeArguments = {

} & (
  | { readonly type: 'node' } & SetNumaNode
  | { readonly type: 'dist' } & SetNumaNodeDist
  | { readonly type: 'cpu' } & SetNumaNodeCpu
  | { readonly type: 'hmat-lb' } & SetNumaNodeHmatLb
  | { readonly type: 'hmat-cache' } & SetNumaNodeHmatCache
);

export interface SetNumaNode {
  readonly nodeid?: number;
  readonly cpus?: readonly number[];
  readonly mem?: number;
  readonly memdev?: string;
  readonly initiator?: number;
}

export interface SetNumaNodeDist {
  readonly src: number;
  readonly dst: number;
  readonly val: number;
}

export interface SetNumaNodeCpu {
  readonly 'node-id'?: number;
  readonly 'socket-id'?: number;
  readonly 'die-id'?: number;
  readonly 'cluster-id'?: number;
  readonly 'core-id'?: number;
  readonly 'thread-id'?: number;
}

export interface SetNumaNodeHmatLb {
  readonly initiator: number;
  readonly target: number;
  readonly hierarchy: SetNumaNodeHmatLbHierarchy;
  readonly 'data-type': SetNumaNodeHmatLbDataType;
  readonly latency?: number;
  readonly bandwidth?: number;
}

export type SetNumaNodeHmatLbHierarchy = 'memory' | 'first-level' | 'second-level' | 'third-level';

export type SetNumaNodeHmatLbDataType =
  | 'access-latency'
  | 'read-latency'
  | 'write-latency'
  | 'access-bandwidth'
  | 'read-bandwidth'
  | 'write-bandwidth';

export interface SetNumaNodeHmatCache {
  readonly 'node-id': number;
  readonly size: number;
  readonly level: number;
  readonly associativity: SetNumaNodeHmatCacheAssociativity;
  readonly policy: SetNumaNodeHmatCachePolicy;
  readonly line: number;
}

export type SetNumaNodeHmatCacheAssociativity = 'none' | 'direct' | 'complex';

export type SetNumaNodeHmatCachePolicy = 'none' | 'write-back' | 'write-through';

export interface BalloonArguments {
  readonly value: number;
}

export interface QueryBalloonReturns {
  readonly actual: number;
}

export interface QueryMemorySizeSummaryReturns {
  readonly 'base-memory': number;
  readonly 'plugged-memory'?: number;
}

export type QueryMemoryDevicesReturns = {

} & (
  | { readonly type: 'dimm' } & QueryMemoryDevicesDimm
  | { readonly type: 'nvdimm' } & QueryMemoryDevicesDimm
  | { readonly type: 'virtio-pmem' } & QueryMemoryDevicesVirtioPmem
  | { readonly type: 'virtio-mem' } & QueryMemoryDevicesVirtioMem
  | { readonly type: 'sgx-epc' } & QueryMemoryDevicesSgxEpc
);

export interface QueryMemoryDevicesDimm {
  readonly data: QueryMemoryDevicesDimmData;
}

export interface QueryMemoryDevicesDimmData {
  readonly id?: string;
  readonly addr: number;
  readonly size: number;
  readonly slot: number;
  readonly node: number;
  readonly memdev: string;
  readonly hotplugged: boolean;
  readonly hotpluggable: boolean;
}

export interface QueryMemoryDevicesVirtioPmem {
  readonly data: QueryMemoryDevicesVirtioPmemData;
}

export interface QueryMemoryDevicesVirtioPmemData {
  readonly id?: string;
  readonly memaddr: number;
  readonly size: number;
  readonly memdev: string;
}

export interface QueryMemoryDevicesVirtioMem {
  readonly data: QueryMemoryDevicesVirtioMemData;
}

export interface QueryMemoryDevicesVirtioMemData {
  readonly id?: string;
  readonly memaddr: number;
  readonly 'requested-size': number;
  readonly size: number;
  readonly 'max-size': number;
  readonly 'block-size': number;
  readonly node: number;
  readonly memdev: string;
}

export interface QueryMemoryDevicesSgxEpc {
  readonly data: QueryMemoryDevicesSgxEpcData;
}

export interface QueryMemoryDevicesSgxEpcData {
  readonly id?: string;
  readonly memaddr: number;
  readonly size: number;
  readonly node: number;
  readonly memdev: string;
}

export interface XQueryIrqReturns {
  readonly 'human-readable-text': string;
}

export interface DumpdtbArguments {
  readonly filename: string;
}

export interface QueryCpuModelExpansionArguments {
  readonly type: QueryCpuModelExpansionType;
  readonly model: QueryCpuModelExpansionModel;
}

export type QueryCpuModelExpansionType = 'static' | 'full';

export interface QueryCpuModelExpansionModel {
  readonly name: string;
  readonly props?: unknown;
}

export interface QueryCpuModelExpansionReturns {
  readonly model: QueryCpuModelExpansionModel;
}

export interface QueryCpuDefinitionsReturns {
  readonly name: string;
  readonly 'migration-safe'?: boolean;
  readonly static: boolean;
  readonly 'unavailable-features'?: readonly string[];
  readonly typename: string;
  readonly 'alias-of'?: string;
  readonly deprecated: boolean;
}

export interface QueryReplayReturns {
  readonly mode: QueryReplayMode;
  readonly filename?: string;
  readonly icount: number;
}

export type QueryReplayMode = 'none' | 'record' | 'play';

export interface ReplayBreakArguments {
  readonly icount: number;
}

export interface ReplaySeekArguments {
  readonly icount: number;
}

export interface YankArguments {
  readonly instances: readonly YankInstances[];
}

export type YankInstances = {

} & (
  | { readonly type: 'block-node' } & YankInstancesBlockNode
  | { readonly type: 'chardev' } & YankInstancesChardev
  | { readonly type: 'migration' }
);

export interface YankInstancesBlockNode {
  readonly 'node-name': string;
}

export interface YankInstancesChardev {
  readonly id: string;
}

export interface AddClientArguments {
  readonly protocol: string;
  readonly fdname: string;
  readonly skipauth?: boolean;
  readonly tls?: boolean;
}

export interface QueryNameReturns {
  readonly name?: string;
}

export interface QueryIothreadsReturns {
  readonly id: string;
  readonly 'thread-id': number;
  readonly 'poll-max-ns': number;
  readonly 'poll-grow': number;
  readonly 'poll-shrink': number;
  readonly 'aio-max-batch': number;
}

export interface HumanMonitorCommandArguments {
  readonly 'command-line': string;
  readonly 'cpu-index'?: number;
}

export interface GetfdArguments {
  readonly fdname: string;
}

export interface ClosefdArguments {
  readonly fdname: string;
}

export interface AddFdArguments {
  readonly 'fdset-id'?: number;
  readonly opaque?: string;
}

export interface AddFdReturns {
  readonly 'fdset-id': number;
  readonly fd: number;
}

export interface RemoveFdArguments {
  readonly 'fdset-id': number;
  readonly fd?: number;
}

export interface QueryFdsetsReturns {
  readonly 'fdset-id': number;
  readonly fds: readonly QueryFdsetsFds[];
}

export interface QueryFdsetsFds {
  readonly fd: number;
  readonly opaque?: string;
}

export interface QueryCommandLineOptionsArguments {
  readonly option?: string;
}

export interface QueryCommandLineOptionsReturns {
  readonly option: string;
  readonly parameters: readonly QueryCommandLineOptionsParameters[];
}

export interface QueryCommandLineOptionsParameters {
  readonly name: string;
  readonly type: QueryCommandLineOptionsParametersType;
  readonly help?: string;
  readonly default?: string;
}

export type QueryCommandLineOptionsParametersType = 'string' | 'boolean' | 'number' | 'size';

export interface QuerySevReturns {
  readonly enabled: boolean;
  readonly 'api-major': number;
  readonly 'api-minor': number;
  readonly 'build-id': number;
  readonly policy: number;
  readonly state: QuerySevState;
  readonly handle: number;
}

export type QuerySevState = 'uninit' | 'launch-update' | 'launch-secret' | 'running' | 'send-update' | 'receive-update';

export interface QuerySevLaunchMeasureReturns {
  readonly data: string;
}

export interface QuerySevCapabilitiesReturns {
  readonly pdh: string;
  readonly 'cert-chain': string;
  readonly 'cpu0-id': string;
  readonly cbitpos: number;
  readonly 'reduced-phys-bits': number;
}

export interface SevInjectLaunchSecretArguments {
  readonly 'packet-header': string;
  readonly secret: string;
  readonly gpa?: number;
}

export interface QuerySevAttestationReportArguments {
  readonly mnonce: string;
}

export interface QuerySevAttestationReportReturns {
  readonly data: string;
}

export interface QuerySgxReturns {
  readonly sgx: boolean;
  readonly sgx1: boolean;
  readonly sgx2: boolean;
  readonly flc: boolean;
  readonly 'section-size': number;
  readonly sections: readonly QuerySgxSections[];
}

export interface QuerySgxSections {
  readonly node: number;
  readonly size: number;
}

export interface QueryAcpiOspmStatusReturns {
  readonly device?: string;
  readonly slot: string;
  readonly 'slot-type': QueryAcpiOspmStatusSlotType;
  readonly source: number;
  readonly status: number;
}

export type QueryAcpiOspmStatusSlotType = 'DIMM' | 'CPU';

export interface QueryPciReturns {
  readonly bus: number;
  readonly devices: readonly QueryPciDevices[];
}

export interface QueryPciDevices {
  readonly bus: number;
  readonly slot: number;
  readonly function: number;
  readonly class_info: QueryPciDevicesClassInfo;
  readonly id: QueryPciDevicesId;
  readonly irq?: number;
  readonly irq_pin: number;
  readonly qdev_id: string;
  readonly pci_bridge?: QueryPciDevicesPciBridge;
  readonly regions: readonly QueryPciDevicesRegions[];
}

export interface QueryPciDevicesClassInfo {
  readonly desc?: string;
  readonly class: number;
}

export interface QueryPciDevicesId {
  readonly device: number;
  readonly vendor: number;
  readonly subsystem?: number;
  readonly 'subsystem-vendor'?: number;
}

export interface QueryPciDevicesPciBridge {
  readonly bus: QueryPciDevicesPciBridgeBus;
  readonly devices?: readonly QueryPciDevices[];
}

export interface QueryPciDevicesPciBridgeBus {
  readonly number: number;
  readonly secondary: number;
  readonly subordinate: number;
  readonly io_range: QueryPciDevicesPciBridgeBusIoRange;
  readonly memory_range: QueryPciDevicesPciBridgeBusIoRange;
  readonly prefetchable_range: QueryPciDevicesPciBridgeBusIoRange;
}

export interface QueryPciDevicesPciBridgeBusIoRange {
  readonly base: number;
  readonly limit: number;
}

export interface QueryPciDevicesRegions {
  readonly bar: number;
  readonly type: string;
  readonly address: number;
  readonly size: number;
  readonly prefetch?: boolean;
  readonly mem_type_64?: boolean;
}

export type QueryStatsArguments = {
  readonly providers?: readonly QueryStatsProviders[];
} & (
  | { readonly target: 'vcpu' } & QueryStatsVcpu
  | { readonly target: 'vm' }
);

export interface QueryStatsProviders {
  readonly provider: QueryStatsProvidersProvider;
  readonly names?: readonly string[];
}

export type QueryStatsProvidersProvider = 'kvm';

export interface QueryStatsVcpu {
  readonly vcpus?: readonly string[];
}

export interface QueryStatsReturns {
  readonly provider: QueryStatsProvidersProvider;
  readonly 'qom-path'?: string;
  readonly stats: readonly QueryStats[];
}

export interface QueryStats {
  readonly name: string;
  readonly value: QueryStatsValue;
}

export type QueryStatsValue = number | boolean | readonly number[];

export interface QueryStatsSchemasArguments {
  readonly provider?: QueryStatsProvidersProvider;
}

export interface QueryStatsSchemasReturns {
  readonly provider: QueryStatsProvidersProvider;
  readonly target: QueryStatsSchemasTarget;
  readonly stats: readonly QueryStatsSchemasStats[];
}

export type QueryStatsSchemasTarget = 'vm' | 'vcpu';

export interface QueryStatsSchemasStats {
  readonly name: string;
  readonly type: QueryStatsSchemasStatsType;
  readonly unit?: QueryStatsSchemasStatsUnit;
  readonly base?: number;
  readonly exponent: number;
  readonly 'bucket-size'?: number;
}

export type QueryStatsSchemasStatsType = 'cumulative' | 'instant' | 'peak' | 'linear-histogram' | 'log2-histogram';

export type QueryStatsSchemasStatsUnit = 'bytes' | 'seconds' | 'cycles' | 'boolean';

export interface XQueryVirtioReturns {
  readonly path: string;
  readonly name: string;
}

export interface XQueryVirtioStatusArguments {
  readonly path: string;
}

export interface XQueryVirtioStatusReturns {
  readonly name: string;
  readonly 'device-id': number;
  readonly 'vhost-started': boolean;
  readonly 'device-endian': string;
  readonly 'guest-features': XQueryVirtioStatusGuestFeatures;
  readonly 'host-features': XQueryVirtioStatusGuestFeatures;
  readonly 'backend-features': XQueryVirtioStatusGuestFeatures;
  readonly 'num-vqs': number;
  readonly status: XQueryVirtioStatus;
  readonly isr: number;
  readonly 'queue-sel': number;
  readonly 'vm-running': boolean;
  readonly broken: boolean;
  readonly disabled: boolean;
  readonly 'use-started': boolean;
  readonly started: boolean;
  readonly 'start-on-kick': boolean;
  readonly 'disable-legacy-check': boolean;
  readonly 'bus-name': string;
  readonly 'use-guest-notifier-mask': boolean;
  readonly 'vhost-dev'?: XQueryVirtioStatusVhostDev;
}

export interface XQueryVirtioStatusGuestFeatures {
  readonly transports: readonly string[];
  readonly 'dev-features'?: readonly string[];
  readonly 'unknown-dev-features'?: number;
}

export interface XQueryVirtioStatus {
  readonly statuses: readonly string[];
  readonly 'unknown-statuses'?: number;
}

export interface XQueryVirtioStatusVhostDev {
  readonly 'n-mem-sections': number;
  readonly 'n-tmp-sections': number;
  readonly nvqs: number;
  readonly 'vq-index': number;
  readonly features: XQueryVirtioStatusGuestFeatures;
  readonly 'acked-features': XQueryVirtioStatusGuestFeatures;
  readonly 'backend-features': XQueryVirtioStatusGuestFeatures;
  readonly 'protocol-features': XQueryVirtioStatusVhostDevProtocolFeatures;
  readonly 'max-queues': number;
  readonly 'backend-cap': number;
  readonly 'log-enabled': boolean;
  readonly 'log-size': number;
}

export interface XQueryVirtioStatusVhostDevProtocolFeatures {
  readonly protocols: readonly string[];
  readonly 'unknown-protocols'?: number;
}

export interface XQueryVirtioQueueStatusArguments {
  readonly path: string;
  readonly queue: number;
}

export interface XQueryVirtioQueueStatusReturns {
  readonly name: string;
  readonly 'queue-index': number;
  readonly inuse: number;
  readonly 'vring-num': number;
  readonly 'vring-num-default': number;
  readonly 'vring-align': number;
  readonly 'vring-desc': number;
  readonly 'vring-avail': number;
  readonly 'vring-used': number;
  readonly 'last-avail-idx'?: number;
  readonly 'shadow-avail-idx'?: number;
  readonly 'used-idx': number;
  readonly 'signalled-used': number;
  readonly 'signalled-used-valid': boolean;
}

export interface XQueryVirtioVhostQueueStatusArguments {
  readonly path: string;
  readonly queue: number;
}

export interface XQueryVirtioVhostQueueStatusReturns {
  readonly name: string;
  readonly kick: number;
  readonly call: number;
  readonly desc: number;
  readonly avail: number;
  readonly used: number;
  readonly num: number;
  readonly 'desc-phys': number;
  readonly 'desc-size': number;
  readonly 'avail-phys': number;
  readonly 'avail-size': number;
  readonly 'used-phys': number;
  readonly 'used-size': number;
}

export interface XQueryVirtioQueueElementArguments {
  readonly path: string;
  readonly queue: number;
  readonly index?: number;
}

export interface XQueryVirtioQueueElementReturns {
  readonly name: string;
  readonly index: number;
  readonly descs: readonly XQueryVirtioQueueElementDescs[];
  readonly avail: XQueryVirtioQueueElementAvail;
  readonly used: XQueryVirtioQueueElementUsed;
}

export interface XQueryVirtioQueueElementDescs {
  readonly addr: number;
  readonly len: number;
  readonly flags: readonly string[];
}

export interface XQueryVirtioQueueElementAvail {
  readonly flags: number;
  readonly idx: number;
  readonly ring: number;
}

export interface XQueryVirtioQueueElementUsed {
  readonly flags: number;
  readonly idx: number;
}

export interface ShutdownEvent {
  readonly guest: boolean;
  readonly reason: ShutdownEventReason;
}

export type ShutdownEventReason =
  | 'none'
  | 'host-error'
  | 'host-qmp-quit'
  | 'host-qmp-system-reset'
  | 'host-signal'
  | 'host-ui'
  | 'guest-shutdown'
  | 'guest-reset'
  | 'guest-panic'
  | 'subsystem-reset'
  | 'snapshot-load';

export interface ResetEvent {
  readonly guest: boolean;
  readonly reason: ShutdownEventReason;
}

export interface WatchdogEvent {
  readonly action: WatchdogSetAction;
}

export interface GuestPanickedEvent {
  readonly action: GuestPanickedEventAction;
  readonly info?: GuestPanickedEventInfo;
}

export type GuestPanickedEventAction = 'pause' | 'poweroff' | 'run';

export type GuestPanickedEventInfo = {

} & (
  | { readonly type: 'hyper-v' } & GuestPanickedEventInfoHyperV
  | { readonly type: 's390' } & GuestPanickedEventInfoS390
);

export interface GuestPanickedEventInfoHyperV {
  readonly arg1: number;
  readonly arg2: number;
  readonly arg3: number;
  readonly arg4: number;
  readonly arg5: number;
}

export interface GuestPanickedEventInfoS390 {
  readonly core: number;
  readonly 'psw-mask': number;
  readonly 'psw-addr': number;
  readonly reason: GuestPanickedEventInfoS390Reason;
}

export type GuestPanickedEventInfoS390Reason = 'unknown' | 'disabled-wait' | 'extint-loop' | 'pgmint-loop' | 'opint-loop';

export interface GuestCrashloadedEvent {
  readonly action: GuestPanickedEventAction;
  readonly info?: GuestPanickedEventInfo;
}

export interface MemoryFailureEvent {
  readonly recipient: MemoryFailureEventRecipient;
  readonly action: MemoryFailureEventAction;
  readonly flags: MemoryFailureEventFlags;
}

export type MemoryFailureEventRecipient = 'hypervisor' | 'guest';

export type MemoryFailureEventAction = 'ignore' | 'inject' | 'fatal' | 'reset';

export interface MemoryFailureEventFlags {
  readonly 'action-required': boolean;
  readonly recursive: boolean;
}

export interface DeviceTrayMovedEvent {
  readonly device: string;
  readonly id: string;
  readonly 'tray-open': boolean;
}

export interface PrManagerStatusChangedEvent {
  readonly id: string;
  readonly connected: boolean;
}

export interface BlockImageCorruptedEvent {
  readonly device: string;
  readonly 'node-name'?: string;
  readonly msg: string;
  readonly offset?: number;
  readonly size?: number;
  readonly fatal: boolean;
}

export interface BlockIoErrorEvent {
  readonly device: string;
  readonly 'node-name'?: string;
  readonly operation: BlockIoErrorEventOperation;
  readonly action: BlockIoErrorEventAction;
  readonly nospace?: boolean;
  readonly reason: string;
}

export type BlockIoErrorEventOperation = 'read' | 'write';

export type BlockIoErrorEventAction = 'ignore' | 'report' | 'stop';

export interface BlockJobCompletedEvent {
  readonly type: QueryJobsType;
  readonly device: string;
  readonly len: number;
  readonly offset: number;
  readonly speed: number;
  readonly error?: string;
}

export interface BlockJobCancelledEvent {
  readonly type: QueryJobsType;
  readonly device: string;
  readonly len: number;
  readonly offset: number;
  readonly speed: number;
}

export interface BlockJobErrorEvent {
  readonly device: string;
  readonly operation: BlockIoErrorEventOperation;
  readonly action: BlockIoErrorEventAction;
}

export interface BlockJobReadyEvent {
  readonly type: QueryJobsType;
  readonly device: string;
  readonly len: number;
  readonly offset: number;
  readonly speed: number;
}

export interface BlockJobPendingEvent {
  readonly type: QueryJobsType;
  readonly id: string;
}

export interface BlockWriteThresholdEvent {
  readonly 'node-name': string;
  readonly 'amount-exceeded': number;
  readonly 'write-threshold': number;
}

export interface QuorumFailureEvent {
  readonly reference: string;
  readonly 'sector-num': number;
  readonly 'sectors-count': number;
}

export interface QuorumReportBadEvent {
  readonly type: QuorumReportBadEventType;
  readonly error?: string;
  readonly 'node-name': string;
  readonly 'sector-num': number;
  readonly 'sectors-count': number;
}

export type QuorumReportBadEventType = 'read' | 'write' | 'flush';

export interface JobStatusChangeEvent {
  readonly id: string;
  readonly status: QueryBlockJobsStatus;
}

export interface BlockExportDeletedEvent {
  readonly id: string;
}

export interface VserportChangeEvent {
  readonly id: string;
  readonly open: boolean;
}

export interface DumpCompletedEvent {
  readonly result: QueryDumpReturns;
  readonly error?: string;
}

export interface NicRxFilterChangedEvent {
  readonly name?: string;
  readonly path: string;
}

export interface FailoverNegotiatedEvent {
  readonly 'device-id': string;
}

export interface NetdevStreamConnectedEvent {
  readonly 'netdev-id': string;
  readonly addr: BlockdevAddGlusterServer;
}

export interface NetdevStreamDisconnectedEvent {
  readonly 'netdev-id': string;
}

export interface RdmaGidStatusChangedEvent {
  readonly netdev: string;
  readonly 'gid-status': boolean;
  readonly 'subnet-prefix': number;
  readonly 'interface-id': number;
}

export interface SpiceConnectedEvent {
  readonly server: SpiceConnectedEventServer;
  readonly client: SpiceConnectedEventServer;
}

export interface SpiceConnectedEventServer {
  readonly host: string;
  readonly port: string;
  readonly family: QuerySpiceChannelsFamily;
}

export interface SpiceInitializedEvent {
  readonly server: SpiceInitializedEventServer;
  readonly client: QuerySpiceChannels;
}

export interface SpiceInitializedEventServer {
  readonly host: string;
  readonly port: string;
  readonly family: QuerySpiceChannelsFamily;
  readonly auth?: string;
}

export interface SpiceDisconnectedEvent {
  readonly server: SpiceConnectedEventServer;
  readonly client: SpiceConnectedEventServer;
}

export interface VncConnectedEvent {
  readonly server: VncConnectedEventServer;
  readonly client: VncConnectedEventClient;
}

export interface VncConnectedEventServer {
  readonly host: string;
  readonly service: string;
  readonly family: QuerySpiceChannelsFamily;
  readonly websocket: boolean;
  readonly auth?: string;
}

export interface VncConnectedEventClient {
  readonly host: string;
  readonly service: string;
  readonly family: QuerySpiceChannelsFamily;
  readonly websocket: boolean;
}

export interface VncInitializedEvent {
  readonly server: VncConnectedEventServer;
  readonly client: QueryVncClients;
}

export interface VncDisconnectedEvent {
  readonly server: VncConnectedEventServer;
  readonly client: QueryVncClients;
}

export interface MigrationEvent {
  readonly status: QueryMigrateStatus;
}

export interface MigrationPassEvent {
  readonly pass: number;
}

export interface ColoExitEvent {
  readonly mode: QueryColoStatusMode;
  readonly reason: QueryColoStatusReason;
}

export interface UnplugPrimaryEvent {
  readonly 'device-id': string;
}

export interface DeviceDeletedEvent {
  readonly device?: string;
  readonly path: string;
}

export interface DeviceUnplugGuestErrorEvent {
  readonly device?: string;
  readonly path: string;
}

export interface BalloonChangeEvent {
  readonly actual: number;
}

export interface MemoryDeviceSizeChangeEvent {
  readonly id?: string;
  readonly size: number;
  readonly 'qom-path': string;
}

export interface MemUnplugErrorEvent {
  readonly device: string;
  readonly msg: string;
}

export interface RtcChangeEvent {
  readonly offset: number;
  readonly 'qom-path': string;
}

export interface VfuClientHangupEvent {
  readonly 'vfu-id': string;
  readonly 'vfu-qom-path': string;
  readonly 'dev-id': string;
  readonly 'dev-qom-path': string;
}

export interface AcpiDeviceOstEvent {
  readonly info: QueryAcpiOspmStatusReturns;
}
