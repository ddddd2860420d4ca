/** Carries bulks out: follows the log, sends what is recorded as to be sent, and records what came of it. Knows nothing the log does not. */
import type { Bus } from '@chronovisor/bus';
import type { Problem } from '@chronovisor/contracts';
import type { EventMeta, Executor, RecordedEvent } from '@chronovisor/event-store';
import { newId } from '@chronovisor/kernel/ids';
import type { Follower } from '@chronovisor/nest';
import { type Clock, type Courier, type Verdict, createCourier, problemOf, systemClock } from '@chronovisor/saga';
import type { Logger } from '@chronovisor/telemetry';
import { bulkDecider } from '../../domain/bulk/decide.ts';
import { bulkStream } from './bulk-stream.ts';
import { BulkTable, type Child, type Tracked, envelopeOf } from './bulk-table.ts';
import { type EndOfWork, endOfWork } from './outcomes.ts';
import { RecentEnds } from './recent-ends.ts';

export interface BulkRunnerOptions {
  readonly executor: Executor;
  readonly bus: Pick<Bus, 'command' | 'onStatus'>;
  readonly log: Logger;
  readonly clock?: Clock;
  readonly random?: () => number;
  readonly repeatMs?: number;
}

const COMMANDS = 'commands';
const LOG = 'log';

export class BulkRunner implements Follower {
  readonly name = 'compute.bulk';
  readonly #options: BulkRunnerOptions;
  readonly #courier: Courier;
  readonly #table = new BulkTable();
  readonly #recent = new RecentEnds();
  /** Which children wait for work that others began. */
  readonly #joined = new Map<string, Set<string>>();
  /** Children whose end is known and not yet recorded. */
  readonly #known = new Set<string>();
  readonly #deafen: () => void;
  #live = false;

  constructor(options: BulkRunnerOptions) {
    this.#options = options;
    this.#courier = createCourier({ ...options, clock: options.clock ?? systemClock });
    this.#deafen = options.bus.onStatus((status) => {
      if (status === 'connected') this.#courier.kick(COMMANDS);
    });
  }

  /** Bulks that are not over. */
  get active(): number {
    return this.#table.bulks.size;
  }

  reset(): void {
    this.#live = false;
    this.#courier.clear();
    this.#table.clear();
    this.#recent.clear();
    this.#joined.clear();
    this.#known.clear();
  }

  apply(event: RecordedEvent): void {
    const change = this.#table.fold(event);
    if (change === null) {
      const end = endOfWork(event);
      if (end !== null) this.#hearEnd(end);
      return;
    }
    for (const commandId of change.over) this.#forget(commandId);
    if (this.#live) for (const child of change.begun) this.#send(child);
  }

  caughtUp(): void {
    this.#live = true;
    for (const bulk of this.#table.bulks.values()) {
      for (const child of bulk.children.values()) if (!this.#known.has(child.commandId)) this.#send(child);
      this.#record(bulk);
    }
  }

  rest(): void {
    this.#live = false;
    this.#courier.clear();
    for (const bulk of this.#table.bulks.values()) bulk.recording = null;
  }

  async close(): Promise<void> {
    this.#live = false;
    this.#deafen();
    await this.#courier.close();
  }

  #forget(commandId: string): void {
    this.#known.delete(commandId);
    this.#courier.drop(sendKey(commandId));
  }

  #hearEnd({ commandId, problem }: EndOfWork): void {
    this.#recent.add(commandId, problem);
    this.#learn(commandId, problem, commandId);
    for (const child of this.#joined.get(commandId) ?? []) this.#learn(child, problem, commandId);
    this.#joined.delete(commandId);
  }

  /** `operationId`: what shows it; null when nothing had to be done. */
  #learn(commandId: string, problem: Problem | null, operationId: string | null): void {
    const child = this.#table.child(commandId);
    if (child === undefined || this.#known.has(commandId)) return;
    this.#known.add(commandId);
    const { bulk, vmId, check, isBack } = child;
    bulk.inbox.push({ vmId, check, isBack, problem, operationId });
    if (this.#live) this.#record(bulk);
  }

  /** One commit at a time, with all that has come in since the one before: the busier it is, the fewer commits a vm costs. */
  #record(bulk: Tracked): void {
    if (!this.#live || bulk.recording !== null || bulk.inbox.length === 0) return;
    const results = [...bulk.inbox];
    const commandId = newId();
    bulk.recording = commandId;
    const { idOf, operationId } = bulk;
    const run = async (): Promise<Verdict> => {
      const command = { type: 'advance', results, idOf } as const;
      const meta = metaOf(bulk, commandId);
      await this.#options.executor.execute({
        ...{ stream: bulkStream(operationId), decider: bulkDecider, command, commandId, meta },
      });
      bulk.inbox = bulk.inbox.filter((result) => !results.includes(result));
      if (bulk.recording === commandId) bulk.recording = null;
      this.#record(bulk);
      return 'done';
    };
    this.#courier.take({ key: `record ${commandId}`, group: LOG, run });
  }

  #send(child: Child): void {
    this.#courier.take({ key: sendKey(child.commandId), group: COMMANDS, run: () => this.#try(child) });
  }

  async #try(child: Child): Promise<Verdict> {
    const { commandId, bulk } = child;
    if (bulk.state.kind !== 'running' || this.#known.has(commandId)) return 'waiting';
    const reply = await this.#options.bus.command(envelopeOf(bulk.state, child));
    if (reply.kind === 'fault' && reply.retry !== 'never') return 'again';
    if (reply.kind !== 'accepted') this.#learn(commandId, problemOf(reply), null);
    else if (reply.awaits === null) this.#learn(commandId, null, reply.operationId);
    else if ((reply.awaits as string) !== commandId) this.#join(commandId, reply.awaits);
    return 'waiting';
  }

  #join(commandId: string, other: string): void {
    const known = this.#recent.get(other);
    if (known !== undefined) return this.#learn(commandId, known, other);
    this.#joined.set(other, (this.#joined.get(other) ?? new Set()).add(commandId));
  }
}

const sendKey = (commandId: string): string => `send ${commandId}`;

const HANDED_ON = ['correlationId', 'actorKind', 'actorId', 'actorSource', 'traceparent'] as const;

const metaOf = ({ meta, operationId }: Tracked, commandId: string): EventMeta => ({
  ...Object.fromEntries(HANDED_ON.flatMap((key) => (meta[key] === undefined ? [] : [[key, meta[key]]]))),
  command: 'compute.advance-bulk',
  commandId,
  operationId,
});
