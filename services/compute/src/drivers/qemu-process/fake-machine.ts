/** A machine without QEMU: starts, pauses, resets, ends, talks on its serial line; its guest does what it is told. */
import type { DiskCopy, HardwareSight, LaunchSpec, PluggedHardware, VmProcess } from '@chronovisor/contracts';
import { NOTHING } from '@chronovisor/contracts';
import { Fault } from '@chronovisor/kernel';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Machine, MachineEnd, MachineNews, MachineStatus } from './qemu-process.port.ts';
import { verdictOf } from './verdict.ts';

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

/** The smallest PNG: one black pixel. */
const picture = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==',
  'base64',
);

/** What goes on though nobody holds it: the process and its guest. */
export class FakeGuest {
  readonly spec: LaunchSpec;
  readonly process: VmProcess;
  readonly ended = Promise.withResolvers<MachineEnd>();
  /** A guest without ACPI does not hear the power button. */
  obeysPowerButton = true;
  /** A QEMU that hangs obeys nothing but SIGKILL. */
  hangs = false;
  /** A guest that uses all it has gives nothing back. */
  clings = false;
  hardware: PluggedHardware;
  /** Devices that somebody plugged in past us, driver by id. */
  readonly strange = new Map<string, string>();
  /** Files that disks were copied to. */
  readonly copied: string[] = [];
  alive = true;
  status: MachineStatus = { running: true, reason: 'running' };
  resets = 0;
  lastReset: string | null = null;
  /** Where it begins in the serial log. */
  serialStart = 0;
  /** Ports on which something listens. */
  readonly openPorts = new Set<number>();
  bornAt = performance.now();
  readonly #newsListeners = new Set<(news: MachineNews) => void>();
  readonly #serialListeners = new Set<(bytes: Uint8Array) => void>();
  readonly #keepSerial: (bytes: Uint8Array) => void;

  constructor(spec: LaunchSpec, process: VmProcess, keepSerial: (bytes: Uint8Array) => void) {
    this.spec = spec;
    this.hardware = { vcpus: spec.vcpus, memory: spec.memory };
    this.process = process;
    this.#keepSerial = keepSerial;
  }

  print(text: string): void {
    const bytes = encode(text);
    this.#keepSerial(bytes);
    for (const listener of this.#serialListeners) listener(bytes);
  }

  /** A shell that repeats what it hears. */
  type(bytes: Uint8Array): void {
    if (this.status.running) this.print(new TextDecoder().decode(bytes));
  }

  pause(reason = 'paused'): void {
    if (!this.status.running) return;
    this.status = { running: false, reason };
    this.#tell({ kind: 'paused', reason });
  }

  resume(): void {
    if (this.status.running) return;
    this.status = { running: true, reason: 'running' };
    this.#tell({ kind: 'resumed' });
  }

  reset(by: 'guest' | 'request'): void {
    this.resets += 1;
    this.print('boot\n');
    if (by === 'guest') this.#tell({ kind: 'reset' });
  }

  plug({ vcpus, memory }: PluggedHardware): PluggedHardware {
    const { hardware: now, clings } = this;
    this.hardware = clings
      ? { vcpus: Math.max(vcpus, now.vcpus), memory: Math.max(memory, now.memory) }
      : { vcpus, memory };
    return this.hardware;
  }

  show(): HardwareSight {
    const { name } = this.spec;
    return {
      plugged: this.hardware,
      disks: [],
      differences: [...this.strange].map(([id, driver]) => ({
        field: `devices/${id}`,
        expected: NOTHING,
        observed: driver,
        detail: `somebody plugged the device ${id} (${driver}) into ${name}`,
      })),
    };
  }

  letGo(device: string): boolean {
    if (!this.clings) this.strange.delete(device);
    return !this.strange.has(device);
  }

  panic(): void {
    this.#tell({ kind: 'panicked' });
  }

  ioError(noSpace: boolean): void {
    this.#tell({
      kind: 'io-error',
      device: 'disk',
      reason: noSpace ? 'No space left on device' : 'Input/output error',
      noSpace,
    });
    this.pause('io-error');
  }

  pressPower(): void {
    if (this.obeysPowerButton && this.status.running) this.powerOff();
  }

  powerOff(): void {
    this.end({ shutdown: 'guest-shutdown', exitStatus: 0, asked: false });
  }

  /** As SIGKILL does. */
  kill(): void {
    this.end({ shutdown: null, exitStatus: 137, asked: false });
  }

  end(how: { readonly shutdown: string | null; readonly exitStatus: number; readonly asked: boolean }): void {
    if (!this.alive) return;
    this.alive = false;
    this.status = { running: false, reason: 'shutdown' };
    this.ended.resolve(verdictOf({ ...how, pidFileLeft: how.shutdown === null, away: false, logTail: '' }));
  }

  onNews(listener: (news: MachineNews) => void): () => void {
    this.#newsListeners.add(listener);
    return () => this.#newsListeners.delete(listener);
  }

  onSerial(listener: (bytes: Uint8Array) => void): () => void {
    this.#serialListeners.add(listener);
    return () => this.#serialListeners.delete(listener);
  }

  #tell(news: MachineNews): void {
    for (const listener of this.#newsListeners) listener(news);
  }
}

