/** Tells control which folders of vms there are, and which QEMU processes work in one that are not of its vm. */
import { canonicalJson } from '@chronovisor/kernel';
import type { StrangeProcess } from '@chronovisor/contracts';
import type { HostParts } from './host-parts.ts';
import type { VmRegister } from './vm-register.ts';

type Parts = Pick<HostParts, 'hostId' | 'qemu' | 'report' | 'log' | 'clock'>;

/** A QEMU that is just being launched, or ends, is a stranger for a moment. */
const sureAfterMs = 1_000;

const isSame = (one: StrangeProcess, other: StrangeProcess): boolean =>
  one.pid === other.pid && one.startTicks === other.startTicks;

export class StrangerLook {
  readonly #register: VmRegister;
  readonly #parts: Parts;
  readonly #sessionId: string;
  #told: string | null = null;

  constructor(register: VmRegister, parts: Parts, sessionId: string) {
    this.#register = register;
    this.#parts = parts;
    this.#sessionId = sessionId;
  }

  /** Control may be another: everything is told anew. */
  anew(): void {
    this.#told = null;
  }

  async look(): Promise<void> {
    const { hostId, qemu, report, log } = this.#parts;
    const processes = await this.#processes();
    const folders = (await qemu.list()).toSorted();
    const told = canonicalJson({ folders, processes });
    if (this.#told === told) return;
    this.#told = told;
    const data = { hostId, sessionId: this.#sessionId, folders, processes, request: null };
    void report({ type: 'compute.RecordHostStrangers', version: 1, data }, null).catch((error: unknown) => {
      this.#told = null;
      log.debug({ err: error }, 'what is of no vm is told at the next start');
    });
  }

  async #processes(): Promise<readonly StrangeProcess[]> {
    const first = await this.#strange();
    if (first.length === 0) return first;
    await new Promise<void>((resolve) => void this.#parts.clock.after(sureAfterMs, resolve));
    const again = await this.#strange();
    return again.filter((process) => first.some((earlier) => isSame(earlier, process)));
  }

  async #strange(): Promise<readonly StrangeProcess[]> {
    const marked = await this.#parts.qemu.marked();
    return marked.filter(({ pid, folder }) => {
      const vm = this.#register.known(folder);
      return vm === null || (vm.isIdle && vm.machine?.process.pid !== pid);
    });
  }
}
