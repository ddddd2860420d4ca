/** Recorded wait -> a look at the guest, again and again -> its outcome. Taken twice, it is watched once. */
import type { HostAwaitReadiness, HostEnvelope, HostReply, MessageOf, Problem } from '@chronovisor/contracts';
import type { PortAnswer } from '../drivers/guest-port/guest-port.port.ts';
import type { Machine } from '../drivers/qemu-process/qemu-process.port.ts';
import type { HostParts } from './host-parts.ts';
import { problemOf } from './problem.ts';
import { readyWords } from './ready-words.ts';
import type { VmRegister } from './vm-register.ts';

type Wait = MessageOf<typeof HostAwaitReadiness>['data'];
type UntilOf<T extends Wait['until']['type']> = Extract<Wait['until'], { type: T }>;
/** `ended`: the report of its end says the rest. `late`: the clock of control says the rest. */
type Outcome = 'reached' | 'ended' | 'late' | Problem;

const lookEveryMs = 250;
const pieceBytes = 65_536;

const notRunning: Problem = {
  code: 'vm.not-running',
  message: 'the vm does not run on its host any more',
  hint: 'Look at its history and at its serial console.',
};

const noWay = ({ port }: UntilOf<'port'>): Problem => ({
  code: 'readiness.no-address',
  message: `port ${port} of the guest cannot be reached from its host`,
  hint: `Give it a nic on a nat network, or a forward to port ${port} on a user network.`,
});

/** One look. `again`: not yet. */
type Look = () => Promise<Outcome | 'again'>;

export class ReadinessWatch {
  readonly #parts: Pick<HostParts, 'qemu' | 'ports' | 'clock' | 'report' | 'log'>;
  readonly #register: VmRegister;
  readonly #ending: AbortSignal;
  readonly #inHand = new Set<string>();

  constructor(
    register: VmRegister,
    parts: Pick<HostParts, 'qemu' | 'ports' | 'clock' | 'report' | 'log'>,
    ending: AbortSignal,
  ) {
    this.#register = register;
    this.#parts = parts;
    this.#ending = ending;
  }

  take(message: HostEnvelope): HostReply {
    const wait = message.data as Wait;
    const { commandId } = wait.request;
    if (!this.#inHand.has(commandId)) {
      this.#inHand.add(commandId);
      void this.#watch(wait, message.meta)
        .catch((error: unknown) => this.#parts.log.error({ err: error, vmId: wait.vmId }, 'a wait for a vm broke off'))
        .finally(() => this.#inHand.delete(commandId));
    }
    return { kind: 'taken' };
  }

  async #watch(wait: Wait, { correlationId, traceparent }: HostEnvelope['meta']): Promise<void> {
    const outcome = await this.#outcome(wait);
    if (outcome === 'ended' || outcome === 'late' || this.#ending.aborted) return;
    const { vmId, request } = wait;
    const data = { vmId, problem: outcome === 'reached' ? null : outcome, request };
    const trace = { correlationId, causationId: request.commandId, traceparent };
    await this.#parts.report({ type: 'compute.RecordReadiness', version: 1, data }, request, trace);
  }

  async #outcome(wait: Wait): Promise<Outcome> {
    const machine = this.#register.known(wait.vmId)?.machine ?? null;
    if (machine === null || machine.generation !== wait.generation) return notRunning;
    const late = performance.now() + wait.timeoutSeconds * 1_000;
    return this.#lookUntil(machine, late, this.#lookFor(machine, wait)).catch(problemOf);
  }

  async #lookUntil(machine: Machine, late: number, look: Look): Promise<Outcome> {
    const over = new AbortController();
    void machine.ended.then(() => over.abort());
    while (!over.signal.aborted) {
      const seen = await look();
      if (seen !== 'again') return seen;
      if (performance.now() > late || this.#ending.aborted) return 'late';
      await this.#pause();
    }
    return 'ended';
  }

  #lookFor(machine: Machine, { vmId, until }: Wait): Look {
    switch (until.type) {
      case 'running':
        return async () => 'reached';
      case 'delay':
        return async () => ((await machine.ageMs()) >= until.seconds * 1_000 ? 'reached' : 'again');
      case 'port':
        return () => this.#tryPort(machine, until);
      case 'ready':
        return this.#listen(vmId, machine, until);
    }
  }

  async #tryPort(machine: Machine, until: UntilOf<'port'>): Promise<Outcome | 'again'> {
    const means: Readonly<Record<PortAnswer, Outcome | 'again'>> = {
      open: 'reached',
      closed: 'again',
      'no-way': noWay(until),
    };
    return means[await this.#tried(machine, until.port)];
  }

  /** A monitor that does not answer now may answer the next time. */
  #tried(machine: Machine, port: number): Promise<PortAnswer> {
    return this.#parts.ports.try(machine, port).catch((error: unknown) => {
      this.#parts.log.debug({ err: error, vmId: machine.vmId, port }, 'a port of a guest could not be tried');
      return 'closed' as const;
    });
  }

  /** Reads the log rather than the line: what was said before anybody waited counts, and what an earlier launch said does not. */
  #listen(vmId: string, machine: Machine, { pattern }: UntilOf<'ready'>): Look {
    const hear = readyWords(pattern);
    let offset: number | null = null;
    return async () => {
      offset ??= await machine.serialStart();
      for (;;) {
        const piece = await this.#parts.qemu.readSerial(vmId, { offset, tail: null, max: pieceBytes });
        if (piece === null || piece.data.length === 0) return 'again';
        offset = piece.next;
        if (hear(piece.data)) return 'reached';
      }
    };
  }

  #pause(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const callOff = this.#parts.clock.after(lookEveryMs, resolve);
    this.#ending.addEventListener('abort', () => resolve(), { once: true });
    return promise.finally(callOff);
  }
}
