/** Hands who, why and the trace on from the event that began a saga to everything done in its name. */
import type { CommandEnvelope, CommandMeta } from '@chronovisor/contracts';
import type { EventMeta, RecordedEvent } from '@chronovisor/event-store';
import type { SagaEventOf } from './state.ts';

const HANDED_ON = ['correlationId', 'actorKind', 'actorId', 'actorSource', 'traceparent'] as const;

const handedOn = (meta: EventMeta): Record<string, string> =>
  Object.fromEntries(HANDED_ON.flatMap((key) => (meta[key] === undefined ? [] : [[key, meta[key]]])));

export interface Recording {
  readonly operationId: string;
  readonly commitId: string;
  /** What was told, e.g. `saga.done`. */
  readonly command: string;
  /** Of the event that began the saga, or of its own first event. */
  readonly from: EventMeta;
}

export const sagaEventMeta = ({ operationId, commitId, command, from }: Recording): EventMeta => ({
  correlationId: operationId,
  ...handedOn(from),
  operationId,
  commandId: commitId,
  command,
});

export const orderMeta = ({ type, meta }: CommandEnvelope): EventMeta => ({
  command: type,
  commandId: meta.commandId,
  operationId: meta.operationId,
  correlationId: meta.correlationId,
  actorKind: meta.actor.kind,
  actorId: meta.actor.id,
  ...(meta.action === undefined ? {} : { action: meta.action }),
  ...(meta.actor.source === undefined ? {} : { actorSource: meta.actor.source }),
  ...(meta.traceparent === undefined ? {} : { traceparent: meta.traceparent }),
});

const actorOf = (meta: EventMeta): CommandMeta['actor'] => {
  const kind = (meta['actorKind'] ?? 'system') as CommandMeta['actor']['kind'];
  const actor = { kind, id: meta['actorId'] ?? 'saga' };
  return meta['actorSource'] === undefined ? actor : { ...actor, source: meta['actorSource'] };
};

/** The command of a `StepDispatched`, as often as it is sent. `from`: meta of the saga's first event. */
export const stepEnvelope = (dispatched: RecordedEvent, operationId: string, from: EventMeta): CommandEnvelope => {
  const { command, commandId } = dispatched.data as SagaEventOf<'saga.StepDispatched'>['data'];
  const { traceparent } = from;
  const meta = {
    commandId,
    operationId,
    correlationId: from['correlationId'] ?? operationId,
    causationId: dispatched.id,
    actor: actorOf(from),
    at: dispatched.at,
    ...(traceparent === undefined ? {} : { traceparent }),
  };
  return { ...command, meta: meta as CommandMeta };
};
