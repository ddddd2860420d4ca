/** Vms without QEMU: a little world of machines that goes on while host processes come and go. Also the `sim` driver of large benchmarks. */
import type {
  Difference,
  HardwareSight,
  JournalLine,
  LaunchSpec,
  StrangeProcess,
  VmProcess,
} from '@chronovisor/contracts';
import { Fault } from '@chronovisor/kernel';
import { FakeGuest, FakeMachine } from './fake-machine.ts';
import type {
  Machine,
  MachineEnd,
  QemuProcesses,
  SerialPiece,
  SerialRequest,
  VmJournal,
  VmSight,
} from './qemu-process.port.ts';

interface FakeVm {
  readonly spec: LaunchSpec;
  readonly guest: FakeGuest;
  end: MachineEnd | null;
  settled: boolean;
  tidy: boolean;
}

const keptOfLog = 1024 ** 2;
const keptOfJournal = 100;
const firstPid = 100_000;

/** The machine all of it happens on; it outlives every driver made over it. */
export class FakeWorld {
  readonly vms = new Map<string, FakeVm>();
  readonly journals = new Map<string, JournalLine[]>();
  readonly logs = new Map<string, { start: number; bytes: Buffer }>();
  /** A launch with such a spec fails with these words. */
  failing: (spec: LaunchSpec) => string | null | Promise<string | null> = () => null;
  /** Launches take until this resolves. */
  busy: Promise<void> = Promise.resolve();
  launches = 0;
  /** By vm: the one its UEFI variables come from. */
  readonly variables = new Map<string, string>();
  /** QEMU processes that somebody started in a vm's folder past us. */
  readonly strays: StrangeProcess[] = [];
  /** By vm: what is wrong with the files of its volumes. */
  readonly damaged = new Map<string, readonly Difference[]>();
  /** What every guest says first. */
  greeting = 'boot\n';

  guest(vmId: string): FakeGuest {
    const vm = this.vms.get(vmId);
    if (vm === undefined) throw new Error(`no vm ${vmId} in this world`);
    return vm.guest;
  }

  start(spec: LaunchSpec): FakeVm {
    this.launches += 1;
    const process: VmProcess = { pid: firstPid + this.launches, startTicks: this.launches, accelerator: 'sim' };
    const guest = new FakeGuest(spec, process, (bytes) => this.#keepSerial(spec.vmId, bytes));
    const log = this.logs.get(spec.vmId);
    guest.serialStart = log === undefined ? 0 : log.start + log.bytes.length;
    const vm: FakeVm = { spec, guest, end: null, settled: false, tidy: false };
    this.vms.set(spec.vmId, vm);
    void guest.ended.promise.then((end) => (vm.end = end));
    guest.print(this.greeting);
    return vm;
  }

  #keepSerial(vmId: string, bytes: Uint8Array): void {
    const log = this.logs.get(vmId) ?? { start: 0, bytes: Buffer.alloc(0) };
    const all = Buffer.concat([log.bytes, bytes]);
    const given = Math.max(0, all.length - keptOfLog);
    this.logs.set(vmId, { start: log.start + given, bytes: all.subarray(given) });
  }
}

export const fakeQemu = (world = new FakeWorld()): QemuProcesses => new FakeQemu(world);

class FakeQemu implements QemuProcesses {
  readonly #world: FakeWorld;

  constructor(world: FakeWorld) {
    this.#world = world;
  }

  list = async (): Promise<readonly string[]> => [...this.#world.vms.keys()];

  async look(vmId: string): Promise<VmSight> {
    const vm = this.#world.vms.get(vmId);
    if (vm === undefined) return { state: 'none' };
    if (vm.guest.alive) return { state: 'running', machine: hold(vm) };
    const { generation } = vm.spec;
    return { state: 'off', generation, ran: vm.guest.process, end: await vm.guest.ended.promise, settled: vm.settled };
  }

  async launch(spec: LaunchSpec): Promise<Machine> {
    await this.#world.busy;
    const words = await this.#world.failing(spec);
    if (words !== null) {
      throw new Fault('vm.start-failed', `QEMU did not start ${spec.name}: ${words}`, {
        retry: 'never',
        facts: { hint: 'Mend it.' },
      });
    }
    return hold(this.#world.start(spec));
  }

  async settle(vmId: string, generation: number): Promise<void> {
    const vm = this.#world.vms.get(vmId);
    if (vm !== undefined && vm.spec.generation === generation && !vm.guest.alive) vm.settled = true;
  }

  marked = async (): Promise<readonly StrangeProcess[]> => [
    ...[...this.#world.vms.values()]
      .filter(({ guest }) => guest.alive)
      .map(({ guest, spec }) => ({
        pid: guest.process.pid,
        startTicks: guest.process.startTicks,
        uuid: spec.vmId,
        folder: spec.vmId,
      })),
    ...this.#world.strays,
  ];

  async endMarked(pid: number, startTicks: number): Promise<void> {
    const at = this.#world.strays.findIndex((stray) => stray.pid === pid && stray.startTicks === startTicks);
    if (at !== -1) this.#world.strays.splice(at, 1);
  }

  async tidy(vmId: string): Promise<void> {
    const vm = this.#world.vms.get(vmId);
    if (vm !== undefined) vm.tidy = true;
  }

  async copyVariables(vmId: string, toVmId: string): Promise<void> {
    this.#world.variables.set(toVmId, vmId);
  }

  async remove(vmId: string): Promise<void> {
    this.#world.vms.delete(vmId);
    this.#world.logs.delete(vmId);
    this.#world.journals.delete(vmId);
  }

  journal(vmId: string): VmJournal {
    const lines = this.#world.journals.get(vmId) ?? [];
    this.#world.journals.set(vmId, lines);
    return new FakeJournal(lines);
  }

  async volumes(vmId: string): Promise<HardwareSight> {
    const differences = [...(this.#world.damaged.get(vmId) ?? [])];
    return { plugged: null, disks: [], differences };
  }

  async readSerial(vmId: string, { offset, tail, max }: SerialRequest): Promise<SerialPiece | null> {
    if (!this.#world.vms.has(vmId)) return null;
    const { start, bytes } = this.#world.logs.get(vmId) ?? { start: 0, bytes: Buffer.alloc(0) };
    const end = start + bytes.length;
    const wanted = offset ?? (tail === null ? 0 : end - tail);
    const from = Math.min(end, Math.max(start, wanted));
    const data = bytes.subarray(from - start, from - start + max);
    return { offset: from, next: from + data.length, end, data };
  }
}

/** Its machines speak no QMP: only what was asked of them is to be told. */
class FakeJournal implements VmJournal {
  readonly #lines: JournalLine[];
  #commandId: JournalLine['commandId'] = null;

  constructor(lines: JournalLine[]) {
    this.#lines = lines;
  }

  asked(commandId: string, name: string): void {
    this.#commandId = commandId as JournalLine['commandId'];
    this.#add('asked', name);
  }

  done(name: string): void {
    this.#add('done', name);
    this.#commandId = null;
  }

  read = async (max: number): Promise<readonly JournalLine[]> => this.#lines.slice(-max);

  #add(kind: 'asked' | 'done', name: string): void {
    const at = new Date().toISOString();
    this.#lines.push({ at, commandId: this.#commandId, kind, name, detail: '', tookMs: null });
    if (this.#lines.length > keptOfJournal) this.#lines.shift();
  }
}

const hold = (vm: FakeVm): FakeMachine => new FakeMachine(vm.guest, vm.guest.ended.promise);
