/** Deadlines and pauses through restarts and clocks that jump. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createExecutor } from '@chronovisor/event-store';
import { atOnce, RunnerPlay, taken } from '../test/runner-play.ts';
import { chainSaga, parts } from '../test/sample-sagas.ts';
import { createSagaDecider, createSagaRegistry } from './index.ts';
import { createRecorder } from './recorder.ts';

const HOUR = 3_600_000;

let play: RunnerPlay;

beforeEach(() => {
  play = new RunnerPlay();
});
afterEach(() => play.close());

describe('time', () => {
  const sent = async (): Promise<void> => {
    play.answer = taken;
    play.start();
    await play.begin();
    await play.inStep();
  };
  const isGivenUp = async (): Promise<boolean> => (await play.types()).includes('CompensationStarted');

  it('gives a step up when its deadline has passed', async () => {
    await sent();
    await play.clock.advance(599_999);
    expect(await isGivenUp()).toBe(false);
    await play.clock.advance(1);
    await play.inStep();
    expect(await isGivenUp()).toBe(true);
  });

  it.each([
    ['forward', HOUR],
    ['back', -HOUR],
  ])('is not fooled by a clock put %s by an hour', async (_, jump) => {
    await sent();
    play.clock.jump(jump);
    await play.clock.advance(599_999);
    expect(await isGivenUp()).toBe(false);
    await play.clock.advance(1);
    await play.inStep();
    expect(await isGivenUp()).toBe(true);
  });

  it('goes on counting after a restart', async () => {
    await sent();
    await play.clock.advance(400_000);
    await play.stop();
    play.clock.jump(100_000);
    play.start();
    await play.inStep();
    await play.clock.advance(99_999);
    expect(await isGivenUp()).toBe(false);
    await play.clock.advance(1);
    await play.inStep();
    expect(await isGivenUp()).toBe(true);
  });

  it('asks once more before it gives up a step whose deadline passed while nobody ran', async () => {
    await sent();
    await play.stop();
    play.clock.jump(HOUR);
    play.answer = atOnce;
    play.start();
    await play.inStep();
    expect((await play.events()).at(-1)?.data).toMatchObject({ outcome: 'succeeded' });
  });

  it('gives it up soon when there is still no answer', async () => {
    await sent();
    await play.stop();
    play.clock.jump(HOUR);
    play.start();
    await play.inStep();
    expect(await isGivenUp()).toBe(false);
    await play.clock.advance(5_000);
    await play.inStep();
    expect(await isGivenUp()).toBe(true);
  });

  it('ends a pause at once when its saga is given up', async () => {
    play.answer = () => ({ kind: 'refusal', code: 'host.unavailable', message: 'away' });
    play.start();
    await play.begin();
    await play.inStep();
    expect(await play.types()).toEqual(['Started', 'StepDispatched', 'StepFailed']);
    play.answer = atOnce;
    expect(await play.order('saga.Cancel')).toMatchObject({ kind: 'accepted' });
    await play.inStep();
    expect((await play.types()).at(-1)).toBe('Ended');
    expect([play.runner.active, play.clock.waiting]).toEqual([0, 0]);
  });

  it('hears an answer that was recorded just before another runner gave the step up', async () => {
    await sent();
    await play.stop();
    const { commandId } = play.seen[0]!.meta;
    await play.ends(commandId);
    const decider = createSagaDecider(createSagaRegistry([chainSaga]));
    const recorder = createRecorder(createExecutor(play.store), decider, play.clock);
    const of = { step: 'volume-0', direction: 'do', attempt: 1, commandId } as const;
    await recorder.tell(parts.operationId, { type: 'deadline-passed', of }, {});
    play.answer = atOnce;
    play.start();
    await play.inStep();
    expect(await play.types()).toContain('LateReply');
    expect((await play.types()).at(-1)).toBe('Ended');
    expect(play.runner.active).toBe(0);
  });

  it('keeps a pause over a restart', async () => {
    play.answer = () => ({ kind: 'refusal', code: 'host.unavailable', message: 'away' });
    play.start();
    await play.begin();
    await play.inStep();
    expect((await play.types()).at(-1)).toBe('StepFailed');
    await play.stop();
    play.answer = atOnce;
    play.start();
    await play.inStep();
    expect((await play.types()).at(-1)).toBe('StepFailed');
    await play.clock.advance(500);
    await play.inStep();
    expect((await play.types()).at(-1)).toBe('Ended');
  });
});
