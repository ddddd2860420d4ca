/** A host without QEMU: does what control asks in a memory of its own, looks before it acts, and reports until it is heard. */
import { createReporter, encode, hostClock, heartbeatSubject, type Bus, type Reporter } from '@chronovisor/bus';
import type { HostEnvelope, HostFacts, HostReply, Problem, Request } from '@chronovisor/contracts';
import { newId } from '@chronovisor/kernel/ids';
import { createLogger } from '@chronovisor/telemetry';

type Data = Readonly<Record<string, unknown>> & { readonly request: Request };
type Work = (data: Data) => void;

interface LittleVm {
  generation: number;
  pid: number | null;
}

/** How the host meets work of a type: `refuses` says no at once, `fails` takes it and reports a failure, `holds` takes it and does nothing, `passes` overtakes what is held. */
export type Mood = 'refuses' | 'fails' | 'holds' | 'passes';

const BEAT_MS = 250;
const taken: HostReply = { kind: 'taken' };
const problem: Problem = { code: 'test.host-failed', message: 'the host could not do it' };

export class LittleHost {
  readonly vms = new Map<string, LittleVm>();
  readonly volumes = new Set<string>();
  readonly networks = new Set<string>();
  /** Every change made, as `<type> <id>`, in order. */
  readonly done: string[] = [];
  readonly facts: HostFacts;
  readonly #bus: Bus;
  readonly #reporter: Reporter;
  readonly #moods = new Map<string, Mood>();
  readonly #held: { readonly id: unknown; readonly go: () => void }[] = [];
  #endBeats = (): void => {};
  #lastPid = 1_000;

  constructor(bus: Bus, name = 'h1') {
    this.#bus = bus;
    const hostId = newId() as HostFacts['hostId'];
    this.#reporter = createReporter({ hostId, bus, clock: hostClock, log: createLogger('host', 'silent') });
    this.facts = {
      hostId,
      name,
      sessionId: newId(),
      version: '0',
      pid: 1,
      capacity: { cpus: 4, memory: 64 * 1024 ** 3 },
      capabilities: {
        qemuVersion: '7.2.0',
        machineTypes: ['q35'],
        accelerator: 'sim',
        accelerators: [{ accelerator: 'sim', usable: true, reason: 'a test' }],
        firmware: ['bios', 'uefi'],
        networks: ['user', 'nat'],
      },
    };
  }

  async start(): Promise<void> {
    const { hostId } = this.facts;
    for (const service of ['compute', 'storage', 'network', 'passthrough'])
      this.#bus.serveHost(hostId, service, (message) => this.#take(message));
    this.#beatLater();
    await this.#announce();
  }

  be(mood: Mood, type: string): void {
    this.#moods.set(type, mood);
  }

  /** Does from now on what it is asked for, and what it had held back. */
  relent(type: string): void {
    this.#moods.delete(type);
    for (const { go } of this.#held.splice(0)) go();
  }

  /** What took effect, of one type. */
  times(type: string): number {
    return this.done.filter((one) => one.startsWith(`${type} `)).length;
  }

  /** QEMU of every vm ends without a word from anybody. */
  pullThePlug(): void {
    for (const [vmId, vm] of this.vms) {
      if (vm.pid === null) continue;
      vm.pid = null;
      const exit = { code: null, signal: 'SIGKILL', reason: 'killed', logTail: '' };
      this.#tell('compute.RecordVmCrashed', { vmId, generation: vm.generation, exit, request: null });
    }
  }

  async close(): Promise<void> {
    this.#endBeats();
    this.#reporter.close();
    await this.#bus.close();
  }

  async #announce(): Promise<void> {
    const { hostId, sessionId } = this.facts;
    await this.#report('compute.RegisterHost', { facts: this.facts });
    const vms = [...this.vms].map(([vmId, vm]) => ({
      vmId,
      generation: vm.generation,
      observed: vm.pid === null ? 'off' : 'running',
      process: vm.pid === null ? null : processOf(vm.pid),
      exit: null,
      clean: vm.pid === null ? true : null,
    }));
    await this.#report('compute.RecordHostReport', { hostId, sessionId, vms });
  }

  #beatLater(): void {
    const { hostId, sessionId } = this.facts;
    const rest = { at: new Date().toISOString(), memoryFree: 32 * 1024 ** 3, loadAverage: 0, vms: 0, pools: [] };
    if (this.#bus.status === 'connected')
      this.#bus.publish(heartbeatSubject(hostId), encode({ hostId, sessionId, ...rest }));
    this.#endBeats = hostClock.after(BEAT_MS, () => this.#beatLater());
  }

