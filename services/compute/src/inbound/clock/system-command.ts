/** Commands that nobody sent but time. */
import type { CommandEnvelope } from '@chronovisor/contracts';
import { newId } from '@chronovisor/kernel/ids';

type Meta = CommandEnvelope['meta'];

/** `operationId`: the operation it belongs to, if any. */
export const systemCommand = (type: string, data: unknown, operationId?: string): CommandEnvelope => {
  const commandId = newId();
  return {
    type,
    version: 1,
    data,
    meta: {
      commandId: commandId as Meta['commandId'],
      operationId: (operationId ?? commandId) as Meta['operationId'],
      correlationId: operationId ?? commandId,
      actor: { kind: 'system', id: 'clock' },
      at: new Date().toISOString(),
    },
  };
};
