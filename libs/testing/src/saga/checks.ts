/** What has to hold for any saga at its end, read from what the services did and not from what the saga says. */
import { FINISH } from '@chronovisor/contracts';
import { type AnySaga, type PlannedStep, planOf, type SagaState } from '@chronovisor/saga';
import { expect } from 'vitest';
import type { Stage } from './stage.ts';
import type { SagaWorld } from './world.ts';

export interface Played {
  readonly saga: AnySaga;
  readonly stage: Stage;
  readonly state: SagaState;
}

const planned = ({ saga, state }: Played): readonly PlannedStep[] => planOf(saga, state.started?.input).steps;

/** Whether the definition has a command that takes the step back. */
export const takesBack = ({ state }: Pick<Played, 'state'>, { step }: PlannedStep): boolean =>
  step.undo !== 'nothing' && step.undo(state.started?.input, state.outputs) !== null;

/** A late answer is undone once more; the order is that of the first time. */
const firstIndex = (world: SagaWorld, step: string, direction: 'do' | 'undo'): number =>
  world.effects.findIndex((effect) => effect.step === step && effect.direction === direction);
/** Every step that took effect did so once, after all it needs. */
const expectOrder = (played: Played): void => {
  const { world } = played.stage;
  for (const { name, needs } of planned(played)) {
    expect(world.of(name, 'do').length, `${name} took effect more than once`).toBeLessThanOrEqual(1);
    const own = firstIndex(world, name, 'do');
    if (own < 0) continue;
    for (const need of needs) {
      const before = firstIndex(world, need, 'do');
      expect(before, `${name} needs ${need}, which never took effect`).toBeGreaterThanOrEqual(0);
      expect(before, `${name} came before ${need}, which it needs`).toBeLessThan(own);
    }
  }
};

const expectFinish = ({ saga, stage, state }: Played): void => {
  const problem = state.compensating?.problem ?? null;
  const ending = { outcome: state.ended, input: state.started?.input, outputs: state.outputs, problem, left: [] };
  const wanted = saga.finish?.(ending as never) ?? null;
  const seen = stage.world.of(FINISH, 'do').map(({ command: { type, data } }) => ({ type, data }));
  const expected =
    wanted === null ? [] : [{ type: wanted.type, data: JSON.parse(JSON.stringify(wanted.data)) as unknown }];
  expect(seen, 'the last command').toEqual(expected);
};

/** The same input and outputs give the same commands, whoever asks and whenever. */
const expectPure = ({ saga, state }: Played): void => {
  const both = [0, 1].map(() =>
    planOf(saga, structuredClone(state.started?.input)).steps.map(({ step, name }) => ({
      name,
      done: name in state.outputs ? step.do(state.started?.input, structuredClone(state.outputs)) : null,
    })),
  );
  expect(both[1], 'a step gave another command the second time').toEqual(both[0]);
};

export const expectSucceeded = (played: Played): void => {
  const { stage, state } = played;
  expect(state.ended).toBe('succeeded');
  for (const { name } of planned(played)) {
    expect(stage.world.of(name, 'do'), `${name} has to take effect exactly once`).toHaveLength(1);
    expect(stage.world.of(name, 'undo'), `${name} was undone`).toHaveLength(0);
  }
  expectOrder(played);
  expectFinish(played);
  expectPure(played);
};

/** Everything that can be taken back is gone, in reverse order; whatever took effect first went last. */
export const expectUndone = (played: Played): void => {
  const { world } = played.stage;
  const steps = planned(played).filter((one) => takesBack(played, one));
  for (const { name } of steps) expect(world.isPresent(name), `${name} is left behind`).toBe(false);
  for (const { name, carries } of steps) {
    for (const above of carries) {
      const [own, other] = [firstIndex(world, name, 'undo'), firstIndex(world, above, 'undo')];
      if (own >= 0 && other >= 0)
        expect(other, `${name} was undone under ${above}, which stands on it`).toBeLessThan(own);
    }
  }
};

export const expectUnwound = (played: Played, outcome: 'failed' | 'cancelled', code: string): void => {
  const { state } = played;
  expect(state.ended).toBe(outcome);
  expect(state.compensating?.problem.code).toBe(code);
  expectOrder(played);
  expectUndone(played);
  expectFinish(played);
};

/** A test that never reached its step shows nothing. */
export const expectReached = (world: SagaWorld, { name }: PlannedStep, direction: 'do' | 'undo'): void => {
  expect(world.deliveries(name, direction), `the ${direction} of ${name} never came to its service`).toBeGreaterThan(0);
};
