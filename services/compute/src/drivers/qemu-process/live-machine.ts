/**
 * One running QEMU in our hand.
 *
 *   connected --line breaks--> looking --QEMU lives--> connected
 *                                 \-----QEMU is gone--> ended
 */
import type { DiskCopy, HardwareSight, LaunchSpec, PluggedHardware, VmProcess } from '@chronovisor/contracts';
import { Fault } from '@chronovisor/kernel';
import type { QmpClient } from '@chronovisor/qmp';
import type { Logger } from '@chronovisor/telemetry';
import { readFile, rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { bringAbout, concludeEnd, isOver } from './ending.ts';
import { ageOf } from './identity.ts';
import { copyDisks } from './copying.ts';
import { hardwareOf } from './hardware/hardware-sight.ts';
import { takeOut } from './hardware/taking-out.ts';
import { type MonitorEvents, connectMonitor, statusOf } from './monitor-line.ts';
import { plugTo } from './plugging.ts';
import type { Machine, MachineEnd, MachineNews, MachineStatus } from './qemu-process.port.ts';
import { SerialLine } from './serial-line.ts';
import { isLedThrough } from './standing-forwards.ts';
import { verdictOf } from './verdict.ts';
import type { VmDirectory } from './vm-directory.ts';
import { giveWay } from './yielding.ts';

const firstPauseMs = 2;
const longestPauseMs = 1_000;
const reconnectWithinMs = 1_000;
const guestFollowsWithinMs = 20_000;

export interface MachineParts {
  readonly directory: VmDirectory;
  readonly spec: LaunchSpec;
  readonly process: VmProcess;
  readonly events: MonitorEvents;
  /** Null when QEMU lives and does not answer: the machine goes on trying. */
  readonly client: QmpClient | null;
  readonly log: Logger;
}

export class LiveMachine implements Machine {
  readonly vmId: string;
  readonly generation: number;
  readonly spec: LaunchSpec;
  readonly process: VmProcess;
  readonly ended: Promise<MachineEnd>;
  readonly #directory: VmDirectory;
  readonly #events: MonitorEvents;
  readonly #serial: SerialLine;
  readonly #log: Logger;
  readonly #end = Promise.withResolvers<MachineEnd>();
  #client: QmpClient | null = null;
  #asked = false;
  #detached = false;
  #pictures = 0;

  private constructor(parts: MachineParts) {
    this.vmId = parts.directory.vmId;
    this.spec = parts.spec;
    this.generation = parts.spec.generation;
    this.process = parts.process;
    this.ended = this.#end.promise;
    this.#directory = parts.directory;
    this.#events = parts.events;
    this.#log = parts.log.child({ vmId: this.vmId, generation: this.generation });
    this.#serial = new SerialLine(parts.directory, this.#log);
  }

  static async hold(parts: MachineParts): Promise<LiveMachine> {
    const machine = new LiveMachine(parts);
    machine.#use(parts.client);
    await machine.#serial.open();
    void machine.#stayWithIt();
    void machine.#giveWay();
    return machine;
  }

  status = async (): Promise<MachineStatus> => statusOf(this.#connected());
  plug = async (wanted: PluggedHardware): Promise<PluggedHardware> =>
    plugTo(this.#connected(), wanted, this.process.accelerator !== 'tcg');
  hardware = async (): Promise<HardwareSight> => hardwareOf(this.#connected(), this.spec, this.process.pid);
  takeOut = async (device: string): Promise<boolean> => takeOut(this.#connected(), device, guestFollowsWithinMs);
  copyDisks = async (cloneId: string, disks: readonly DiskCopy[]): Promise<void> =>
    copyDisks(this.#connected(), cloneId, disks);
  onNews = (listener: (news: MachineNews) => void): (() => void) => this.#events.listen(listener);
  onSerial = (listener: (bytes: Uint8Array) => void): (() => void) => this.#serial.listen(listener);
  writeSerial = (bytes: Uint8Array): boolean => this.#serial.write(bytes);
  serialStart = (): Promise<number> => this.#directory.serialStart();
  ageMs = (): Promise<number> => ageOf(this.process);
  isLedThrough = (hostPort: number): Promise<boolean> => isLedThrough(this.#connected(), hostPort);

  async pause(): Promise<void> {
    await this.#connected().execute('stop');
  }

  async resume(): Promise<void> {
    await this.#connected().execute('cont');
    this.#events.letGoOn();
  }

  async pressPower(): Promise<void> {
    await this.#connected().execute('system_powerdown');
  }

  async reset(token: string): Promise<void> {
    if ((await this.#directory.lastReset()) === token) return;
    await this.#connected().execute('system_reset');
    await this.#directory.keepReset(token);
  }

  async stop(): Promise<void> {
    this.#asked = true;
    await bringAbout({ vmId: this.vmId, process: this.process, client: this.#client, ended: this.ended });
  }

  async screenshot(): Promise<Uint8Array> {
    const client = this.#connected();
    this.#pictures += 1;
    const name = `screen-${this.#pictures}.png`;
    try {
      await client.execute('screendump', { filename: name, format: 'png' });
      return await readFile(this.#directory.file(name));
    } finally {
      await rm(this.#directory.file(name), { force: true });
    }
  }

  async detach(): Promise<void> {
    this.#detached = true;
    this.#serial.close();
    await this.#client?.close();
  }

  #connected(): QmpClient {
    if (this.#client !== null) return this.#client;
    throw new Fault('machine.unreachable', 'QEMU runs and does not answer on its monitors', {
      retry: 'later',
      facts: { vmId: this.vmId, pid: this.process.pid },
    });
  }

  #use(client: QmpClient | null): void {
    this.#client = client;
    this.#events.client = client;
  }

  async #giveWay(): Promise<void> {
    await giveWay(this.process).catch((error: unknown) =>
      this.#log.debug({ err: error }, 'a vm keeps the priority that it started with'),
    );
  }

  /** Until the end: a line that breaks says nothing yet about QEMU. */
  async #stayWithIt(): Promise<void> {
    do {
      const closed = await this.#client?.closed;
      this.#use(null);
      if (this.#detached) return;
      if (closed?.fault !== undefined) this.#log.warn({ err: closed.fault }, 'the monitor of a vm had to be left');
    } while (!(await this.#goneWhileLooking()));
    this.#serial.close();
    this.#end.resolve(await this.#conclude());
  }

  async #conclude(): Promise<MachineEnd> {
    const heard = { shutdown: this.#events.shutdown, asked: this.#asked, away: false };
    try {
      return await concludeEnd(this.#directory, this.generation, heard);
    } catch (error) {
      this.#log.error({ err: error }, 'what a vm left behind cannot be read');
      return verdictOf({ ...heard, exitStatus: null, pidFileLeft: true, logTail: '' });
    }
  }

  async #isOver(): Promise<boolean> {
    try {
      return await isOver(this.#directory, this.process);
    } catch (error) {
      // Not knowing is no reason to give a vm up.
      this.#log.warn({ err: error }, 'whether a vm has ended cannot be seen');
      return false;
    }
  }

  /** True when QEMU is gone, false when it is connected again (or let go). */
  async #goneWhileLooking(): Promise<boolean> {
    for (let pause = firstPauseMs; !this.#detached; pause = Math.min(pause * 2, longestPauseMs)) {
      if (await this.#isOver()) return true;
      if (await this.#reconnected()) return false;
      await sleep(pause);
    }
    return false;
  }

  async #reconnected(): Promise<boolean> {
    const client = await connectMonitor(this.#directory, this.#events, reconnectWithinMs).catch(() => null);
    if (client === null) return false;
    this.#use(client);
    // What happened in between was said to nobody.
    const status = await statusOf(client).catch(() => null);
    if (status !== null)
      this.#events.tell(status.running ? { kind: 'resumed' } : { kind: 'paused', reason: status.reason });
    return true;
  }
}
