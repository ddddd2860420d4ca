/** Which host command a wait of the log means. */
import type { Request } from '@chronovisor/contracts';
import type { ReadinessEvent } from './state.ts';

export interface ReadinessHostWork {
  readonly hostId: string;
  readonly type: 'compute.AwaitReadiness';
  readonly data: unknown;
  readonly request: Request;
}

/** One that is over in its own commit asks nothing of a host. */
export const readinessHostWork = (event: ReadinessEvent): ReadinessHostWork | null => {
  if (event.type !== 'compute.ReadinessAwaited' || event.data.until.type === 'running') return null;
  const { hostId, deadline: _, ...data } = event.data;
  return { hostId, type: 'compute.AwaitReadiness', data, request: data.request };
};
