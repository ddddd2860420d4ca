/** The bulks that are not over, folded from the log, and what each has under way. */
import type { CommandEnvelope, CommandMeta } from '@chronovisor/contracts';
import type { EventMeta, RecordedEvent } from '@chronovisor/event-store';
import { bulkDecider, backName, type Result } from '../../domain/bulk/decide.ts';
import { type Bulk, type BulkEvent, type RunningBulk, noBulk } from '../../domain/bulk/state.ts';
import { bulkIdOf, idsOf } from './bulk-stream.ts';

export interface Tracked {
  readonly operationId: string;
  readonly idOf: (name: string) => string;
  /** Of its first event: who asked, under which trace. */
  readonly meta: EventMeta;
  state: Bulk;
  /** By the id of their command. */
  readonly children: Map<string, Child>;
  /** Results not yet recorded. */
  inbox: Result[];
  /** The commit that is to hold the first of them. */
  recording: string | null;
}

/** One command under way: the order of a vm, or a check on it. */
export interface Child {
  readonly commandId: string;
  readonly vmId: string;
  readonly check: string | null;
  /** The second order of two. */
  readonly isBack: boolean;
  /** When it was recorded that it is to be sent: the time its command carries, however often it is sent. */
  readonly at: string;
  readonly bulk: Tracked;
}

/** What an event did to the children of its bulk. */
export interface Change {
  readonly bulk: Tracked;
  readonly begun: readonly Child[];
  readonly over: readonly string[];
}

export class BulkTable {
  readonly bulks = new Map<string, Tracked>();
  readonly #children = new Map<string, Child>();

  clear(): void {
    this.bulks.clear();
    this.#children.clear();
  }

  child(commandId: string): Child | undefined {
    return this.#children.get(commandId);
  }

  /** Null for events of no bulk. */
  fold(recorded: RecordedEvent): Change | null {
    const operationId = bulkIdOf(recorded.stream);
    if (operationId === null) return null;
    const event = recorded as unknown as BulkEvent;
    const bulk = this.bulks.get(operationId) ?? this.#begin(operationId, recorded.meta);
    bulk.state = bulkDecider.evolve(bulk.state, event);
    const begun = begunBy(event, bulk, recorded.at);
    for (const child of begun) {
      bulk.children.set(child.commandId, child);
      this.#children.set(child.commandId, child);
    }
    const isOver = bulk.state.kind === 'over';
    const over = isOver ? [...bulk.children.keys()] : overBy(event, bulk);
    for (const commandId of over) {
      bulk.children.delete(commandId);
      this.#children.delete(commandId);
    }
    if (isOver) this.bulks.delete(operationId);
    return { bulk, begun, over };
  }

  #begin(operationId: string, meta: EventMeta): Tracked {
    const bulk: Tracked = {
      operationId,
      idOf: idsOf(operationId),
      meta,
      state: noBulk,
      children: new Map(),
      inbox: [],
      recording: null,
    };
    this.bulks.set(operationId, bulk);
    return bulk;
  }
}

const begunBy = (event: BulkEvent, bulk: Tracked, at: string): readonly Child[] => {
  if (event.type === 'compute.BulkVmsSent')
    return event.data.vms.map(({ vmId, operationId: commandId }) => {
      const isBack = commandId === bulk.idOf(backName(vmId));
      return { commandId, vmId, check: null, isBack, at, bulk };
    });
  if (event.type === 'compute.BulkChecksSent')
    return event.data.checks.map(({ check, vmId, operationId: commandId }) => ({
      ...{ commandId, vmId, check, isBack: false, at, bulk },
    }));
  return [];
};

const overBy = (event: BulkEvent, { idOf }: Tracked): readonly string[] => {
  if (event.type === 'compute.BulkVmsTurned') return event.data.vms.map(({ vmId }) => idOf(vmId));
  if (event.type === 'compute.BulkVmsEnded')
    return event.data.vms.flatMap(({ vmId }) => [idOf(vmId), idOf(backName(vmId))]);
  if (event.type === 'compute.BulkChecksEnded') return event.data.checks.map(({ check }) => idOf(`check ${check}`));
  return [];
};

const orderOf = (
  { plan }: RunningBulk,
  { vmId, check, isBack }: Child,
): { readonly type: string; readonly data: object } => {
  const edge = check === null ? undefined : plan.checks.get(check)?.edge;
  if (edge !== undefined) return { type: 'compute.AwaitReadiness', data: { ...edge } };
  const item = plan.items[plan.indexOf.get(vmId) ?? -1];
  const { type, data } = (isBack ? item?.back?.order : item?.order) ?? plan.order;
  return { type, data: { ...data, vmId } };
};

const actorOf = (meta: EventMeta): CommandMeta['actor'] => {
  const actor = {
    kind: (meta['actorKind'] ?? 'system') as CommandMeta['actor']['kind'],
    id: meta['actorId'] ?? 'bulk',
  };
  return meta['actorSource'] === undefined ? actor : { ...actor, source: meta['actorSource'] };
};

/** The command of a child, the same however often it is sent. */
export const envelopeOf = (state: RunningBulk, child: Child): CommandEnvelope => {
  const { commandId, at, bulk } = child;
  const { traceparent } = bulk.meta;
  const meta = {
    commandId,
    // An operation of its own, as if it had been asked for by itself.
    operationId: commandId,
    correlationId: bulk.meta['correlationId'] ?? bulk.operationId,
    causationId: bulk.operationId,
    actor: actorOf(bulk.meta),
    at,
    ...(traceparent === undefined ? {} : { traceparent }),
  };
  return { ...orderOf(state, child), version: 1, meta: meta as CommandMeta };
};
