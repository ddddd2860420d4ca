/**
 * What the decider remembers of a vm.
 *
 *   building --provisioned--> off --start--> running <--pause/resume--> paused
 *                              ^  \                |
 *                              |   `-- start failed|
 *                              `---- stopped, crashed
 *   any --host silent--> unknown --host speaks--> what it saw
 */
import type {
  computeEvents,
  Boot,
  CloneOrigin,
  CpuTopology,
  Disk,
  Graphics,
  HostId,
  Labels,
  LaunchSpec,
  MessageOf,
  Nic,
  ProjectId,
  RecordedChanges,
  Request,
  VmExit,
  VmId,
  VmProcess,
  VmRequest,
  VmStatus,
} from '@chronovisor/contracts';
import type { z } from 'zod';

export type VmEvent = MessageOf<(typeof computeEvents)[number]>;

/** What the vm is busy with, as its owner sees it: one operation at a time. */
export interface Operation {
  readonly type: string;
  readonly request: Request;
}

export type WorkType =
  | 'start'
  | 'shutdown'
  | 'stop'
  | 'pause'
  | 'resume'
  | 'reset'
  | 'remove-files'
  | 'change-hardware'
  | 'repair-drift'
  | 'copy';

/** The one thing its host was asked to do and has not answered. `force`: stop when the deadline passes. */
export interface Work {
  readonly type: WorkType;
  readonly request: Request;
  readonly deadline: string | null;
  readonly force: boolean;
  /** Which drift it repairs. */
  readonly repairs: string | null;
  /** What the configuration will be when this ends well. */
  readonly changes: RecordedChanges | null;
}

/** What the machine was built with: what can be plugged into it follows from this alone. */
export type Built = Pick<LaunchSpec, 'vcpus' | 'cpu' | 'memory' | 'maxMemory'>;

export interface VmConfig {
  readonly vcpus: number;
  /** Null: one socket with as many cores as there are vCPUs. */
  readonly cpu: CpuTopology | null;
  readonly memory: number;
  /** Null: no more than `memory`. */
  readonly maxMemory: number | null;
  readonly os: VmRequest['os'];
  readonly firmware: VmRequest['firmware'];
  readonly boot: Boot;
  readonly iso: string | null;
  readonly disks: readonly Disk[];
  readonly nics: readonly Nic[];
  readonly graphics: z.infer<typeof Graphics>;
  readonly description: string;
  readonly labels: Labels;
  readonly autostart: boolean;
}

export interface Drift {
  /** `power`, or what of the hardware. */
  readonly field: string;
  readonly expected: string;
  readonly observed: string;
}

export interface PresentVm {
  readonly kind: 'present';
  readonly vmId: VmId;
  readonly name: string;
  readonly hostId: HostId;
  readonly status: VmStatus;
  /** Counts launches; a host refuses commands of an older one. */
  readonly generation: number;
  readonly config: VmConfig;
  /** What it was made after. */
  readonly cloneOf: CloneOrigin | null;
  /** Linked clones, whose disks are based on those of this vm. */
  readonly frozenFor: readonly string[];
  /** What becomes of the configuration at the next start. */
  readonly pending: RecordedChanges | null;
  /** By the newest launch; null before there was one. */
  readonly built: Built | null;
  readonly operation: Operation | null;
  /** What the latest removal is to do with its volumes. */
  readonly keepsVolumes: boolean;
  /** Never without an operation, and never two: what replaces it ends it first. */
  readonly work: Work | null;
  readonly process: VmProcess | null;
  /** The newest process ever seen, also after its end. */
  readonly lastProcess: VmProcess | null;
  readonly lastExit: VmExit | null;
  /** The creation ends with a boot. */
  readonly startWhenReady: boolean;
  /** Operation of the creation: its saga may still have to take the vm back when the vm itself knows of no operation any more. */
  readonly createdBy: string;
  /** Null: the default one. */
  readonly projectId: ProjectId | null;
  /** Paths of the volumes and nics that its creation reserved room for. */
  readonly reserved: readonly string[];
  /** While it is up: what was asked for last. */
  readonly meant: 'running' | 'paused';
  /** What a host was last seen to show instead of what the log says, one for each field, until both agree or somebody has adopted it. */
  readonly drifts: readonly Drift[];
}

export type Vm = { readonly kind: 'none' } | { readonly kind: 'deleted'; readonly name: string } | PresentVm;

export const noVm: Vm = { kind: 'none' };
