/**
 * One vm on this host: commands one after the other, reports in order, and what is known of its machine.
 *
 *   commands -> queue -> machine      machine -> news -> outbox -> control
 */
import type { HostTrace } from '@chronovisor/bus';
import type { Accepted, Problem, Request } from '@chronovisor/contracts';
import { type Refusal, isFault } from '@chronovisor/kernel';
import type { Logger } from '@chronovisor/telemetry';
import type { Machine, MachineEnd } from '../drivers/qemu-process/qemu-process.port.ts';
import type { HostParts } from './host-parts.ts';
import type { ReportGate } from './report-gate.ts';

/** Who asked, so that the outcome finds its operation. */
export interface Asked {
  readonly request: Request;
  readonly trace: HostTrace;
}

export interface KnownEnd {
  readonly generation: number;
  readonly end: MachineEnd;
  settled: boolean;
}

export interface GivenUp {
  readonly problem: Problem;
  /** Until control has heard of it. */
  isUntold: boolean;
}

export type Answer = Accepted | Refusal | null;

export class VmActor {
  readonly vmId: string;
  readonly log: Logger;
  machine: Machine | null = null;
  /** Of the newest launch this host knows. */
  generation = 0;
  observed: 'running' | 'paused' | 'off' = 'off';
  lastEnd: KnownEnd | null = null;
  /** Its TAPs are in use, are being made, or may be in use for all we know. */
  needsTaps = false;
  /** What an effect is doing right now: its own events are no news. */
  doing: 'pause' | 'resume' | null = null;
  /** What its hardware was last seen to be, as control has taken it; null when it is to be told anew. */
  toldHardware: string | null = null;
  /** After an end, until its sockets and TAPs are gone: no start and no removal before. */
  clearing: Promise<void> = Promise.resolve();
  /** Commands that failed here, and why: asked again they must not succeed after all. */
  readonly givenUp = new Map<string, GivenUp>();
  /** Whose wish an end of the machine fulfils. */
  readonly endAskedBy = new Map<'stop' | 'shutdown', Asked>();
  readonly serialListeners = new Set<(bytes: Uint8Array) => void>();
  readonly #parts: Pick<HostParts, 'report'>;
  readonly #gate: ReportGate;
  readonly #inHand = new Set<string>();
  readonly #waitingToTell = new Map<string, number>();
  #queue: Promise<void> = Promise.resolve();
  #outbox: Promise<unknown> = Promise.resolve();

  constructor(vmId: string, parts: Pick<HostParts, 'report' | 'log'>, gate: ReportGate) {
    this.vmId = vmId;
    this.log = parts.log.child({ vmId });
    this.#parts = parts;
    this.#gate = gate;
  }

  /** Puts work behind what is waiting; work of an id that waits or runs already is not taken twice. */
  perform(id: string, work: () => Promise<void>): Promise<void> {
    if (this.#inHand.has(id)) return this.#queue;
    this.#inHand.add(id);
    this.toldHardware = null;
    this.#queue = this.#queue
      .then(work)
      .catch((error: unknown) => this.log.error({ err: error }, 'work on a vm failed'))
      .finally(() => this.#inHand.delete(id));
    return this.#queue;
  }

  /** Puts a look behind what is waiting. Rejects with what it throws. */
  inTurn<T>(look: () => Promise<T>): Promise<T> {
    const seen = this.#queue.then(look);
    this.#queue = seen.then(
      () => undefined,
      () => undefined,
    );
    return seen;
  }

  /** Nothing waits or runs. */
  get isIdle(): boolean {
    return this.#inHand.size === 0;
  }

  /** Resolves when nothing of this vm is being done. */
  async idle(): Promise<void> {
    await this.#queue;
    await this.clearing;
  }

  /** Reports of a type that wait to be sent. */
  waitingToTell(type: string): number {
    return this.#waitingToTell.get(type) ?? 0;
  }

  /** In the order of the calls. Resolves with control's answer, null when this process ends before there is one. */
  tell(type: string, data: Readonly<Record<string, unknown>>, asked: Asked | null): Promise<Answer> {
    const request = asked?.request ?? null;
    this.#waitingToTell.set(type, this.waitingToTell(type) + 1);
    const told = this.#outbox
      .then(() => this.#gate.passed())
      .then(() =>
        this.#parts.report({ type, version: 1, data: { vmId: this.vmId, ...data, request } }, request, asked?.trace),
      )
      .then(
        (answer) => this.#heed(type, answer),
        (error: unknown) => this.#untold(type, error),
      )
      .finally(() => this.#waitingToTell.set(type, this.waitingToTell(type) - 1));
    this.#outbox = told;
    return told;
  }

  hearSerial(bytes: Uint8Array): void {
    for (const listener of this.serialListeners) listener(bytes);
  }

  #heed(type: string, answer: Accepted | Refusal): Answer {
    if (answer.kind === 'refusal')
      this.log.warn({ type, code: answer.code, answer: answer.message }, 'control refused a report');
    return answer;
  }

  #untold(type: string, error: unknown): null {
    if (isFault(error) && error.code === 'host.closing') this.log.debug({ type }, 'a report is left to the next start');
    else this.log.error({ type, err: error }, 'a report could not be sent');
    return null;
  }
}
