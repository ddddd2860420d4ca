import { specify } from '@chronovisor/testing';
import { describe, it } from 'vitest';
import { settlementDecider, type SettleMessage } from './decide.ts';

const settle: SettleMessage = {
  type: 'gateway.SettleOperation',
  version: 1,
  data: { operationId: 'op-1' as never, type: 'vm.start', target: '/api/v1/vms/vm-1' },
};

describe('an operation that found everything as asked', () => {
  it('is recorded as ended, as its own request', () => {
    specify(settlementDecider)
      .when(settle)
      .then([
        {
          type: 'gateway.OperationSettled',
          version: 1,
          data: {
            type: 'vm.start',
            target: '/api/v1/vms/vm-1',
            request: { operationId: 'op-1' as never, commandId: 'op-1' as never },
          },
        },
      ]);
  });

  it('is recorded once when the word is repeated', () => {
    specify(settlementDecider).when(settle).thenTypes('gateway.OperationSettled').thenOnlyOnce();
  });
});
