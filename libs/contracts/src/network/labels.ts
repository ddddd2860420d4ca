/** Labels of networks: at any time, wherever they stand. */
import { LabelChanges, Labels } from '../compute/labels.ts';
import { command, event } from '../define.ts';
import { NetworkId } from '../ids.ts';
import { Request } from '../messages.ts';

export const LabelNetwork = command(
  'network.LabelNetwork',
  'Set or take away labels. Legal while the network is there.',
  { networkId: NetworkId, labels: LabelChanges },
);
export const NetworkLabelled = event(
  'network.NetworkLabelled',
  'The network has these labels, all of them.',
  { networkId: NetworkId, labels: Labels, request: Request },
  { opens: 'network.update', ends: 'succeeded' },
);
