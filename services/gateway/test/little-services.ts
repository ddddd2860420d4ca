/** Little machines that answer the gateway on the bus as compute, storage, audit and a host would. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Bus } from '@chronovisor/bus';
import {
  AccessRecorded,
  SagaEnded,
  SagaStarted,
  StepDispatched,
  StepSucceeded,
  VmDeleted,
  VmDeleteRequested,
  VmShutdownFailed,
  VmShutdownRequested,
  VmStarted,
  VmStartRequested,
  VmUpdated,
  type Access,
  type CommandEnvelope,
  type HostEnvelope,
  type HostReply,
  type Reply,
} from '@chronovisor/contracts';
import { refuse, type Refusal } from '@chronovisor/kernel';
import { newId } from '@chronovisor/kernel/ids';
import { rehearsed, toReply } from '@chronovisor/nest';
import { bulkForeseen, bulkHappenings } from './little-bulk.ts';
import { happening, type Happening, type Recorder } from './recorder.ts';
import { created, launchSpec, provisioned } from './samples.ts';

interface LittleVm {
  readonly name: string;
  readonly hostId: string;
  running: boolean;
  starting: CommandEnvelope['meta'] | null;
}

type Data = Readonly<Record<string, unknown>>;

const requestOf = ({ meta }: CommandEnvelope) => ({ operationId: meta.operationId, commandId: meta.commandId });
const processOf = () => ({ pid: 77, startTicks: 1, accelerator: 'tcg' as const });

/** Keeps names unique, starts vms when told to go on, and knows which are running. */
export class LittleCompute {
  readonly vms = new Map<string, LittleVm>();
  readonly heard: CommandEnvelope[] = [];
  readonly #recorder: Recorder;
  /** Starts end only when this is called. */
  #goOn: (() => Promise<void>)[] = [];

  constructor(bus: Bus, recorder: Recorder) {
    this.#recorder = recorder;
    bus.serveCommands('compute', (command) => rehearsed(command, (traced) => this.#handle(traced)));
  }

  /** Lets everything that was started come up. */
  async finishStarts(): Promise<void> {
    for (const go of this.#goOn.splice(0)) await go();
  }

  async #handle(envelope: CommandEnvelope): Promise<Reply> {
    this.heard.push(envelope);
    const data = envelope.data as Data;
    const vmId = String(data['vmId']);
    switch (envelope.type) {
      case 'compute.CreateVm':
        return this.#create(envelope, vmId);
      case 'compute.BeginBulk':
        return this.#bulk(envelope);
      case 'compute.StartVm':
        return this.#start(envelope, vmId);
      case 'compute.ShutdownVm':
        return this.#shutdown(envelope, vmId);
      case 'compute.UpdateVm':
        return this.#record(envelope, vmId, [
          happening(VmUpdated, { vmId, changes: data['changes'] as never, request: requestOf(envelope) }),
        ]);
      case 'compute.DeleteVm':
        return this.#delete(envelope, vmId);
      default:
        return refuse('message.invalid', `${envelope.type} is not for little machines`) as Reply;
    }
  }

  async #bulk(envelope: CommandEnvelope): Promise<Reply> {
    const { operationId, dryRun } = envelope.meta;
    const executed = await this.#recorder.answer(envelope, `bulk-${operationId}`, () => bulkHappenings(envelope));
    const reply = toReply(envelope, executed);
    return dryRun === true && reply.kind === 'accepted' ? { ...reply, foreseen: bulkForeseen(envelope) } : reply;
  }

  async #record(envelope: CommandEnvelope, vmId: string, happenings: readonly Happening[] | Refusal): Promise<Reply> {
    return toReply(envelope, await this.#recorder.answer(envelope, `vm-${vmId}`, () => happenings));
  }

  async #create(envelope: CommandEnvelope, vmId: string): Promise<Reply> {
    const { name, hostId, request: spec } = envelope.data as { name: string; hostId: string; request: never };
    const taken = [...this.vms].some(([id, vm]) => vm.name === name && id !== vmId);
    if (taken) return refuse('vm.name-taken', `the name ${name} is taken`, { hint: 'Choose another name.' }) as Reply;
    const known = this.vms.has(vmId);
    this.vms.set(vmId, { name, hostId, running: false, starting: null });
    const reply = await this.#record(envelope, vmId, [
      created(vmId, hostId, { name, spec, request: requestOf(envelope) }),
    ]);
    if (!known) await this.#runSaga(envelope, vmId);
    return reply;
  }

  async #runSaga(envelope: CommandEnvelope, vmId: string): Promise<void> {
    const { operationId } = envelope.meta;
    const stream = `saga-${operationId}`;
    const step = 'provision';
    const base = {
      definition: 'provision-vm',
      definitionVersion: 1,
      type: 'vm.create',
      target: `/vms/${vmId}`,
      input: null,
    };
    const commandId = newId();
    const deadline = '2026-01-01T00:00:00.000Z';
    await this.#recorder.put(
      stream,
      happening(SagaStarted, { ...base, operationId, steps: [step] }),
      happening(StepDispatched, {
        step,
        direction: 'do',
        attempt: 1,
        commandId,
        command: { type: 'x', version: 1, data: null },
        deadline,
      } as never),
    );
    await this.#recorder.put(`vm-${vmId}`, provisioned(vmId));
    await this.#recorder.put(
      stream,
      happening(StepSucceeded, { step, direction: 'do', commandId, output: null } as never),
      happening(SagaEnded, { outcome: 'succeeded', problem: null }),
    );
  }

  async #start(envelope: CommandEnvelope, vmId: string): Promise<Reply> {
    const vm = this.vms.get(vmId) as LittleVm;
    if (vm.running) return this.#record(envelope, vmId, []);
    if (vm.starting !== null) {
      const executed = await this.#recorder.answer(envelope, `vm-${vmId}`, () => []);
      return toReply(envelope, executed, { joined: requestOf({ ...envelope, meta: vm.starting }) });
    }
    vm.starting = envelope.meta;
    const request = requestOf(envelope);
    const launch = launchSpec(vmId, vm.name);
    const reply = await this.#record(envelope, vmId, [
      happening(VmStartRequested, { vmId, hostId: vm.hostId, request, generation: 1, launch }),
    ]);
    this.#goOn.push(async () => {
      vm.running = true;
      vm.starting = null;
      await this.#recorder.put(
        `vm-${vmId}`,
        happening(VmStarted, { vmId, generation: 1, process: processOf(), request }),
      );
    });
    return reply;
  }

  /** Its guests never listen: a shutdown fails at once. */
  async #shutdown(envelope: CommandEnvelope, vmId: string): Promise<Reply> {
    const vm = this.vms.get(vmId) as LittleVm;
    const request = requestOf(envelope);
    const deadline = '2026-01-01T00:00:00.000Z';
    const problem = { code: 'vm.shutdown-timeout', message: 'the guest did not power off in time', hint: 'Stop it.' };
    return this.#record(envelope, vmId, [
      happening(VmShutdownRequested, { vmId, hostId: vm.hostId, request, generation: 1, deadline, force: false }),
      happening(VmShutdownFailed, { vmId, problem, request }),
    ]);
  }

  async #delete(envelope: CommandEnvelope, vmId: string): Promise<Reply> {
    const vm = this.vms.get(vmId) as LittleVm;
    const { force } = envelope.data as { force: boolean };
    if (vm.running && !force) {
      return this.#record(
        envelope,
        vmId,
        refuse('vm.running', `${vm.name} is running`, { hint: 'Stop it first, or use force.' }),
      );
    }
    const request = requestOf(envelope);
    const asked = {
      vmId,
      hostId: vm.hostId,
      request,
      volumes: 'delete' as const,
      wasRunning: vm.running,
      disks: [],
      nics: [],
    };
    const reply = await this.#record(envelope, vmId, [happening(VmDeleteRequested, asked)]);
    this.vms.delete(vmId);
    await this.#recorder.put(`vm-${vmId}`, happening(VmDeleted, { vmId }));
    return reply;
  }
}

