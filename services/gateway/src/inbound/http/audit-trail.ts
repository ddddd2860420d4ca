/** Puts every mutation and every denial on the audit trail: one after the other, repeated until taken, never dropped in silence. */
import type { Bus } from '@chronovisor/bus';
import type { Access, CommandEnvelope } from '@chronovisor/contracts';
import type { Logger, Metrics } from '@chronovisor/telemetry';

export interface AuditSettings {
  /** Records kept while the audit service does not answer. */
  readonly capacity?: number;
  readonly firstPauseMs?: number;
  /** How long an answer waits for its record. */
  readonly patienceMs?: number;
}

interface Entry {
  readonly id: string;
  access: Access;
  readonly kept: PromiseWithResolvers<void>;
}

const LONGEST_PAUSE_MS = 5_000;
const CLOSING_MS = 1_000;
const PATIENCE_MS = 2_000;
/** Records that wait before denials of one kind from one address are counted instead of listed. */
const FLOOD = 32;

const envelopeOf = ({ id, access }: Entry): CommandEnvelope => {
  const commandId = id as CommandEnvelope['meta']['commandId'];
  return {
    type: 'audit.RecordAccess',
    version: 1,
    data: { access },
    meta: {
      commandId,
      operationId: commandId as unknown as CommandEnvelope['meta']['operationId'],
      correlationId: access.correlationId,
      actor: { kind: 'system', id: 'gateway' },
      at: access.at,
    },
  };
};

const kindOf = ({ result, actor, code }: Access): string | null =>
  result === 'denied' ? `${actor.source} ${code}` : null;

export class AuditTrail {
  readonly #bus: Bus;
  readonly #log: Logger;
  readonly #settings: Required<AuditSettings>;
  readonly #lost: { inc(): void };
  readonly #waiting: Entry[] = [];
  /** The last denial of each kind that waits and was not sent yet. */
  readonly #denials = new Map<string, Entry>();
  #sending: Promise<void> | null = null;
  #wake: (() => void) | null = null;
  #closing = false;

  constructor(
    parts: { bus: Bus; log: Logger; metrics: Metrics },
    { capacity = 10_000, firstPauseMs = 100, patienceMs = PATIENCE_MS }: AuditSettings = {},
  ) {
    this.#bus = parts.bus;
    this.#log = parts.log;
    this.#settings = { capacity, firstPauseMs, patienceMs };
    this.#lost = parts.metrics.counter(
      'chrono_audit_lost_total',
      'Audit records that could not be kept; each is in the log',
    );
    parts.metrics.gauge('chrono_audit_waiting', 'Audit records not yet taken by the audit service', [], (gauge) =>
      gauge.set(this.#waiting.length),
    );
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  /** In the background. */
  record(id: string, access: Access): void {
    void this.#enter(id, access);
  }

  /** Resolves when it is on the trail; an audit service that is away holds nobody up for ever. */
  async keep(id: string, access: Access): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(() => {
      this.#log.warn({ audit: access }, 'a request is answered before it is on the audit trail');
      resolve();
    }, this.#settings.patienceMs);
    void this.#enter(id, access).then(resolve);
    await promise;
    clearTimeout(timer);
  }

  /** Sends what waits, without the patience there is in other times. */
  async flush(): Promise<void> {
    this.#closing = true;
    this.#wake?.();
    await this.#sending;
  }

  /** What could not be sent goes to the log, whole. */
  async close(): Promise<void> {
    await this.flush();
    for (const entry of this.#waiting.splice(0))
      this.#tellLost(entry, 'the process stopped before the audit service answered');
  }

  #enter(id: string, access: Access): Promise<void> {
    const kind = kindOf(access);
    const counted = this.#waiting.length < FLOOD ? undefined : this.#denials.get(kind ?? '');
    if (counted !== undefined) {
      counted.access = { ...counted.access, times: (counted.access.times ?? 1) + 1 };
      return counted.kept.promise;
    }
    const entry: Entry = { id, access, kept: Promise.withResolvers() };
    if (this.#waiting.length >= this.#settings.capacity) {
      this.#tellLost(entry, 'the audit buffer is full');
      return entry.kept.promise;
    }
    this.#waiting.push(entry);
    if (kind !== null) this.#denials.set(kind, entry);
    this.#sending ??= this.#sendAll().finally(() => {
      this.#sending = null;
    });
    return entry.kept.promise;
  }

  async #sendAll(): Promise<void> {
    for (let next = this.#waiting[0]; next !== undefined; next = this.#waiting[0]) {
      const kind = kindOf(next.access) ?? '';
      if (this.#denials.get(kind) === next) this.#denials.delete(kind);
      if (!(await this.#send(next))) return;
      this.#waiting.shift();
    }
  }

  /** False when the process is about to stop and nobody takes it. */
  async #send(entry: Entry): Promise<boolean> {
    const envelope = envelopeOf(entry);
    for (let pauseMs = this.#settings.firstPauseMs; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
      const reply = await this.#bus.command(envelope, this.#closing ? { timeoutMs: CLOSING_MS } : {});
      // Found in the log at a start while it was about to be recorded: it is on the trail, which is what was wanted.
      if (reply.kind === 'accepted' || reply.code === 'command.id-reused') {
        entry.kept.resolve();
        return true;
      }
      if (reply.kind === 'refusal') {
        this.#tellLost(entry, `${reply.code}: ${reply.message}`);
        return true;
      }
      if (this.#closing) return false;
      await this.#pause(pauseMs);
    }
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  #tellLost({ access, kept }: Entry, why: string): void {
    kept.resolve();
    this.#lost.inc();
    this.#log.error({ audit: access, why }, 'an audit record could not be put on the trail');
  }
}
