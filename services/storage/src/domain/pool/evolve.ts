/** Folds what happened to a pool. */
import type { Pool, PoolEvent } from './state.ts';

export const evolve = (state: Pool, event: PoolEvent): Pool => {
  if (event.type === 'storage.PoolCreationRequested') {
    return {
      status: 'making',
      identity: { name: event.data.name, hostId: event.data.hostId, labels: event.data.labels ?? {} },
      request: event.data.request,
    };
  }
  if (state.status === 'absent') return state;
  if (event.type === 'storage.PoolLabelled')
    return { ...state, identity: { ...state.identity, labels: event.data.labels } };
  return event.type === 'storage.PoolReady'
    ? { status: 'ready', identity: state.identity, path: event.data.path }
    : { status: 'gone', identity: state.identity };
};
