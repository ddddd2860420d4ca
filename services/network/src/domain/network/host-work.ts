/** Which recorded intent means which work for which host. */
import type { MessageOf, Request, network } from '@chronovisor/contracts';

type Intent = MessageOf<typeof network.NetworkActivationRequested | typeof network.NetworkDeletionRequested>;

export interface HostWork {
  readonly hostId: string;
  readonly type: 'network.ActivateNetwork' | 'network.DeactivateNetwork';
  readonly data: { readonly networkId: string; readonly request: Request };
  readonly request: Request;
}

const isIntent = (event: { readonly type: string }): event is Intent =>
  event.type === 'network.NetworkActivationRequested' || event.type === 'network.NetworkDeletionRequested';

/** One piece of work for each host that has a part in it. */
export const hostWork = (event: { readonly type: string }): readonly HostWork[] => {
  if (!isIntent(event)) return [];
  const { networkId, request } = event.data;
  if (event.type === 'network.NetworkDeletionRequested') {
    return event.data.hostIds.map((hostId) => ({
      hostId,
      type: 'network.DeactivateNetwork',
      data: { networkId, request },
      request,
    }));
  }
  const { hostId, name, subnet } = event.data;
  const data = { networkId, name, subnet, request };
  return [{ hostId, type: 'network.ActivateNetwork', data, request }];
};
