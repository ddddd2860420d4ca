/** Looks at what vms have, after each full report and every now and then; what control has not taken as it is gets told. */
import type { HardwareSight } from '@chronovisor/contracts';
import { canonicalJson, isFault } from '@chronovisor/kernel';
import type { HostParts } from './host-parts.ts';
import type { StrangerLook } from './look-for-strangers.ts';
import type { VmActor } from './vm-actor.ts';
import type { VmRegister } from './vm-register.ts';

type Parts = Pick<HostParts, 'qemu' | 'clock' | 'log'>;

const RECORD = 'compute.RecordVmHardware';
/** A host with many vms has better things to do. */
const atOnce = 4;

/** True when control compared it, and both agree: then it need not hear of it again. */
const isSettled = (answer: unknown): boolean =>
  (answer as { readonly result?: { readonly settled?: boolean } } | null)?.result?.settled === true;

const hardwareOf = ({ machine, vmId }: VmActor, { qemu }: Parts): Promise<HardwareSight> =>
  machine === null ? qemu.volumes(vmId) : machine.hardware();

/** Waits behind what is being done to the vm: between two of its steps nothing is as it should be. */
const look = async (vm: VmActor, parts: Parts): Promise<void> => {
  const { generation, seen } = await vm.inTurn(async () => ({
    generation: vm.generation,
    seen: await hardwareOf(vm, parts),
  }));
  const told = canonicalJson({ generation, ...seen });
  if (vm.toldHardware === told) return;
  vm.toldHardware = told;
  void vm.tell(RECORD, { generation, seen }, null).then((answer) => {
    if (!isSettled(answer) && vm.toldHardware === told) vm.toldHardware = null;
  });
};

const tryLook = async (vm: VmActor, parts: Parts): Promise<void> => {
  try {
    await look(vm, parts);
  } catch (error) {
    // QEMU may be ending or hang right now: the next look sees.
    if (isFault(error)) vm.log.debug({ err: error }, 'the hardware of a vm could not be looked at');
    else vm.log.error({ err: error }, 'the hardware of a vm could not be looked at');
  }
};

export class DriftLook {
  readonly #register: VmRegister;
  readonly #parts: Parts;
  readonly #strangers: StrangerLook;
  readonly #everyMs: number;
  #callOff = (): void => {};
  #closed = false;
  #looking: Promise<void> = Promise.resolve();

  /** `everyMs` 0: only after full reports. */
  constructor(register: VmRegister, strangers: StrangerLook, parts: Parts, everyMs: number) {
    this.#register = register;
    this.#strangers = strangers;
    this.#parts = parts;
    this.#everyMs = everyMs;
  }

  /** Control may be another, with another log: everything is told anew. */
  anew(): void {
    for (const vm of this.#register.all()) vm.toldHardware = null;
    this.#strangers.anew();
    void this.now();
  }

  /** One look after the other. */
  now(): Promise<void> {
    this.#callOff();
    this.#looking = this.#looking.then(() => this.#all()).finally(() => this.#arm());
    return this.#looking;
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#callOff();
    await this.#looking;
  }

  #arm(): void {
    this.#callOff();
    if (this.#closed || this.#everyMs === 0) return;
    this.#callOff = this.#parts.clock.after(this.#everyMs, () => void this.now());
  }

  async #lookForStrangers(): Promise<void> {
    if (this.#closed) return;
    try {
      await this.#strangers.look();
    } catch (error) {
      this.#parts.log.error({ err: error }, 'what is of no vm could not be looked for');
    }
  }

  /** One that has told of a difference and waits for the answer is left alone; so is one that something is done to. */
  async #all(): Promise<void> {
    const vms = this.#register
      .all()
      .filter((vm) => vm.generation > 0 && vm.isIdle && vm.waitingToTell(RECORD) === 0)
      .values();
    const work = async (): Promise<void> => {
      for (const vm of vms) {
        if (this.#closed) return;
        await tryLook(vm, this.#parts);
      }
    };
    await Promise.all(Array.from({ length: atOnce }, work));
    await this.#lookForStrangers();
  }
}
