/** Real QEMU processes, one directory each, found again after any restart of ours. */
import type { HardwareSight, LaunchSpec, StrangeProcess, VmProcess } from '@chronovisor/contracts';
import type { Logger } from '@chronovisor/telemetry';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LaunchFacts } from './command-line/launch-facts.ts';
import { concludeEnd } from './ending.ts';
import { volumeFiles } from './hardware/volume-files.ts';
import { Journal } from './journal.ts';
import { type Sought, isQemuOf, lives, processesOf, statOf } from './identity.ts';
import { launch } from './launch.ts';
import { endMarked, markedProcesses } from './marked-processes.ts';
import { LiveMachine } from './live-machine.ts';
import { MonitorEvents, connectMonitor } from './monitor-line.ts';
import type { Machine, QemuProcesses, SerialPiece, SerialRequest, Tap, VmSight } from './qemu-process.port.ts';
import { readSerialLog } from './serial-log.ts';
import { VmDirectory, journalFile, vmIdsIn } from './vm-directory.ts';

/** A QEMU that hangs must not keep the others from being adopted. */
const adoptWithinMs = 700;
/** How long a start that an earlier host process began may take to show QEMU. */
const beginWithinMs = 5_000;
const lookEveryMs = 20;

export interface LiveQemuFacts extends Omit<LaunchFacts, 'taps'> {
  /** Template of the UEFI variables, where there is one. */
  readonly uefiVariables: string | null;
}

export interface LiveQemuOptions {
  /** The host's own directory. */
  readonly dataDir: string;
  readonly binary?: string;
  /** May come later than the first look at what runs already: only launches need them. */
  readonly facts: Promise<LiveQemuFacts>;
  readonly log: Logger;
}

export const liveQemu = (options: LiveQemuOptions): QemuProcesses => new LiveQemu(options);

class LiveQemu implements QemuProcesses {
  readonly #options: LiveQemuOptions;
  readonly #root: string;
  readonly #binary: string;
  readonly #journals = new Map<string, Journal>();

  constructor(options: LiveQemuOptions) {
    this.#options = options;
    this.#root = join(options.dataDir, 'vms');
    this.#binary = options.binary ?? 'qemu-system-x86_64';
  }

  list = (): Promise<readonly string[]> => vmIdsIn(this.#root);

  async look(vmId: string): Promise<VmSight> {
    const directory = this.#directory(vmId);
    const spec = await directory.launch();
    if (spec === null) return { state: 'none' };
    const end = await directory.end();
    if (end === null) {
      const process = await this.#find(directory);
      if (process !== null) return { state: 'running', machine: await this.#adopt(directory, spec, process) };
    }
    const ran = await directory.ran();
    return { state: 'off', generation: spec.generation, ran, ...(await this.#endOf(directory, spec, ran)) };
  }

  async launch(spec: LaunchSpec, taps: readonly Tap[]): Promise<Machine> {
    const directory = this.#directory(spec.vmId);
    const events = new MonitorEvents(this.journal(spec.vmId).trace);
    const { log } = this.#options;
    const { uefiVariables, ...found } = await this.#options.facts;
    const facts = { ...found, taps };
    const launched = await launch({ directory, binary: this.#binary, spec, facts, uefiVariables, events });
    return LiveMachine.hold({ directory, spec, events, log, ...launched });
  }

  async settle(vmId: string, generation: number): Promise<void> {
    const directory = this.#directory(vmId);
    const end = await directory.end();
    if (end !== null && end.generation === generation && !end.settled)
      await directory.keepEnd({ ...end, settled: true });
  }

  marked = (): Promise<readonly StrangeProcess[]> => markedProcesses(this.#root, this.#binary);
  endMarked = (pid: number, startTicks: number): Promise<void> =>
    endMarked(this.#root, this.#binary, { pid, startTicks });

  tidy = (vmId: string): Promise<void> => this.#directory(vmId).tidy();

  copyVariables = (vmId: string, toVmId: string): Promise<void> =>
    this.#directory(toVmId).takeVariables(this.#directory(vmId));

  async remove(vmId: string): Promise<void> {
    await this.#directory(vmId).remove();
    this.#journals.delete(vmId);
  }

  journal(vmId: string): Journal {
    const known = this.#journals.get(vmId) ?? new Journal(this.#directory(vmId).file(journalFile), this.#options.log);
    this.#journals.set(vmId, known);
    return known;
  }

  async volumes(vmId: string): Promise<HardwareSight> {
    return volumeFiles((await this.#directory(vmId).launch())?.disks ?? []);
  }

  async readSerial(vmId: string, request: SerialRequest): Promise<SerialPiece | null> {
    const directory = this.#directory(vmId);
    return (await directory.exists()) ? readSerialLog(directory.serialFile, request) : null;
  }

  #directory(vmId: string): VmDirectory {
    return new VmDirectory(this.#root, vmId, this.#options.log);
  }

  /** Of a generation that ran, how it ended; of one that never came up there is nothing to tell. */
  async #endOf(directory: VmDirectory, { generation }: LaunchSpec, ran: VmProcess | null) {
    const kept = await directory.end();
    if (kept !== null) return { end: kept, settled: kept.settled };
    if (ran === null) return { end: null, settled: true };
    const end = await concludeEnd(directory, generation, { shutdown: null, asked: false, away: true });
    return { end, settled: false };
  }

  async #find(directory: VmDirectory): Promise<VmProcess | null> {
    if ((await directory.exitStatus()) !== null) return null;
    const sought: Sought = { vmId: directory.vmId, directory: directory.path, binary: this.#binary };
    const ran = await directory.ran();
    if (ran !== null) return (await lives(ran)) && (await isQemuOf(ran.pid, sought)) ? ran : null;
    const pid = (await directory.pid()) ?? (await this.#begun(sought));
    return pid === null ? null : this.#firstSeen(pid, sought);
  }

  /** A QEMU that no host process has seen running yet. */
  async #firstSeen(pid: number, sought: Sought): Promise<VmProcess | null> {
    const stat = await statOf(pid);
    if (stat === null || !(await isQemuOf(pid, sought))) return null;
    const { accelerator } = await this.#options.facts;
    return { pid, startTicks: stat.startTicks, accelerator };
  }

  /** A host process may have died between spawning and hearing of QEMU: then only the process table knows. */
  async #begun(sought: Sought): Promise<number | null> {
    for (const until = performance.now() + beginWithinMs; performance.now() < until;) {
      const pids = await processesOf(sought);
      if (pids.length === 0) return null;
      for (const pid of pids) if (await isQemuOf(pid, sought)) return pid;
      await sleep(lookEveryMs);
    }
    return null;
  }

  async #adopt(directory: VmDirectory, spec: LaunchSpec, process: VmProcess): Promise<Machine> {
    const { log } = this.#options;
    const events = new MonitorEvents(this.journal(directory.vmId).trace);
    const client = await connectMonitor(directory, events, adoptWithinMs).catch((error: unknown) => {
      log.warn({ vmId: directory.vmId, pid: process.pid, err: error }, 'a running vm does not answer yet');
      return null;
    });
    if ((await directory.ran()) === null) await directory.keepRan(process);
    return LiveMachine.hold({ directory, spec, process, events, client, log });
  }
}
