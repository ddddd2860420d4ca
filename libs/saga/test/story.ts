/** One saga told event by event, without a store: what specs of decisions speak in. */
import { isRefusal } from '@chronovisor/kernel';
import { type AnySaga, createSagaDecider, createSagaRegistry, type SagaEvent, type SagaState } from '../src/index.ts';
import type { Attempt, SagaInput } from '../src/inputs.ts';
import { parts } from './sample-sagas.ts';
import { info } from './sample-services.ts';

export const at = '2026-01-01T00:00:00.000Z';

/** Tells one saga after the other, as its stream would. */
export class Story {
  readonly #decider;
  readonly #saga: AnySaga;
  state: SagaState;
  last: readonly SagaEvent[] = [];

  constructor(saga: AnySaga) {
    this.#saga = saga;
    this.#decider = createSagaDecider(createSagaRegistry([saga]));
    this.state = this.#decider.initial;
  }

  tell(input: SagaInput): this {
    const decision = this.#decider.decide({ ...input, at }, this.state);
    if (isRefusal(decision)) throw new Error(`${decision.code}: ${decision.message}`);
    this.last = decision;
    this.state = decision.reduce(this.#decider.evolve, this.state);
    return this;
  }

  refused(input: SagaInput): unknown {
    return this.#decider.decide({ ...input, at }, this.state);
  }

  start(input = parts): this {
    const { operationId } = input;
    const start = { operationId, type: 'vm.create', target: '/vms/x', input };
    return this.tell({ type: 'start', definition: this.#saga.name, version: this.#saga.version, start });
  }

  of(step: string, direction: 'do' | 'undo' = 'do'): Attempt {
    const { attempt } = step === 'finish' ? this.state.finish : this.state.steps[step]![direction];
    return { step, direction, attempt, commandId: `${step}/${direction}/${attempt}` };
  }

  done(step: string, direction: 'do' | 'undo' = 'do', answer: unknown = { info }): this {
    return this.tell({ type: 'done', of: this.of(step, direction), answer: answer as never });
  }

  notDone(step: string, direction: 'do' | 'undo' = 'do', code = 'test.no'): this {
    return this.tell({ type: 'not-done', of: this.of(step, direction), problem: { code, message: 'no' } });
  }

  lost(step: string, direction: 'do' | 'undo' = 'do'): this {
    return this.tell({ type: 'deadline-passed', of: this.of(step, direction) });
  }

  rested(step: string, direction: 'do' | 'undo' = 'do'): this {
    return this.tell({ type: 'pause-over', of: this.of(step, direction) });
  }

  get types(): string[] {
    return this.last.map(({ type, data }) => {
      const { step, direction } = data as { step?: string; direction?: string };
      return [type.slice(5), direction, step].filter(Boolean).join(' ');
    });
  }
}