/** Takes audit records, and can be made deaf for a while. */
export class LittleAudit {
  readonly taken: Access[] = [];
  deaf = false;

  constructor(bus: Bus, recorder: Recorder) {
    bus.serveCommands('audit', async (envelope): Promise<Reply> => {
      if (this.deaf) return { kind: 'fault', code: 'bus.timeout', message: 'asleep', retry: 'later' };
      if (envelope.type === 'audit.VerifyTrail') {
        const result = { valid: true, records: this.taken.length, broken: null };
        return {
          kind: 'accepted',
          position: 0,
          revision: null,
          duplicate: false,
          awaits: null,
          operationId: null,
          result,
        };
      }
      const { access } = envelope.data as { access: Access };
      this.taken.push(access);
      const sequence = this.taken.length - 1;
      const link = happening(AccessRecorded, { sequence, access, previous: '0'.repeat(64), hash: 'f'.repeat(64) });
      return toReply(envelope, await recorder.answer(envelope, `audit-${access.at.slice(0, 10)}`, () => [link]));
    });
  }
}

/** A host with files, a serial log that grows, and a screen. */
export class LittleHost {
  readonly hostId: string;
  readonly files = new Set<string>();
  serial = Buffer.alloc(0);
  readonly consoles: string[] = [];
  /** Answers at once what it was about to wait for. */
  leaving = false;
  readonly #bus: Bus;

  constructor(bus: Bus, hostId: string) {
    this.hostId = hostId;
    this.#bus = bus;
    bus.serveHost(hostId, 'compute', (message) => this.#answer(message));
  }

  async #answer(message: HostEnvelope): Promise<HostReply> {
    const data = message.data as Data;
    switch (message.type) {
      case 'compute.CheckFiles':
        return {
          kind: 'result',
          result: { missing: (data['paths'] as string[]).filter((path) => !this.files.has(path)) },
        };
      case 'compute.ReadSerial':
        return { kind: 'result', result: await this.#readWaiting(data) };
      case 'compute.Screenshot':
        return { kind: 'result', result: { png: Buffer.from('PNG').toString('base64') } };
      case 'compute.OpenConsole':
        return this.#openConsole(String(data['sessionId']));
      default:
        return { kind: 'refusal', code: 'message.invalid', message: 'not for little hosts' };
    }
  }

  async #readWaiting(data: Data) {
    const end = performance.now() + (data['waitMs'] as number);
    while (!this.leaving && this.#read(data).data === '' && performance.now() < end) await sleep(5);
    return this.#read(data);
  }

  #read(data: Data) {
    const end = this.serial.length;
    const tail = data['tail'] as number | null;
    const offset = tail === null ? Math.min(data['offset'] as number, end) : Math.max(0, end - tail);
    const bytes = this.serial.subarray(offset, offset + (data['max'] as number));
    return { offset, next: offset + bytes.length, end, data: bytes.toString('base64') };
  }

  /** Its line says back what it hears, in capitals. */
  #openConsole(sessionId: string): HostReply {
    this.consoles.push(sessionId);
    this.#bus.subscribe(`console.${sessionId}.in`, (payload) => {
      const text = Buffer.from(payload).toString().toUpperCase();
      this.#bus.publish(`console.${sessionId}.out`, Buffer.from(text));
    });
    return { kind: 'result', result: { offset: 0 } };
  }
}
