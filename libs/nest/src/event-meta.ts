/** What every event of a command carries beside its data. */
import type { CommandEnvelope } from '@chronovisor/contracts';
import type { EventMeta } from '@chronovisor/event-store';
import { canonicalJson, sha256 } from '@chronovisor/kernel';

/** Tells two commands with the same id apart. */
export const fingerprintOf = (value: unknown): string => sha256(canonicalJson(value)).slice(0, 32);

export const eventMeta = (command: CommandEnvelope): EventMeta => {
  const { meta } = command;
  return {
    command: command.type,
    commandId: meta.commandId,
    operationId: meta.operationId,
    correlationId: meta.correlationId,
    actorKind: meta.actor.kind,
    actorId: meta.actor.id,
    fingerprint: fingerprintOf({ type: command.type, version: command.version, data: command.data }),
    ...(meta.actor.source === undefined ? {} : { actorSource: meta.actor.source }),
    ...(meta.action === undefined ? {} : { action: meta.action }),
    ...(meta.causationId === undefined ? {} : { causationId: meta.causationId }),
    ...(meta.traceparent === undefined ? {} : { traceparent: meta.traceparent }),
  };
};
