/** What compute records of an order to many vms, all at once: vms called `bad` do not do as they are asked. */
import {
  BulkFailed,
  BulkStarted,
  BulkSucceeded,
  BulkVmsEnded,
  BulkVmsSent,
  type CommandEnvelope,
  type Foreseen,
  type MessageOf,
  VmStartRequested,
} from '@chronovisor/contracts';
import { newId } from '@chronovisor/kernel/ids';
import { type Happening, happening } from './recorder.ts';

type Begun = MessageOf<typeof BulkStarted>['data'];

const HOST = newId();
const problem = { code: 'vm.busy', message: 'bad is busy', hint: 'Wait.' };

/** What compute foresees of it. */
export const bulkForeseen = ({ data }: CommandEnvelope): Foreseen => ({
  events: [],
  steps: [],
  bulk: {
    vms: (data as Begun).items.map(({ vmId, name }) => ({
      ...{ vmId, name, steps: [], joins: null },
      ...(name === 'bad'
        ? { outcome: 'refused', events: [], problem }
        : { outcome: 'taken', events: [{ type: VmStartRequested.type, stream: `vm-${vmId}` }], problem: null }),
    })),
    budgets: [{ kind: 'host', id: HOST, used: { vcpus: 2, memory: 1024 ** 3 } }],
  },
});

export const bulkHappenings = ({ data, meta }: CommandEnvelope): readonly Happening[] => {
  const begun = data as Begun;
  const { operationId, items } = begun;
  const request = { operationId: meta.operationId, commandId: meta.commandId };
  const vms = items.map(({ vmId, name }) => ({ vmId, operationId: newId(), isBad: name === 'bad' }));
  const failed = vms.filter(({ isBad }) => isBad).length;
  const message = `of ${vms.length} vms ${vms.length - failed} done, ${failed} failed: bad`;
  return [
    happening(BulkStarted, { ...begun, request }),
    happening(BulkVmsSent, { operationId, vms: vms.map(({ vmId, operationId: own }) => ({ vmId, operationId: own })) }),
    happening(BulkVmsEnded, {
      operationId,
      vms: vms.map(({ isBad, ...sent }) => ({
        ...sent,
        outcome: isBad ? ('failed' as const) : ('succeeded' as const),
        problem: isBad ? problem : null,
      })),
    }),
    failed === 0
      ? happening(BulkSucceeded, { operationId, request })
      : happening(BulkFailed, { operationId, problem: { code: 'bulk.incomplete', message }, request }),
  ];
};
