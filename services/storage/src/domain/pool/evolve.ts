/** Folds what happened to a pool. */
import type { Pool, PoolEvent } from './state.ts';

export const evolve = (state: Pool, event: PoolEvent): Pool => {
  if (event.type === 'storage.PoolCreationRequested') {
    return {
      status: 'making',
      identity: { name: event.data.name, hostId: event.data.hostId },
      request: event.data.request,
    };
  }
  if (state.status === 'absent') return state;
  return event.type === 'storage.PoolReady'
    ? { status: 'ready', identity: state.identity, path: event.data.path }
    : { status: 'gone', identity: state.identity };
};
