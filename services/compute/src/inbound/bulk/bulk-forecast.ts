/** Foresees an order to many vms: within a rehearsal each is asked as it would be, upon what those before it would have taken, and what is taken is reckoned to end well. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  type Accepted,
  BudgetFreed,
  BudgetHeld,
  BulkStarted,
  BulkVmsEnded,
  type CommandEnvelope,
  type Foreseen,
  type ForeseenBulk,
  type ForeseenStep,
  type ForeseenVm,
  type MessageOf,
  type Problem,
  type Reply,
  VmDeleteRequested,
  commandRegistry,
} from '@chronovisor/contracts';
import { type Executor, type RecordedEvent, currentRehearsal } from '@chronovisor/event-store';
import { derivedId, newId } from '@chronovisor/kernel/ids';
import { problemOf } from '@chronovisor/saga';
import { type Result, bulkDecider } from '../../domain/bulk/decide.ts';
import { type Plan, planOf } from '../../domain/bulk/state.ts';
import type { TakeCommand } from '../nats/command-table.ts';
import { bulkStream } from './bulk-stream.ts';
import { BulkTable, type Change, type Child, envelopeOf } from './bulk-table.ts';

/** The vms, as the bulk reaches them. */
export interface Asked {
  readonly take: TakeCommand;
  /** The steps that an event would lead to. */
  readonly foresee: (event: RecordedEvent) => readonly ForeseenStep[];
}

type Told = Omit<ForeseenVm, 'vmId' | 'name'>;
type Ended = MessageOf<typeof BulkVmsEnded>['data'];
type Budget = MessageOf<typeof BudgetHeld | typeof BudgetFreed>['data'];

export class BulkForecast {
  readonly #executor: Executor;
  readonly #asked: Asked;
  readonly #table = new BulkTable();
  readonly #vms = new Map<string, ForeseenVm>();
  readonly #budgets = new Map<string, ForeseenBulk['budgets'][number]>();

  constructor(executor: Executor, asked: Asked) {
    this.#executor = executor;
    this.#asked = asked;
  }

  /** `began`: what the bulk itself would record at once. */
  async of(began: readonly RecordedEvent[]): Promise<Foreseen> {
    let next = this.#fold(began);
    while (next.length > 0) {
      const results: Result[] = [];
      for (const child of next) {
        results.push(await this.#ask(child));
        // Ten thousand of them take seconds, in which others are served as well.
        await nextTurn();
      }
      next = this.#fold(await this.#advance(next[0] as Child, results));
    }
    this.#tellHalted(began);
    return {
      events: began.map(({ type, version, stream, data }) => ({ type, version, stream, data: data as never })),
      steps: [],
      bulk: { vms: [...this.#vms.values()], budgets: [...this.#budgets.values()] },
    };
  }

  /** What is to be sent next. */
  #fold(events: readonly RecordedEvent[]): readonly Child[] {
    return events.flatMap((event) => {
      const change = this.#table.fold(event);
      if (event.type === BulkVmsEnded.type) this.#tellEnded(event, change);
      return change?.begun ?? [];
    });
  }

  /** What the bulk makes of the answers. */
  #tellEnded({ data }: RecordedEvent, change: Change | null): void {
    const state = change?.bulk.state;
    if (state?.kind !== 'running') return;
    for (const { vmId, outcome, problem } of (data as unknown as Ended).vms) {
      if (outcome === 'skipped') this.#tell(state.plan, vmId, { ...nothing, outcome, problem });
      if (outcome === 'failed') this.#tell(state.plan, vmId, { ...nothing, outcome: 'refused', problem });
    }
  }

  /** What was left waiting when sending stopped; the sender knows why. */
  #tellHalted(began: readonly RecordedEvent[]): void {
    for (const { type, data } of began) {
      if (type !== BulkStarted.type) continue;
      const plan = planOf(data as unknown as MessageOf<typeof BulkStarted>['data']);
      for (const { vmId } of plan.items) if (!this.#vms.has(vmId)) this.#tell(plan, vmId, nothing);
    }
  }

  #tell({ items, indexOf }: Plan, vmId: string, told: Told): void {
    this.#vms.set(vmId, { vmId, name: items[indexOf.get(vmId) ?? -1]?.name ?? vmId, ...told });
  }

