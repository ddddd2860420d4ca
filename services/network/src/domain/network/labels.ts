/** Decides about the labels of a network. */
import { type CommandOf, MOST_LABELS, type MessageOf, type network } from '@chronovisor/contracts';
import { type Refusal, isRefusal, relabelled } from '@chronovisor/kernel';
import type { NetworkEvent } from './evolve.ts';
import { notFound, requestOf } from './refusals.ts';
import type { Network } from './state.ts';

type Label = CommandOf<MessageOf<typeof network.LabelNetwork>>;

export const label = ({ data, meta }: Label, state: Network): readonly NetworkEvent[] | Refusal => {
  const { networkId } = data;
  if (state.status === 'none' || state.status === 'deleted') return notFound(networkId);
  const labels = relabelled({ noun: 'network', name: state.name, most: MOST_LABELS }, state.labels, data.labels);
  if (labels === null || isRefusal(labels)) return labels ?? [];
  return [{ type: 'network.NetworkLabelled', version: 1, data: { networkId, labels, request: requestOf(meta) } }];
};
