/** Console sessions: a serial line shared by as many people as like to, each over subjects of their own. */
import { type BusSubscription, consoleSubject } from '@chronovisor/bus';
import type { HostReply } from '@chronovisor/contracts';
import { refuse } from '@chronovisor/kernel';
import type { HostParts } from './host-parts.ts';
import type { VmActor } from './vm-actor.ts';

/** A session whose other end says nothing for so long is over. */
const silentMs = 30_000;

type Parts = Pick<HostParts, 'bus' | 'clock' | 'qemu' | 'log'>;

interface Session {
  end(): Promise<void>;
}

export class Consoles {
  readonly #parts: Parts;
  readonly #sessions = new Map<string, Session>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  get open(): number {
    return this.#sessions.size;
  }

  /** Joining twice is joining once. The session outlives a restart of its vm. */
  async join(vm: VmActor | null, sessionId: string): Promise<HostReply> {
    if (vm === null || vm.machine === null) {
      return refuse('vm.not-running', 'the vm does not run on this host', { hint: 'Start it first.' }) as HostReply;
    }
    if (!this.#sessions.has(sessionId)) this.#sessions.set(sessionId, this.#begin(vm, sessionId));
    const piece = await this.#parts.qemu.readSerial(vm.vmId, { offset: null, tail: 1, max: 1 });
    return { kind: 'result', result: { offset: piece?.end ?? 0 } };
  }

  async close(): Promise<void> {
    await Promise.all([...this.#sessions.values()].map((session) => session.end()));
  }

  #begin(vm: VmActor, sessionId: string): Session {
    const { bus, clock } = this.#parts;
    const out = consoleSubject(sessionId, 'out');
    const tell = (bytes: Uint8Array): void => bus.publish(out, bytes);
    vm.serialListeners.add(tell);
    let callOff = (): void => {};
    const subscriptions: BusSubscription[] = [];
    const session: Session = {
      end: async () => {
        callOff();
        vm.serialListeners.delete(tell);
        this.#sessions.delete(sessionId);
        await Promise.all(subscriptions.map((subscription) => subscription.close()));
      },
    };
    const stayAlive = (): void => {
      callOff();
      callOff = clock.after(silentMs, () => void session.end());
    };
    subscriptions.push(
      bus.subscribe(consoleSubject(sessionId, 'alive'), stayAlive),
      bus.subscribe(consoleSubject(sessionId, 'in'), (bytes) => this.#type(vm, bytes)),
    );
    stayAlive();
    return session;
  }

  #type(vm: VmActor, bytes: Uint8Array): void {
    if (vm.machine?.writeSerial(bytes) !== true)
      this.#parts.log.debug({ vmId: vm.vmId, bytes: bytes.length }, 'input to a serial line was dropped');
  }
}
