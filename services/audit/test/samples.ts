/** Accesses and commands the specs of this service speak with. */
import type { Access, CommandEnvelope } from '@chronovisor/contracts';
import { newId } from '@chronovisor/kernel/ids';

export const access = (number = 0, at = '2026-01-01T00:00:00.000Z'): Access => ({
  at,
  actor: { kind: 'user', id: 'ann', source: '192.0.2.1' },
  action: 'compute.StartVm',
  object: `/vms/${number}`,
  result: 'accepted',
  status: 202,
  code: null,
  operationId: null,
  correlationId: `request ${number}`,
});

const command = (type: string, data: object, at: string): CommandEnvelope => {
  const commandId = newId() as CommandEnvelope['meta']['commandId'];
  return {
    type,
    version: 1,
    data,
    meta: {
      commandId,
      operationId: commandId as string as CommandEnvelope['meta']['operationId'],
      correlationId: commandId,
      actor: { kind: 'system', id: 'gateway' },
      at,
    },
  };
};

export const recordAccess = (number = 0, at = '2026-01-01T00:00:00.000Z'): CommandEnvelope =>
  command('audit.RecordAccess', { access: access(number, at) }, at);
export const verify = (): CommandEnvelope => command('audit.VerifyTrail', {}, '2026-01-03T00:00:00.000Z');
