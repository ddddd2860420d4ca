/** What compute records of an order to many vms, all at once: vms called `bad` do not do as they are asked. */
import {
  BulkFailed,
  BulkStarted,
  BulkSucceeded,
  BulkVmsEnded,
  BulkVmsSent,
  type CommandEnvelope,
} from '@chronovisor/contracts';
import { newId } from '@chronovisor/kernel/ids';
import { type Happening, happening } from './recorder.ts';

interface Item {
  readonly vmId: string;
  readonly name: string;
}

const problem = { code: 'vm.busy', message: 'bad is busy', hint: 'Wait.' };

export const bulkHappenings = ({ data, meta }: CommandEnvelope): readonly Happening[] => {
  const { operationId, items } = data as { readonly operationId: string; readonly items: readonly Item[] };
  const request = { operationId: meta.operationId, commandId: meta.commandId };
  const vms = items.map(({ vmId, name }) => ({ vmId, operationId: newId(), isBad: name === 'bad' }));
  const failed = vms.filter(({ isBad }) => isBad).length;
  const message = `of ${vms.length} vms ${vms.length - failed} done, ${failed} failed: bad`;
  return [
    happening(BulkStarted, { ...(data as object), request } as never),
    happening(BulkVmsSent, { operationId, vms: vms.map(({ isBad: _, ...sent }) => sent) } as never),
    happening(BulkVmsEnded, {
      operationId,
      vms: vms.map(({ isBad, ...sent }) => ({
        ...sent,
        outcome: isBad ? 'failed' : 'succeeded',
        problem: isBad ? problem : null,
      })),
    } as never),
    failed === 0
      ? happening(BulkSucceeded, { operationId, request } as never)
      : happening(BulkFailed, { operationId, problem: { code: 'bulk.incomplete', message }, request } as never),
  ];
};
