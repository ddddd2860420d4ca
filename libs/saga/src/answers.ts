/** Reads what a reply or an outcome event says of the command it answers. */
import { type Problem, type Reply, eventRegistry } from '@chronovisor/contracts';
import type { RecordedEvent } from '@chronovisor/event-store';
import type { Json } from '@chronovisor/kernel';
import { problemOf } from './problem.ts';

export type Answer =
  | { readonly is: 'done'; readonly answer: Json }
  | { readonly is: 'not-done'; readonly problem: Problem };

/** An answer, the id of the command whose outcome event will be it, or null when the command has to be sent again. */
export type ReadReply = Answer | { readonly is: 'awaits'; readonly commandId: string } | null;

export const readReply = (reply: Reply): ReadReply => {
  if (reply.kind === 'accepted') {
    return reply.awaits === null
      ? { is: 'done', answer: (reply.result ?? null) as Json }
      : { is: 'awaits', commandId: reply.awaits };
  }
  if (reply.kind === 'fault' && reply.retry !== 'never') return null;
  return { is: 'not-done', problem: problemOf(reply) };
};

type OutcomeData = { readonly request?: unknown; readonly problem?: Problem };

/** `event` ends the request it carries. */
export const readOutcome = (event: RecordedEvent): Answer => {
  const { request: _request, ...data } = event.data as OutcomeData & Record<string, Json>;
  if (eventRegistry.get(event.type)?.ends === 'succeeded') return { is: 'done', answer: data as Json };
  const problem = data.problem ?? { code: 'saga.step-ended', message: `the step ended with ${event.type}` };
  return { is: 'not-done', problem };
};

/** What is recorded beside the event that matters, in the same commit. */
const BESIDE = /^(claims|budgets)\./;

/** Whether the event shows that its command has done its work: an intent only says what is wanted, a claim only goes with one. */
export const tellsOfWork = ({ type }: RecordedEvent): boolean => {
  const definition = eventRegistry.get(type);
  if (definition === undefined || BESIDE.test(type)) return false;
  return definition.opens === undefined || definition.ends !== undefined;
};

const KEPT = 4_096;

/** The latest outcomes, for the reply that arrives after the outcome of the request it joined. */
export const createRecentOutcomes = () => {
  const kept = new Map<string, Answer>();
  return {
    add: (commandId: string, answer: Answer): void => {
      kept.delete(commandId);
      kept.set(commandId, answer);
      const [oldest] = kept.keys();
      if (kept.size > KEPT && oldest !== undefined) kept.delete(oldest);
    },
    get: (commandId: string): Answer | null => kept.get(commandId) ?? null,
    clear: (): void => kept.clear(),
  };
};
