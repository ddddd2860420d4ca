/** Listens for heartbeats: says when a host has been silent for too long, and asks a silent one that is heard again for a full report. */
import { type Bus, type BusSubscription, everyHeartbeat } from '@chronovisor/bus';
import { Heartbeat, type HostEnvelope } from '@chronovisor/contracts';
import { newId } from '@chronovisor/kernel/ids';
import { type Clock, systemClock } from '@chronovisor/saga';
import type { Logger } from '@chronovisor/telemetry';
import type { HostsView } from '../../projections/hosts/hosts-view.ts';
import { systemCommand } from './system-command.ts';

const LOOK_EVERY_MS = 500;
/** A look that comes this late tells of us, not of the hosts. */
const FROZEN_MS = 4 * LOOK_EVERY_MS;
const ASK_EVERY_MS = 1_000;

export interface HostSilenceOptions {
  readonly bus: Bus;
  readonly hosts: HostsView;
  readonly log: Logger;
  readonly timeoutSeconds: number;
  /** Of several that hear the same, one speaks. Usually this one. */
  readonly acts?: () => boolean;
  readonly clock?: Clock;
  /** Milliseconds that no jump of the wall clock touches, so that it silences nobody. */
  readonly passed?: () => number;
}

const parse = (payload: Uint8Array): Heartbeat | null => {
  try {
    return Heartbeat.parse(JSON.parse(new TextDecoder().decode(payload)));
  } catch {
    return null;
  }
};

export class HostSilence {
  readonly #options: HostSilenceOptions;
  readonly #clock: Clock;
  readonly #passed: () => number;
  /** By host, in passed milliseconds. */
  readonly #heard = new Map<string, number>();
  readonly #asked = new Map<string, number>();
  readonly #declaring = new Set<string>();
  #looked: number | null = null;
  #subscription: BusSubscription | null = null;
  #stopLooking: () => void = () => {};

  constructor(options: HostSilenceOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#passed = options.passed ?? (() => performance.now());
  }

  start(): void {
    this.#subscription = this.#options.bus.subscribe(everyHeartbeat, (payload) => this.#hear(payload));
    this.#lookLater();
  }

  async close(): Promise<void> {
    this.#stopLooking();
    await this.#subscription?.close();
  }

  #hear(payload: Uint8Array): void {
    const beat = parse(payload);
    if (beat === null) return;
    const now = this.#passed();
    this.#heard.set(beat.hostId, now);
    const host = this.#options.hosts.get(beat.hostId);
    const unknown =
      host === undefined ||
      host.silent ||
      host.facts.sessionId !== beat.sessionId ||
      this.#options.hosts.hasLost(beat.hostId);
    if (unknown && this.#acts() && now - (this.#asked.get(beat.hostId) ?? -Infinity) > ASK_EVERY_MS)
      this.#ask(beat.hostId, now);
  }

  #acts(): boolean {
    return this.#options.acts?.() ?? true;
  }

  #ask(hostId: string, now: number): void {
    this.#asked.set(hostId, now);
    const id = newId();
    const meta = { commandId: id, operationId: id, correlationId: id } as HostEnvelope['meta'];
    this.#options.bus.host(hostId, { type: 'compute.ReportAll', version: 1, data: {}, meta }).then(
      (reply) => {
        if (reply.kind !== 'result' && reply.kind !== 'taken')
          this.#options.log.warn({ hostId, reply }, 'a host that is heard does not answer');
      },
      (error: unknown) => this.#options.log.error({ err: error, hostId }, 'a host could not be asked for its report'),
    );
  }

  #lookLater(): void {
    this.#stopLooking = this.#clock.after(LOOK_EVERY_MS, () => {
      this.#look();
      this.#lookLater();
    });
  }

  #look(): void {
    const now = this.#passed();
    // We were frozen or busy ourselves: what hosts said meanwhile still waits to be read.
    if (now - (this.#looked ?? now) > FROZEN_MS) this.#heard.clear();
    this.#looked = now;
    for (const { facts, silent } of this.#options.hosts.all()) {
      // While we are cut off ourselves, the silence is ours.
      if (this.#options.bus.status !== 'connected' || !this.#heard.has(facts.hostId))
        this.#heard.set(facts.hostId, now);
      const seconds = (now - (this.#heard.get(facts.hostId) ?? now)) / 1_000;
      if (seconds <= this.#options.timeoutSeconds) continue;
      // A control process may have died between the host's loss and that of its vms.
      if (!silent || this.#options.hosts.hasSeen(facts.hostId)) this.#declareLost(facts.hostId, seconds);
    }
  }

  #declareLost(hostId: string, silentSeconds: number): void {
    const { bus, log } = this.#options;
    if (this.#declaring.has(hostId) || !this.#acts()) return;
    this.#declaring.add(hostId);
    bus
      .command(systemCommand('compute.RecordHostLost', { hostId, silentSeconds: Math.round(silentSeconds * 10) / 10 }))
      .then(
        (reply) => {
          if (reply.kind !== 'accepted')
            log.warn({ hostId, reply }, 'the silence of a host could not be recorded; trying again');
        },
        (error: unknown) => log.error({ err: error, hostId }, 'the silence of a host could not be recorded'),
      )
      .finally(() => this.#declaring.delete(hostId));
  }
}
