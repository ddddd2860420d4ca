import { specify } from '@chronovisor/testing';
import { describe, expect, it } from 'vitest';
import { keyDecider, type KeyMessage } from './decide.ts';

const accept = (fingerprint: string, commandId = 'first'): KeyMessage => ({
  type: 'gateway.AcceptKey',
  version: 1,
  data: { key: 'k-1', fingerprint, commandId: commandId as never, targetId: 'vm-1' },
});

const key = specify(keyDecider);

describe('an idempotency key', () => {
  it('is bound by the first request that carries it', () => {
    key
      .when(accept('a'))
      .thenTypes('gateway.KeyAccepted')
      .thenState((state) => expect(state).toMatchObject({ status: 'bound', commandId: 'first', targetId: 'vm-1' }));
  });

  it('stays with the ids of the first when the same request comes again', () => {
    key
      .given([])
      .after(accept('a'))
      .when(accept('a', 'second'))
      .thenNothing()
      .thenState((state) => expect(state).toMatchObject({ commandId: 'first' }));
  });

  it('is refused to another request', () => {
    key.given([]).after(accept('a')).when(accept('b')).thenRefused('idempotency.key-reused');
  });

  it('is bound once, however often the first request is repeated', () => {
    key.when(accept('a')).thenTypes('gateway.KeyAccepted').thenOnlyOnce();
  });
});
