/** Puts every mutation and every denial on the audit trail, beside the reply path: buffered, repeated until taken, never dropped in silence. */
import type { Bus } from '@chronovisor/bus';
import type { Access, CommandEnvelope } from '@chronovisor/contracts';
import { newId } from '@chronovisor/kernel/ids';
import type { Logger, Metrics } from '@chronovisor/telemetry';

export interface AuditSettings {
  /** Records kept while the audit service does not answer. */
  readonly capacity?: number;
  readonly firstPauseMs?: number;
}

const LONGEST_PAUSE_MS = 5_000;
const CLOSING_MS = 1_000;

const envelopeOf = (access: Access): CommandEnvelope => {
  const commandId = newId() as CommandEnvelope['meta']['commandId'];
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

export class AuditTrail {
  readonly #bus: Bus;
  readonly #log: Logger;
  readonly #capacity: number;
  readonly #firstPauseMs: number;
  readonly #lost: { inc(): void };
  readonly #waiting: CommandEnvelope[] = [];
  #sending: Promise<void> | null = null;
  #wake: (() => void) | null = null;
  #closing = false;

  constructor(
    parts: { bus: Bus; log: Logger; metrics: Metrics },
    { capacity = 10_000, firstPauseMs = 100 }: AuditSettings = {},
  ) {
    this.#bus = parts.bus;
    this.#log = parts.log;
    this.#capacity = capacity;
    this.#firstPauseMs = firstPauseMs;
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

  record(access: Access): void {
    if (this.#waiting.length >= this.#capacity) {
      this.#tellLost(envelopeOf(access), 'the audit buffer is full');
      return;
    }
    this.#waiting.push(envelopeOf(access));
    this.#sending ??= this.#sendAll().finally(() => {
      this.#sending = null;
    });
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
    for (const envelope of this.#waiting.splice(0))
      this.#tellLost(envelope, 'the process stopped before the audit service answered');
  }

  async #sendAll(): Promise<void> {
    let pauseMs = this.#firstPauseMs;
    for (let next = this.#waiting[0]; next !== undefined; next = this.#waiting[0]) {
      const reply = await this.#bus.command(next, this.#closing ? { timeoutMs: CLOSING_MS } : {});
      if (reply.kind === 'accepted') {
        this.#waiting.shift();
        pauseMs = this.#firstPauseMs;
      } else if (reply.kind === 'refusal') {
        this.#tellLost(next, `${reply.code}: ${reply.message}`);
        this.#waiting.shift();
      } else {
        if (this.#closing) return;
        await this.#pause(pauseMs);
        pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
      }
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

  #tellLost(envelope: CommandEnvelope, why: string): void {
    this.#lost.inc();
    this.#log.error({ audit: envelope.data, why }, 'an audit record could not be put on the trail');
  }
}
