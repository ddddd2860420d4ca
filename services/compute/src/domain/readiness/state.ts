/**
 * What the decider remembers of one wait.
 *
 *   none --awaited--> waiting --reached, failed, cancelled--> over
 */
import type { MessageOf, Request, VmId, readinessEvents } from '@chronovisor/contracts';

export type ReadinessEvent = MessageOf<(typeof readinessEvents)[number]>;

export type Readiness =
  | { readonly kind: 'none' }
  | { readonly kind: 'waiting'; readonly vmId: VmId; readonly request: Request }
  | { readonly kind: 'over' };

export const noReadiness: Readiness = { kind: 'none' };