  async #ask(child: Child): Promise<Result> {
    const { vmId, check, isBack, bulk, commandId: operationId } = child;
    const well: Result = { vmId, check, isBack, problem: null, operationId };
    // Only the guest could tell whether it is ready; what is to come back is asked for no more than that it was off.
    if (check !== null || isBack || bulk.state.kind !== 'running') return well;
    const before = heard().length;
    const envelope = envelopeOf(bulk.state, child);
    const reply = await this.#take(envelope);
    const events = heard().slice(before);
    const told =
      reply.kind === 'accepted'
        ? this.#taken(events, reply, comesBack(bulk.state.plan, vmId))
        : refused(problemOf(reply));
    this.#tell(bulk.state.plan, vmId, told);
    for (const event of events) this.#reckon(event);
    for (const event of events) await this.#goOn(event, envelope);
    return { ...well, problem: told.problem, operationId: reply.kind === 'accepted' ? reply.operationId : null };
  }

  #taken(events: readonly RecordedEvent[], { operationId }: Accepted, isBack: boolean): Told {
    const isJoined = events.length === 0 && operationId !== null;
    if (events.length === 0) return { ...nothing, outcome: isJoined ? 'joins' : 'unchanged', joins: operationId };
    return {
      ...nothing,
      outcome: 'taken',
      events: events.map(({ type, stream }) => ({ type, stream })),
      steps: isBack ? OFF_AND_BACK : events.flatMap(this.#asked.foresee).map(({ name }) => name),
    };
  }

  #reckon({ type, data }: RecordedEvent): void {
    if (type !== BudgetHeld.type && type !== BudgetFreed.type) return;
    const { kind, id, used } = data as unknown as Budget;
    this.#budgets.set(`${kind} ${id}`, { kind, id, used });
  }

  /** A vm that is gone holds back neither those it needs nor those it is linked to. */
  async #goOn({ type, data }: RecordedEvent, { meta }: CommandEnvelope): Promise<void> {
    if (type !== VmDeleteRequested.type) return;
    const { vmId, linkedTo } = data as unknown as MessageOf<typeof VmDeleteRequested>['data'];
    const say = (name: string, told: object): Promise<Reply> =>
      this.#take({
        type: name,
        version: 1,
        data: told,
        meta: { ...meta, commandId: derivedId(meta.commandId, name) as typeof meta.commandId },
      });
    if (linkedTo !== undefined) await say('compute.EndClone', { vmId: linkedTo, cloneId: vmId, frozen: false });
    await say('compute.RecordVmDeleted', { vmId });
  }

  /** Read as the bus would read it: what was left out is filled in. */
  #take(envelope: CommandEnvelope): Promise<Reply> {
    return this.#asked.take({ ...envelope, data: commandRegistry.get(envelope.type)?.data.parse(envelope.data) });
  }

  async #advance({ bulk }: Child, results: readonly Result[]): Promise<readonly RecordedEvent[]> {
    const { operationId, idOf } = bulk;
    const command = { type: 'advance', results, idOf } as const;
    const of = { stream: bulkStream(operationId), decider: bulkDecider };
    const executed = await this.#executor.execute({ ...of, command, commandId: newId(), meta: bulk.meta });
    return executed.ok ? executed.events : [];
  }
}

/** As a restart calls its own steps. */
const OFF_AND_BACK = ['shutdown', 'start'];

const comesBack = ({ items, indexOf }: Plan, vmId: string): boolean =>
  items[indexOf.get(vmId) ?? -1]?.back !== undefined;

const heard = (): readonly RecordedEvent[] => currentRehearsal()?.events ?? [];

const nothing: Told = { outcome: 'skipped', events: [], steps: [], joins: null, problem: null };

const refused = (problem: Problem): Told => ({ ...nothing, outcome: 'refused', problem });
