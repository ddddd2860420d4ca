/** Answers a command: one that is only asked for its meaning is decided in a rehearsal, and told what it would lead to. */
import type { CommandEnvelope, Reply } from '@chronovisor/contracts';
import { rehearse } from '@chronovisor/event-store';
import type { Tail } from './tail.ts';

type Handle = (command: CommandEnvelope) => Promise<Reply>;

export const rehearsed = async (
  command: CommandEnvelope,
  handle: Handle,
  tail: Pick<Tail, 'foresee'> | null = null,
): Promise<Reply> => {
  if (command.meta.dryRun === undefined) return handle(command);
  const { outcome, events } = await rehearse(() => handle(command));
  if (outcome.kind !== 'accepted') return outcome;
  return {
    ...outcome,
    // An order to many has foreseen itself, vm by vm.
    foreseen: outcome.foreseen ?? {
      events: events.map(({ type, version, stream, data }) => ({ type, version, stream, data: data as never })),
      steps: [...(tail?.foresee(events) ?? [])],
    },
  };
};
