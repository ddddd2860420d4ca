/** The vms this host knows, one actor each. */
import type { HostParts } from './host-parts.ts';
import { ReportGate } from './report-gate.ts';
import { VmActor } from './vm-actor.ts';

export class VmRegister {
  readonly gate = new ReportGate();
  readonly #parts: Pick<HostParts, 'report' | 'log'>;
  readonly #vms = new Map<string, VmActor>();

  constructor(parts: Pick<HostParts, 'report' | 'log'>) {
    this.#parts = parts;
  }

  known(vmId: string): VmActor | null {
    return this.#vms.get(vmId) ?? null;
  }

  /** Known from now on. */
  get(vmId: string): VmActor {
    const vm = this.#vms.get(vmId) ?? new VmActor(vmId, this.#parts, this.gate);
    this.#vms.set(vmId, vm);
    return vm;
  }

  forget(vmId: string): void {
    this.#vms.delete(vmId);
  }

  all(): readonly VmActor[] {
    return [...this.#vms.values()];
  }

  needingTaps(): readonly VmActor[] {
    return this.all().filter(({ needsTaps }) => needsTaps);
  }

  running(): readonly VmActor[] {
    return this.all().filter(({ machine }) => machine !== null);
  }
}
