/** What the gateway itself records: keys of repeated requests, and operations that had nothing to do. */
import { z } from 'zod';
import { command, event } from '../define.ts';
import { CommandId, OperationId } from '../ids.ts';
import { Request } from '../messages.ts';

export const AcceptKey = command('gateway.AcceptKey', 'Bind an Idempotency-Key to the first request that carried it.', {
  key: z.string(),
  fingerprint: z.string(),
  commandId: CommandId,
  targetId: z.string(),
});
export const KeyAccepted = event('gateway.KeyAccepted', 'An Idempotency-Key belongs to this request.', {
  key: z.string(),
  fingerprint: z.string(),
  commandId: CommandId,
  targetId: z.string(),
});
export const SettleOperation = command(
  'gateway.SettleOperation',
  'Record an operation that found everything as asked.',
  { operationId: OperationId, type: z.string(), target: z.string() },
);
export const OperationSettled = event(
  'gateway.OperationSettled',
  'Everything was as asked already.',
  { type: z.string(), target: z.string(), request: Request },
  { ends: 'succeeded' },
);

export const gatewayCommands = [AcceptKey, SettleOperation] as const;
export const gatewayEvents = [KeyAccepted, OperationSettled] as const;
export const gatewayRefusals = {
  'request.invalid': 'invalid',
  'request.malformed': 'invalid',
  'request.too-large': 'too-large',
  'request.not-found': 'not-found',
  'request.method': 'method',
  'request.unsupported-type': 'unsupported-type',
  'request.upgrade-required': 'upgrade-required',
  'request.ambiguous': 'conflict',
  'image.file-missing': 'invalid',
  'auth.missing': 'unauthenticated',
  'auth.invalid': 'unauthenticated',
  'auth.forbidden': 'forbidden',
  'cursor.invalid': 'invalid',
  'selector.invalid': 'invalid',
  'revision.stale': 'precondition',
  'revision.malformed': 'invalid',
  'idempotency.key-reused': 'unprocessable',
  'idempotency.in-progress': 'conflict',
  'command.id-reused': 'unprocessable',
  'message.invalid': 'invalid',
  'event.not-found': 'not-found',
  'event.type-unknown': 'invalid',
  'subject.unknown': 'invalid',
  'operation.not-reversible': 'conflict',
  'operation.changed-since': 'conflict',
  'operation.changed-meanwhile': 'conflict',
  'operation.needs-gone': 'conflict',
  'events.gone': 'gone',
  'bus.unavailable': 'unavailable',
  'bus.timeout': 'unavailable',
  'bus.no-responders': 'unavailable',
  'position.unknown': 'invalid',
  'time.future': 'invalid',
  'time.before-first': 'invalid',
  'time.reversed': 'invalid',
  'view.behind': 'unavailable',
  'store.unavailable': 'unavailable',
  'store.unknown-outcome': 'unavailable',
  'internal.bug': 'bug',
} as const;
