/** Tells a saga something through its decider; the one place where sagas are written. */
import type { EventMeta, Executed, Executor } from '@chronovisor/event-store';
import { Fault } from '@chronovisor/kernel';
import { derivedId } from '@chronovisor/kernel/ids';
import type { Clock } from './clock.ts';
import type { SagaDecider } from './decider.ts';
import type { SagaInput } from './inputs.ts';
import { sagaEventMeta } from './meta.ts';
import type { SagaState } from './state.ts';
import { sagaStream } from './table.ts';

export interface Recorder {
  /** Told twice, by whomever, it is recorded once. Throws when it cannot be recorded now. */
  tell(operationId: string, input: SagaInput, from: EventMeta): Promise<void>;
  /** For orders of people, which carry ids and meta of their own. */
  order(operationId: string, input: SagaInput, commandId: string, meta: EventMeta): Promise<Executed<SagaState>>;
}

const commitIdOf = (operationId: string, input: SagaInput): string => {
  switch (input.type) {
    case 'done':
    case 'not-done':
    case 'deadline-passed':
      return derivedId(input.of.commandId, input.type);
    case 'pause-over':
      return derivedId(operationId, `${input.of.step}/${input.of.direction}/${input.of.attempt}/pause-over`);
    default:
      return derivedId(operationId, input.type);
  }
};

export const createRecorder = (executor: Executor, decider: SagaDecider, clock: Clock): Recorder => {
  const order: Recorder['order'] = (operationId, input, commandId, meta) => {
    const command = { ...input, at: new Date(clock.now()).toISOString() };
    return executor.execute({ stream: sagaStream(operationId), decider, command, commandId, meta });
  };
  return {
    order,
    tell: async (operationId, input, from) => {
      const commitId = commitIdOf(operationId, input);
      const meta = sagaEventMeta({ operationId, commitId, command: `saga.${input.type}`, from });
      const executed = await order(operationId, input, commitId, meta);
      if (executed.ok) return;
      const { code, message } = executed.refusal;
      throw new Fault(code, message, { retry: 'later', facts: { operationId, input: input.type } });
    },
  };
};
