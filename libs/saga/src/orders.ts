/** Takes `saga.Cancel`, `saga.Retry`, `saga.Skip` and `saga.Force` from people. */
import type { CommandEnvelope, Reply } from '@chronovisor/contracts';
import { refuse } from '@chronovisor/kernel';
import { orderMeta } from './meta.ts';
import type { Recorder } from './recorder.ts';

const ORDERS = { 'saga.Cancel': 'cancel', 'saga.Retry': 'retry', 'saga.Skip': 'skip', 'saga.Force': 'force' } as const;

const isOrder = (type: string): type is keyof typeof ORDERS => type in ORDERS;

export const carryOutOrder = async (recorder: Recorder, envelope: CommandEnvelope): Promise<Reply> => {
  const { type, meta } = envelope;
  if (!isOrder(type)) return refuse('message.invalid', `${type} is no order to a saga`) as Reply;
  const { operationId } = envelope.data as { readonly operationId: string };
  const input = { type: ORDERS[type], by: meta.actor.id };
  const executed = await recorder.order(operationId, input, meta.commandId, orderMeta(envelope));
  if (!executed.ok) return executed.refusal as Reply;
  const { position, revision, duplicate } = executed;
  return { kind: 'accepted', position, revision, duplicate, awaits: null, operationId: operationId as never };
};