  async #take({ type, data }: HostEnvelope): Promise<HostReply> {
    const answer = this.#questions[type];
    if (answer !== undefined) return { kind: 'result', result: answer() };
    const work = this.#works[type];
    if (work === undefined) return { kind: 'refusal', code: 'message.invalid', message: `what is ${type}?` };
    return this.#meet(type, work, data as Data);
  }

  #meet(type: string, work: Work, data: Data): HostReply {
    const mood = this.#moods.get(type);
    if (mood === 'refuses') return { kind: 'refusal', code: problem.code, message: problem.message };
    if (mood === 'fails') this.#fail(type, data);
    else if (mood === 'holds' || (mood !== 'passes' && this.#isHeld(data))) this.#hold(work, data);
    else work(data);
    return taken;
  }

  #isHeld(data: Data): boolean {
    return this.#held.some(({ id }) => id === idOf(data));
  }

  /** What comes to the same thing later waits behind it. */
  #hold(work: Work, data: Data): void {
    this.#held.push({ id: idOf(data), go: () => work(data) });
  }

  #fail(type: string, data: Data): void {
    const { vmId, volumeId, networkId, request } = data as Data & Readonly<Record<string, string>>;
    const failed = { problem, request };
    if (type.startsWith('compute.'))
      this.#tell('compute.RecordVmActionFailed', { vmId, generation: data['generation'] ?? 0, ...failed });
    if (type.startsWith('storage.')) this.#tell('storage.RecordVolumeFailed', { volumeId, ...failed });
    if (type.startsWith('network.'))
      this.#tell('network.RecordNetworkFailed', { networkId, hostId: this.facts.hostId, ...failed });
  }

  readonly #questions: Readonly<Record<string, () => never>> = {
    'compute.ReportAll': () => {
      void this.#announce();
      return null as never;
    },
    'compute.CheckFiles': () => ({ missing: [] }) as never,
    'passthrough.ScanDevices': () => null as never,
  };

  readonly #works: Readonly<Record<string, Work>> = {
    'compute.StartVm': (data) => this.#startVm(data),
    'compute.ShutdownVm': (data) => this.#endVm(data, 'guest-shutdown'),
    'compute.StopVm': (data) => this.#endVm(data, 'stop-requested'),
    'compute.RemoveVm': ({ vmId, request }) => {
      if (this.vms.delete(vmId as string)) this.#note('RemoveVm', vmId);
      this.#tell('compute.RecordVmRemoved', { vmId, request });
    },
    'storage.PreparePool': ({ poolId, request }) =>
      this.#tell('storage.RecordPoolReady', { poolId, path: '/pool', request }),
    'storage.CreateVolume': ({ volumeId, path, size, format, request }) => {
      if (!this.volumes.has(volumeId as string)) this.#note('CreateVolume', volumeId);
      this.volumes.add(volumeId as string);
      const info = { path, size, format, allocated: 4_096 };
      this.#tell('storage.RecordVolumeCreated', { volumeId, info, request });
    },
    'storage.GrowVolume': ({ volumeId, path, size, format, request }) => {
      this.#note('GrowVolume', volumeId);
      this.#tell('storage.RecordVolumeGrown', { volumeId, info: { path, size, format, allocated: 4_096 }, request });
    },
    'storage.DeleteVolume': ({ volumeId, request }) => {
      if (this.volumes.delete(volumeId as string)) this.#note('DeleteVolume', volumeId);
      this.#tell('storage.RecordVolumeDeleted', { volumeId, request });
    },
    'network.ActivateNetwork': ({ networkId, request }) => {
      if (!this.networks.has(networkId as string)) this.#note('ActivateNetwork', networkId);
      this.networks.add(networkId as string);
      const activation = { bridge: 'chr00000001', subnet: '10.177.3.0/24', gateway: '10.177.3.1' };
      this.#tell('network.RecordNetworkActive', { networkId, hostId: this.facts.hostId, activation, request });
    },
  };

  #startVm({ vmId, generation, request }: Data): void {
    const vm = this.vms.get(vmId as string);
    if (vm === undefined || vm.pid === null || vm.generation !== generation) {
      this.#lastPid += 1;
      this.vms.set(vmId as string, { generation: generation as number, pid: this.#lastPid });
      this.#note('StartVm', vmId);
    }
    const { pid } = this.vms.get(vmId as string) as { pid: number };
    this.#tell('compute.RecordVmStarted', { vmId, generation, process: processOf(pid), request });
  }

  #endVm({ vmId, request }: Data, reason: string): void {
    const vm = this.vms.get(vmId as string);
    if (vm !== undefined && vm.pid !== null) {
      vm.pid = null;
      this.#note('EndVm', vmId);
    }
    this.#tell('compute.RecordVmStopped', { vmId, generation: vm?.generation ?? 0, reason, exit: null, request });
  }

  #note(what: string, id: unknown): void {
    this.done.push(`${what} ${String(id)}`);
  }

  #tell(type: string, data: object): void {
    void this.#report(type, data);
  }

  /** A report that nobody took when this host ends is left: its next life would look and report again. */
  async #report(type: string, data: object): Promise<void> {
    const request = 'request' in data ? (data.request as Request) : null;
    await this.#reporter.report({ type, version: 1, data }, request).catch((error: unknown) => {
      if ((error as { code?: string }).code !== 'host.closing') throw error;
    });
  }
}

const idOf = (data: Data): unknown => data['volumeId'] ?? data['vmId'] ?? data['networkId'];
const processOf = (pid: number) => ({ pid, startTicks: pid, accelerator: 'sim' });
