/** What the decider remembers of a pool:  absent --asked--> making --ready--> ready --deleted--> gone */
import type { HostId, Labels, Request } from '@chronovisor/contracts';
import type { EventNamed } from '../messages/shapes.ts';

export type PoolEvent = EventNamed<
  | 'storage.PoolCreationRequested'
  | 'storage.PoolReady'
  | 'storage.PoolFailed'
  | 'storage.PoolDeleted'
  | 'storage.PoolLabelled'
>;

export interface PoolIdentity {
  readonly name: string;
  readonly hostId: HostId;
  readonly labels: Labels;
}

export type Pool =
  | { readonly status: 'absent' }
  | { readonly status: 'making'; readonly identity: PoolIdentity; readonly request: Request }
  | { readonly status: 'ready'; readonly identity: PoolIdentity; readonly path: string }
  | { readonly status: 'gone'; readonly identity: PoolIdentity };

export const noPool: Pool = { status: 'absent' };
