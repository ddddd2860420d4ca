/** What drives the QEMU processes of this host: launch, look, take up again, end. One machine is one running QEMU. */
import type {
  DiskCopy,
  HardwareSight,
  JournalLine,
  LaunchSpec,
  PluggedHardware,
  StrangeProcess,
  VmExit,
  VmProcess,
  network,
} from '@chronovisor/contracts';

export type Tap = network.Tap;

/** What a machine says by itself. */
export type MachineNews =
  | { readonly kind: 'paused'; readonly reason: string }
  | { readonly kind: 'resumed' }
  | { readonly kind: 'reset' }
  | { readonly kind: 'panicked' }
  | { readonly kind: 'io-error'; readonly device: string; readonly reason: string; readonly noSpace: boolean };

/** `clean`: QEMU said that it ends, or the end is one that only an orderly QEMU leaves behind. */
export interface MachineEnd {
  readonly clean: boolean;
  readonly reason: 'guest-shutdown' | 'stop-requested' | 'host-signal' | 'while-away';
  readonly exit: VmExit;
}

export interface MachineStatus {
  readonly running: boolean;
  /** QEMU's own word: running, paused, io-error, guest-panicked, ... */
  readonly reason: string;
}

/** Faults: `machine.unreachable` (later), `machine.ended` (never), and those of QMP. */
export interface Machine {
  readonly vmId: string;
  readonly generation: number;
  /** What it was launched with. */
  readonly spec: LaunchSpec;
  readonly process: VmProcess;
  /** Resolves, never rejects, once QEMU is gone, with how. */
  readonly ended: Promise<MachineEnd>;
  status(): Promise<MachineStatus>;
  pause(): Promise<void>;
  resume(): Promise<void>;
  /** Once for each token, also across restarts of the host process. */
  reset(token: string): Promise<void>;
  /** The ACPI power button: the guest decides. */
  pressPower(): Promise<void>;
  /** Ends QEMU: asks, insists, kills. Resolves when it is gone. */
  stop(): Promise<void>;
  /** Plugs and unplugs vCPUs and memory, as far as the guest follows; resolves with what stands. Safe to repeat. */
  plug(wanted: PluggedHardware): Promise<PluggedHardware>;
  /** What it has, and in what that differs from what it was launched with. */
  hardware(): Promise<HardwareSight>;
  /** Takes out a device that it was not launched with; false when its guest does not let go. One that is gone is fine. */
  takeOut(device: string): Promise<boolean>;
  /** Copies disks as they are at one instant into files that are there; a copy under way for the same clone is waited for. */
  copyDisks(cloneId: string, disks: readonly DiskCopy[]): Promise<void>;
  /** PNG of the screen. */
  screenshot(): Promise<Uint8Array>;
  onNews(listener: (news: MachineNews) => void): () => void;
  /** Hears the serial line from now on. */
  onSerial(listener: (bytes: Uint8Array) => void): () => void;
  /** False when the guest does not take its input: these bytes are dropped. */
  writeSerial(bytes: Uint8Array): boolean;
  /** Where this launch begins in the serial log. */
  serialStart(): Promise<number>;
  /** How long it has been running. */
  ageMs(): Promise<number>;
  /** Whether QEMU's own network has led a connection to this host port through to the guest: it takes every connection itself, whatever the guest says. */
  isLedThrough(hostPort: number): Promise<boolean>;
  /** Lets go of QEMU and leaves it running. */
  detach(): Promise<void>;
}

/** What there is of a vm on this host. `ran`: this generation has been seen running. */
export type VmSight =
  | { readonly state: 'none' }
  | { readonly state: 'running'; readonly machine: Machine }
  | {
      readonly state: 'off';
      readonly generation: number;
      /** The process of this generation where it has been seen running. */
      readonly ran: VmProcess | null;
      readonly end: MachineEnd | null;
      /** Control knows of this end. */
      readonly settled: boolean;
    };

export interface SerialRequest {
  readonly offset: number | null;
  readonly tail: number | null;
  readonly max: number;
}

export interface SerialPiece {
  readonly offset: number;
  readonly next: number;
  readonly end: number;
  readonly data: Uint8Array;
}

/** What is said to one QEMU and by it, in whose name. Bounded: the oldest is dropped. */
export interface VmJournal {
  /** Until `done`, whatever is said is said in the name of this command. */
  asked(commandId: string, name: string): void;
  done(name: string): void;
  /** The newest so many, oldest first. */
  read(max: number): Promise<readonly JournalLine[]>;
}

export interface QemuProcesses {
  /** Vms that have something on this host. */
  list(): Promise<readonly string[]>;
  /** Takes the machine up when it runs. To be called by one caller for each vm at a time. */
  look(vmId: string): Promise<VmSight>;
  /**
   * Resolves when QEMU says that the guest runs. Legal when the vm is off.
   * Fault `vm.start-failed` (never): QEMU's own words in the message, `facts.hint` on what to do; nothing is left running.
   */
  launch(spec: LaunchSpec, taps: readonly Tap[]): Promise<Machine>;
  /** Control knows how this generation ended. */
  settle(vmId: string, generation: number): Promise<void>;
  /** Removes what a QEMU that is gone has left lying about. Legal when the vm is off. */
  tidy(vmId: string): Promise<void>;
  /** Gives another vm a copy of this one's UEFI variables. */
  copyVariables(vmId: string, toVmId: string): Promise<void>;
  /** Removes everything of the vm. Legal when it is off. */
  remove(vmId: string): Promise<void>;
  /** The files of its volumes as they lie there. Legal when it is off. */
  volumes(vmId: string): Promise<HardwareSight>;
  /** The serial log, also of a vm that is off. Null when there is no such vm here. */
  readSerial(vmId: string, request: SerialRequest): Promise<SerialPiece | null>;
  /** QEMU processes that work in a vm's folder, whosever they are. */
  marked(): Promise<readonly StrangeProcess[]>;
  /** Ends one of them that is of no machine; gone already is fine. */
  endMarked(pid: number, startTicks: number): Promise<void>;
  /** Also of a vm that is off. */
  journal(vmId: string): VmJournal;
}