const hangingQuitMs = 5;

/** A guest in the hand of one host process. */
export class FakeMachine implements Machine {
  readonly vmId: string;
  readonly generation: number;
  readonly spec: LaunchSpec;
  readonly process: VmProcess;
  readonly ended: Promise<MachineEnd>;
  readonly #guest: FakeGuest;
  readonly #offs: (() => void)[] = [];

  constructor(guest: FakeGuest, whileHeld: Promise<MachineEnd>) {
    this.#guest = guest;
    this.vmId = guest.spec.vmId;
    this.generation = guest.spec.generation;
    this.spec = guest.spec;
    this.process = guest.process;
    this.ended = whileHeld;
  }

  status = async (): Promise<MachineStatus> => this.#reachable().status;
  pause = async (): Promise<void> => this.#reachable().pause();
  resume = async (): Promise<void> => this.#reachable().resume();
  pressPower = async (): Promise<void> => this.#reachable().pressPower();

  copyDisks = async (_cloneId: string, disks: readonly DiskCopy[]): Promise<void> => {
    this.#reachable().copied.push(...disks.map(({ path }) => path));
  };
  hardware = async (): Promise<HardwareSight> => this.#reachable().show();
  takeOut = async (device: string): Promise<boolean> => this.#reachable().letGo(device);
  plug = async (wanted: PluggedHardware): Promise<PluggedHardware> => this.#reachable().plug(wanted);

  async reset(token: string): Promise<void> {
    const guest = this.#reachable();
    if (guest.lastReset === token) return;
    guest.lastReset = token;
    guest.reset('request');
  }

  async stop(): Promise<void> {
    const guest = this.#guest;
    if (guest.hangs) await sleep(hangingQuitMs);
    guest.end(
      guest.hangs
        ? { shutdown: null, exitStatus: 137, asked: true }
        : { shutdown: 'host-qmp-quit', exitStatus: 0, asked: true },
    );
    await guest.ended.promise;
  }

  async screenshot(): Promise<Uint8Array> {
    if (this.#reachable().spec.graphics.type === 'none') {
      throw new Fault('qmp.refused', 'QEMU refused screendump: There is no console to take a screendump from', {
        retry: 'never',
      });
    }
    return picture;
  }

  onNews(listener: (news: MachineNews) => void): () => void {
    return this.#keep(this.#guest.onNews(listener));
  }

  onSerial(listener: (bytes: Uint8Array) => void): () => void {
    return this.#keep(this.#guest.onSerial(listener));
  }

  writeSerial(bytes: Uint8Array): boolean {
    if (!this.#guest.alive) return false;
    this.#guest.type(bytes);
    return true;
  }

  serialStart = async (): Promise<number> => this.#guest.serialStart;
  ageMs = async (): Promise<number> => performance.now() - this.#guest.bornAt;
  isLedThrough = async (hostPort: number): Promise<boolean> =>
    (this.process.forwards ?? []).some(
      (forward) => forward.hostPort === hostPort && this.#guest.openPorts.has(forward.guestPort),
    );

  async detach(): Promise<void> {
    for (const off of this.#offs.splice(0)) off();
  }

  #keep(off: () => void): () => void {
    this.#offs.push(off);
    return off;
  }

  #reachable(): FakeGuest {
    if (this.#guest.alive && !this.#guest.hangs) return this.#guest;
    throw new Fault('machine.unreachable', 'QEMU runs and does not answer on its monitors', { retry: 'later' });
  }
}
