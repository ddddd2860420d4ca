/** Takes orders to many vms, and the word to send no more of them. */
import {
  type BulkItem,
  type BulkOrder,
  type CommandEnvelope,
  type Reply,
  bulkCommands,
  commandRegistry,
} from '@chronovisor/contracts';
import { type Executor, currentRehearsal } from '@chronovisor/event-store';
import { type Refusal, refuse } from '@chronovisor/kernel';
import { eventMeta, toReply } from '@chronovisor/nest';
import { type BulkCommand, bulkDecider } from '../../domain/bulk/decide.ts';
import { type Neighbours, inOrder } from '../../domain/dependencies/order.ts';
import { type Asked, BulkForecast } from './bulk-forecast.ts';
import { bulkStream, idsOf } from './bulk-stream.ts';

export const BULK_TYPES: readonly string[] = bulkCommands.map(({ type }) => type);

type Begin = Extract<BulkCommand, { type: 'compute.BeginBulk' }>;

const objectionTo = ({ type, data }: BulkOrder, { vmId, name }: BulkItem): Refusal | null => {
  const definition = commandRegistry.get(type);
  if (definition === undefined) return refuse('bulk.invalid', `there is no command ${type}`);
  const parsed = definition.data.safeParse({ ...data, vmId });
  if (parsed.success) return null;
  const [issue] = parsed.error.issues;
  return refuse('bulk.invalid', `${type} to ${name}: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`, {
    hint: 'Nothing was done. Correct the parameters.',
  });
};

/** What cannot even be read is no order: told before the first one is sent. */
const unreadable = ({ data: { items, order } }: Begin): Refusal | null => {
  for (const [index, item] of items.entries()) {
    if (index > 0 && item.order === undefined) continue;
    const objection = objectionTo(item.order ?? order, item);
    if (objection !== null) return objection;
  }
  return null;
};

export class BulkCommands {
  readonly #executor: Executor;
  readonly #near: Neighbours;
  readonly #asked: Asked;

  /** `near`: who needs whom. `asked`: who would take the order of each vm. */
  constructor(executor: Executor, near: Neighbours, asked: Asked) {
    this.#executor = executor;
    this.#near = near;
    this.#asked = asked;
  }

  handle = async (envelope: CommandEnvelope): Promise<Reply> => {
    const { operationId } = envelope.data as { readonly operationId: string };
    const asked = { ...envelope, idOf: idsOf(operationId) } as unknown as BulkCommand;
    const command = asked.type === 'compute.BeginBulk' ? this.#ordered(asked) : asked;
    const no = command.type === 'compute.BeginBulk' ? unreadable(command) : null;
    if (no !== null) return no as Reply;
    const executed = await this.#executor.execute({
      stream: bulkStream(operationId),
      decider: bulkDecider,
      command,
      commandId: envelope.meta.commandId,
      meta: eventMeta(envelope),
    });
    const reply = toReply(envelope, executed);
    if (!executed.ok || reply.kind !== 'accepted' || currentRehearsal() === undefined) return reply;
    const forecast = new BulkForecast(this.#executor, this.#asked);
    return { ...reply, foreseen: await forecast.of(executed.events) };
  };

  /** Who needs others starts after them and goes off before them, whoever asks. */
  #ordered(command: Begin): Begin {
    const { action, order, items, dependents = false } = command.data;
    const ordered = inOrder({ action, order, items, dependents }, this.#near);
    return { ...command, data: { ...command.data, items: [...ordered] } };
  }
}
