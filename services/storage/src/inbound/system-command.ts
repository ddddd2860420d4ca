/** Commands of storage that no person sent. */
import type { CommandEnvelope } from '@chronovisor/contracts';
import { newId } from '@chronovisor/kernel/ids';

type Meta = CommandEnvelope['meta'];

export const systemCommand = (
  type: string,
  data: unknown,
  commandId: string = newId(),
  operationId: string = commandId,
): CommandEnvelope => ({
  type,
  version: 1,
  data,
  meta: {
    commandId: commandId as Meta['commandId'],
    operationId: operationId as Meta['operationId'],
    correlationId: operationId,
    actor: { kind: 'system', id: 'storage' },
    at: new Date().toISOString(),
  },
});
