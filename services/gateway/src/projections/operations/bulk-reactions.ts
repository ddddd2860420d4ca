/** Folds the events of bulks into the operations they are. */
import { BulkStarted, BulkHalted, BulkVmsEnded, BulkVmsSent } from '@chronovisor/contracts';
import { createReactions, type Reactions } from '../documents/reactions.ts';
import { BulkRow } from './bulk-row.ts';
import type { AlterOperation } from './saga-reactions.ts';

/** The row is there already, and its end comes as the end of any other request. */
export const createBulkReactions = (alter: AlterOperation): Reactions =>
  createReactions()
    .on(BulkStarted, (data, event) =>
      alter(event, (operation) => {
        operation.target = '/api/v1/vms';
        operation.bulk = new BulkRow(data);
      }),
    )
    .on(BulkVmsSent, ({ vms }, event) =>
      alter(event, ({ bulk }) => {
        for (const { vmId, operationId } of vms) bulk?.sent(vmId, operationId);
      }),
    )
    .on(BulkVmsEnded, ({ vms }, event) =>
      alter(event, ({ bulk }) => {
        for (const { vmId, outcome: status, operationId, problem } of vms)
          bulk?.ended(vmId, { status, operationId, problem });
      }),
    )
    .on(BulkHalted, ({ why }, event) =>
      alter(event, (operation) => {
        operation.bulk?.halt(why);
        if (why === 'cancelled') operation.status = 'cancelling';
      }),
    );
