/** What a sender hears: done at once, to be waited for, joined, or nothing to do. */
import type { CommandEnvelope } from '@chronovisor/contracts';
import type { Executed, RecordedEvent } from '@chronovisor/event-store';
import { refuse } from '@chronovisor/kernel';
import { newId } from '@chronovisor/kernel/ids';
import { describe, expect, it } from 'vitest';
import { toReply } from './reply.ts';

const own = { operationId: newId() as never, commandId: newId() as never };
const other = { operationId: newId() as never, commandId: newId() as never };
const command = { type: 'compute.StartVm', version: 1, data: {}, meta: own } as unknown as CommandEnvelope;
const event = (type: string, request: object | null = null): RecordedEvent =>
  ({ type, version: 1, data: { request } }) as unknown as RecordedEvent;
const executed = (...events: readonly RecordedEvent[]): Executed<unknown> & { ok: true } => ({
  ok: true,
  duplicate: false,
  events,
  state: null,
  revision: 4,
  position: 17,
});

describe('the answer', () => {
  it('hands a refusal on as it is', () => {
    const refusal = refuse('vm.busy', 'busy', { blockedBy: own.operationId });
    expect(toReply(command, { ok: false, refusal }, { joined: other })).toBe(refusal);
  });

  it('names the position and the revision from which it shows', () => {
    expect(toReply(command, executed())).toMatchObject({ kind: 'accepted', position: 17, revision: 4 });
    expect(toReply(command, { ...executed(), revision: -1 })).toMatchObject({ revision: null });
  });

  it('makes its sender wait for what it has begun', () => {
    const begun = executed(event('compute.VmStartRequested', own));
    expect(toReply(command, begun)).toMatchObject({ awaits: own.commandId, operationId: own.operationId });
    const again = { ...begun, duplicate: true };
    expect(toReply(command, again)).toMatchObject({ duplicate: true, awaits: own.commandId });
  });

  it('makes its sender wait for its own work, also when it ended that of others', () => {
    const over = executed(event('compute.VmStartFailed', other), event('compute.VmStopRequested', own));
    expect(toReply(command, over, { joined: own })).toMatchObject({ awaits: own.commandId });
  });

  it('lets nobody wait for what is done with the command', () => {
    const done = { awaits: null, operationId: own.operationId };
    expect(toReply(command, executed(event('compute.VmUpdated', own)))).toMatchObject(done);
    expect(toReply(command, executed(event('compute.VmProvisioned')))).toMatchObject(done);
    const endedToo = executed(event('network.NetworkDeletionRequested', own), event('network.NetworkDeleted', own));
    expect(toReply(command, endedToo)).toMatchObject(done);
  });

  it('lets nobody wait for the work of others that it only reported on', () => {
    const reported = executed(event('compute.VmStarted', other));
    expect(toReply(command, reported)).toMatchObject({ awaits: null, operationId: own.operationId });
    const forced = executed(event('compute.VmStopRequested', other));
    expect(toReply(command, forced)).toMatchObject({ awaits: null });
  });

  it('makes the second wait for the first', () => {
    expect(toReply(command, executed(), { joined: other })).toMatchObject({
      awaits: other.commandId,
      operationId: other.operationId,
    });
  });

  it('counts what was asked for meanwhile for nothing where the command itself did something', () => {
    const renamed = executed(event('compute.VmUpdated', own));
    expect(toReply(command, renamed, { joined: other })).toMatchObject({ awaits: null, operationId: own.operationId });
  });

  it('names no operation where nothing had to be done', () => {
    expect(toReply(command, executed())).toMatchObject({ awaits: null, operationId: null });
  });

  it('carries a result only where there is one', () => {
    expect(toReply(command, executed(), { result: { nicId: 'x' } })).toMatchObject({ result: { nicId: 'x' } });
    expect(toReply(command, executed(), { result: null })).toHaveProperty('result', null);
    expect(toReply(command, executed())).not.toHaveProperty('result');
  });
});
