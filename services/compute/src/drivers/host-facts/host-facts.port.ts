/** What this machine has, what its QEMU can do, and how busy it is. */
import type { HostCapabilities } from '@chronovisor/contracts';

export interface FoundQemu {
  readonly capabilities: HostCapabilities;
  /** Code and variables template of the UEFI firmware, where there is one. */
  readonly uefi: { readonly code: string; readonly variables: string } | null;
  /** QEMU starts under its seccomp filter here. */
  readonly sandbox: boolean;
}

export interface HostLoad {
  /** Bytes that new vms could take. */
  readonly memoryFree: number;
  readonly loadAverage: number;
}

export interface HostFactsPort {
  capacity(): Promise<{ readonly cpus: number; readonly memory: number }>;
  /**
   * Runs QEMU to ask it, and guests under each accelerator to prove it.
   * Faults: `host.qemu-missing`, `host.accelerator-unusable` (never), both with what was seen.
   */
  find(accelerator: 'auto' | 'kvm' | 'tcg'): Promise<FoundQemu>;
  load(): Promise<HostLoad>;
  /** Another one after every boot of the machine. */
  bootId(): Promise<string>;
  /** Those of the paths that are no regular files which we may read. */
  missing(paths: readonly string[]): Promise<readonly string[]>;
}
