/** Folds what became of a wait. */
import type { Readiness, ReadinessEvent } from './state.ts';

export const evolve = (_state: Readiness, event: ReadinessEvent): Readiness =>
  event.type === 'compute.ReadinessAwaited'
    ? { kind: 'waiting', vmId: event.data.vmId, request: event.data.request }
    : { kind: 'over' };
