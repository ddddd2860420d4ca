/** Rows of vms as they were every so many events, so that the past of a vm with a long life is not folded from its birth. */
import type { RecordedEvent } from '@chronovisor/event-store';
import type { Follower } from '@chronovisor/nest';
import type { VmRow } from '../vms/row.ts';

export interface Checkpoint {
  /** Everything up to here is in the row. */
  readonly position: number;
  readonly revision: number;
  readonly row: VmRow;
}

const EVERY = 128;
const VM_STREAM = 'vm-';

export class Checkpoints implements Follower {
  readonly name = 'checkpoints';
  readonly #rowOf: (vmId: string) => VmRow | undefined;
  /** Oldest first. Those of a deleted vm stay: its past can still be asked for. */
  readonly #kept = new Map<string, Checkpoint[]>();

  constructor(rowOf: (vmId: string) => VmRow | undefined) {
    this.#rowOf = rowOf;
  }

  reset(): void {
    this.#kept.clear();
  }

  apply({ stream, position, revision }: RecordedEvent): void {
    if ((revision + 1) % EVERY !== 0 || !stream.startsWith(VM_STREAM)) return;
    const vmId = stream.slice(VM_STREAM.length);
    const row = this.#rowOf(vmId);
    if (row === undefined) return;
    const kept = this.#kept.get(vmId) ?? [];
    kept.push({ position, revision, row: structuredClone(row) });
    this.#kept.set(vmId, kept);
  }

  /** The last one that is not younger. Its row is the caller's own. */
  before(vmId: string, position: number): Checkpoint | null {
    const found = this.#kept.get(vmId)?.findLast((checkpoint) => checkpoint.position <= position);
    return found === undefined ? null : { ...found, row: structuredClone(found.row) };
  }
}
