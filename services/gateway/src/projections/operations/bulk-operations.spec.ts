import { BulkCancelled, BulkFailed, BulkHalted, BulkStarted, BulkVmsEnded, BulkVmsSent } from '@chronovisor/contracts';
import { newId } from '@chronovisor/kernel/ids';
import { beforeEach, describe, expect, it } from 'vitest';
import { type Log, logInto } from '../../../test/log.ts';
import { happening } from '../../../test/recorder.ts';
import { OperationsView } from './view.ts';

const operationId = newId();
const request = { operationId, commandId: operationId };
const stream = `bulk-${operationId}`;
const [a, b, c] = [newId(), newId(), newId()] as [string, string, string];
const problem = { code: 'vm.busy', message: 'b is busy' };

let view: OperationsView;
let log: Log;

beforeEach(() => {
  view = new OperationsView();
  log = logInto(view);
  const items = [
    { vmId: a, name: 'a' },
    { vmId: b, name: 'b' },
    { vmId: c, name: 'c' },
  ];
  const order = { type: 'compute.StartVm', data: {} };
  const how = { action: 'start', concurrency: 2, onError: 'continue' } as const;
  log.put(
    stream,
    happening(BulkStarted, { operationId, order, items, ...how, request }),
    happening(BulkVmsSent, { operationId, vms: [a, b].map((vmId) => ({ vmId, operationId: vmId })) }),
    happening(BulkVmsEnded, {
      operationId,
      vms: [
        { vmId: a, outcome: 'succeeded', problem: null, operationId: null },
        { vmId: b, outcome: 'failed', problem, operationId: b },
      ],
    }),
  );
});

const shown = () => JSON.parse(view.json(operationId) as string) as Record<string, unknown>;
const halted = (why: 'cancelled' | 'error') => happening(BulkHalted, { operationId, why, by: 'ann' });

describe('an order to many vms', () => {
  it('is one operation that counts, with a child for each', () => {
    expect(shown()).toMatchObject({
      type: 'vm.bulk',
      status: 'running',
      target: '/api/v1/vms',
      progress: { done: 2, total: 3 },
      bulk: { action: 'start', counts: { pending: 1, running: 0, succeeded: 1, failed: 1 } },
      children: [
        { vm: { id: a, name: 'a' }, status: 'succeeded', operationId: null, problem: null },
        { vm: { name: 'b' }, status: 'failed', operationId: b, problem: { code: 'vm.busy', detail: 'b is busy' } },
        { vm: { name: 'c' }, status: 'pending', operationId: null },
      ],
    });
    expect(view.documents.document(operationId)).not.toHaveProperty('children');
  });

  it('that is cancelled says what was never sent, and ends when what was sent has', () => {
    log.put(stream, halted('cancelled'));
    expect(shown()).toMatchObject({ status: 'cancelling', bulk: { counts: { cancelled: 1, pending: 0 } } });
    log.put(stream, happening(BulkCancelled, { operationId, problem, request }));
    expect(shown()).toMatchObject({ status: 'cancelled', problem: { code: 'vm.busy' } });
  });

  it('that stopped at a failure says why the rest was left out', () => {
    log.put(stream, halted('error'), happening(BulkFailed, { operationId, problem, request }));
    const { children, status } = shown() as { children: readonly object[]; status: string };
    expect(status).toBe('failed');
    expect(children[2]).toMatchObject({ status: 'skipped', problem: { code: 'bulk.halted' } });
  });
});
