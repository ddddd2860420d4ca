import { checkRepeatedCommands, specify } from '@chronovisor/testing';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as my from '../../../test/samples.ts';
import { type PoolCommand, poolDecider } from './decide.ts';

const { poolId, hostA, problem } = my;
const pool = specify(poolDecider);
const asked = my.createPool();
const request = my.requestOf(asked);
const ready = my.say('storage.RecordPoolReady', { poolId, path: '/pool', request });
const failed = my.say('storage.RecordPoolFailed', { poolId, problem, request });
const remove = (volumes = 0) => ({ ...my.say('storage.DeletePool', { poolId }), facts: { volumes } });
const making = pool.given([]).after(asked);
const standing = making.after(ready);

describe('a pool', () => {
  it('is made on its host, however often it is asked for', () => {
    const data = { poolId, name: 'default', hostId: hostA, path: null, request };
    pool
      .when(asked)
      .then([{ type: 'storage.PoolCreationRequested', version: 1, data }] as never)
      .thenOnlyOnce();
    making.when(my.createPool()).thenNothing();
    standing.when(my.createPool()).thenNothing();
  });

  it('is ready when its host says so', () => {
    making.when(ready).thenTypes('storage.PoolReady').thenOnlyOnce();
    expect(standing.state).toMatchObject({ status: 'ready', path: '/pool' });
  });

  it('is gone when its host could not make it, and can be asked for again', () => {
    const over = making.when(failed).thenTypes('storage.PoolFailed').thenOnlyOnce();
    expect(over.state).toMatchObject({ status: 'gone' });
    making.after(failed).when(my.createPool()).thenTypes('storage.PoolCreationRequested');
  });

  it('hears no word about another request', () => {
    const late = { ...failed, data: { ...failed.data, request: my.someRequest() } };
    making.when(late).thenNothing();
    making.when({ ...ready, data: { ...ready.data, request: my.someRequest() } }).thenNothing();
    standing.when(failed).thenNothing();
  });

  it('is deleted when it is empty', () => {
    standing.when(remove()).thenTypes('storage.PoolDeleted').thenOnlyOnce();
    standing.after(remove()).when(remove()).thenNothing();
  });

  it('is kept while volumes are in it, and while it is being made', () => {
    standing.when(remove(2)).thenRefused('pool.in-use');
    making.when(remove()).thenRefused('pool.not-ready', { blockedBy: request.operationId });
    pool.when(remove()).thenRefused('pool.not-found');
  });

  it('hears every repeated command once', () => {
    const commands: fc.Arbitrary<PoolCommand> = fc.constantFrom<PoolCommand>(asked, ready, failed, remove(), remove(1));
    expect(() => checkRepeatedCommands(poolDecider, commands)).not.toThrow();
  });
});
