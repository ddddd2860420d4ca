/** TAPs of vms that run no more go: looked for at the start of the host process, and again after each removal that failed, until it works. */
import type { NicPlug } from '../drivers/nic-plug/nic-plug.port.ts';
import type { HostParts } from './host-parts.ts';
import type { VmRegister } from './vm-register.ts';

const AGAIN_MS = 5_000;

type Parts = Pick<HostParts, 'nics' | 'log' | 'clock'>;

export class TapSweep {
  /** The same nics; what they fail to remove is swept later. */
  readonly nics: NicPlug;
  readonly #parts: Parts;
  readonly #register: VmRegister;
  #due = false;
  #sweeping = false;
  #closed = false;
  #callOff = (): void => {};

  constructor(register: VmRegister, parts: Parts) {
    this.#register = register;
    this.#parts = parts;
    const { nics } = parts;
    this.nics = {
      plug: (spec) => nics.plug(spec),
      sweep: (running) => nics.sweep(running),
      unplug: (vmId) =>
        nics.unplug(vmId).catch((error: unknown) => {
          this.#later();
          throw error;
        }),
    };
  }

  /** Needs the network part of this host. Resolves after the first attempt. */
  async begin(): Promise<void> {
    this.#due = true;
    await this.#sweep();
  }

  close(): void {
    this.#closed = true;
    this.#callOff();
  }

  #later(): void {
    this.#due = true;
    this.#arm();
  }

  #arm(): void {
    if (this.#closed) return;
    this.#callOff();
    this.#callOff = this.#parts.clock.after(AGAIN_MS, () => void this.#sweep());
  }

  async #sweep(): Promise<void> {
    if (!this.#due || this.#sweeping) return;
    [this.#due, this.#sweeping] = [false, true];
    try {
      // Looked up right before it is sent: a start that comes later is heard later, too.
      await this.#parts.nics.sweep(this.#register.needingTaps().map(({ vmId }) => vmId));
    } catch (error) {
      this.#parts.log.warn({ err: error }, 'TAPs of ended vms could not be removed yet');
      this.#due = true;
    } finally {
      this.#sweeping = false;
    }
    if (this.#due) this.#arm();
  }
}
