/** What the vm view keeps of one vm. */
import type {
  Boot,
  CloneOrigin,
  CpuTopology,
  Disk,
  Labels,
  Nic,
  PortForward,
  ProjectId,
  RecordedChanges,
  Request,
  VmExit,
  VmIntent,
  VmProcess,
  VmRequest,
  VmStatus,
  http,
} from '@chronovisor/contracts';

export type Part<T, K extends keyof T> = Pick<T, K>;

export interface DiskRow extends Part<Disk, 'volumeId' | 'poolId' | 'format' | 'bus'> {
  size: number;
  readonly path: string | null;
}
export interface NicRow extends Part<Nic, 'nicId' | 'networkId' | 'kind' | 'model'> {
  readonly mac: string | null;
  readonly address: string | null;
  readonly forwards: readonly PortForward[];
}

export interface VmRow extends Pick<VmRequest, 'os' | 'firmware'> {
  readonly id: string;
  name: string;
  description: string;
  labels: Readonly<Labels>;
  autostart: boolean;
  readonly projectId: ProjectId;
  hostId: string;
  status: VmStatus;
  intent: VmIntent;
  vcpus: number;
  /** Null: one socket with as many cores as there are vCPUs. */
  cpu: CpuTopology | null;
  memory: number;
  maxMemory: number | null;
  readonly cloneOf: CloneOrigin | null;
  /** Linked clones, which keep it off. */
  linkedClones: readonly string[];
  /** What the next start changes. */
  pending: RecordedChanges | null;
  /** While its hardware changes; shown instead of the status of its power. */
  updating: 'updating_hardware' | 'powering_off_update' | null;
  disks: readonly DiskRow[];
  nics: readonly NicRow[];
  boot: Boot;
  iso: string | null;
  graphics: VmRequest['graphics'];
  /** The operation that runs on it. A request whose ids differ is a step of a larger one. */
  operation: { readonly id: string; readonly type: string } | null;
  drifts: readonly http.VmDrift[];
  process: VmProcess | null;
  guestPanickedAt: string | null;
  lastExit: (VmExit & { readonly at: string }) | null;
  generation: number;
  revision: number;
  readonly createdAt: string;
  updatedAt: string;
}

export const isRoot = (request: Request): boolean => (request.operationId as string) === (request.commandId as string);
