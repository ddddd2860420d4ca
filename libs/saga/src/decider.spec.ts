/** What a saga decides, from event to event, without anybody who carries it out. */
import { describe, expect, it } from 'vitest';
import { chainSaga, id, sampleSaga } from '../test/sample-sagas.ts';
import { info } from '../test/sample-services.ts';
import { at, Story } from '../test/story.ts';
import { isStuck } from './decide-orders.ts';
import { type AnySaga, createSagaDecider, createSagaRegistry, type SagaEvent } from './index.ts';
import type { Attempt } from './inputs.ts';

const chain = (): Story => new Story(chainSaga).start();
const chainAt = (step: 'nic' | 'start'): Story =>
  step === 'nic' ? chain().done('volume-0') : chainAt('nic').done('nic');

describe('going forward', () => {
  it('starts what needs nothing, all at once', () => {
    const story = new Story(sampleSaga).start();
    expect(story.types).toEqual([
      'Started',
      'StepDispatched do volume-0',
      'StepDispatched do volume-1',
      'StepDispatched do network',
    ]);
    expect(story.last[0]?.data).toMatchObject({
      definition: 'sample',
      definitionVersion: 1,
      steps: ['volume-0', 'volume-1', 'volumes', 'network', 'nic', 'start', 'booted'],
    });
    expect(story.done('volume-0').types).toEqual(['StepSucceeded do volume-0']);
    expect(story.done('volume-1').types).toEqual(['StepSucceeded do volume-1', 'StepDispatched do volumes']);
  });

  it('records a step and sends the next in one commit, up to the end', () => {
    const story = chain();
    expect(story.done('volume-0').types).toEqual(['StepSucceeded do volume-0', 'StepDispatched do nic']);
    expect(story.done('nic').types).toEqual(['StepSucceeded do nic', 'StepDispatched do start']);
    expect(story.done('start').types).toEqual(['StepSucceeded do start', 'StepDispatched do finish']);
    expect(story.done('finish').types).toEqual(['StepSucceeded do finish', 'Ended']);
    expect(story.state.ended).toBe('succeeded');
  });

  it('hears everything once', () => {
    const story = chain().done('volume-0');
    const first: Attempt = { step: 'volume-0', direction: 'do', attempt: 1, commandId: 'x' };
    expect(story.tell({ type: 'done', of: first, answer: null }).last).toEqual([]);
    expect(story.tell({ type: 'deadline-passed', of: first }).last).toEqual([]);
    expect(story.tell({ type: 'not-done', of: first, problem: { code: 'x', message: 'x' } }).last).toEqual([]);
    expect(story.start().last).toEqual([]);
  });

  it('keeps the output as the step reads it', () => {
    expect(chainAt('nic').state.outputs['volume-0']).toEqual(info);
  });
});

describe('a step that fails', () => {
  it('is tried again, ever later, when the problem passes by itself', () => {
    const story = chain();
    const pauses: unknown[] = [];
    for (let turn = 1; turn < 5; turn += 1) {
      story.notDone('volume-0', 'do', 'host.unavailable');
      pauses.push((story.last[0]!.data as { retryAt: string }).retryAt.slice(17, 23));
      expect(story.types).toEqual(['StepFailed do volume-0']);
      expect(story.rested('volume-0').types).toEqual(['StepDispatched do volume-0']);
      expect(story.of('volume-0').attempt).toBe(turn + 1);
    }
    expect(pauses).toEqual(['00.500', '01.000', '02.000', '04.000']);
    expect(story.notDone('volume-0', 'do', 'host.unavailable').types).toEqual([
      'StepFailed do volume-0',
      'CompensationStarted',
      'StepDispatched do finish',
    ]);
  });

  it('is given up at once when it never will succeed, and what stood before goes, last first', () => {
    const story = chainAt('start').notDone('start');
    expect(story.types).toEqual(['StepFailed do start', 'CompensationStarted', 'StepDispatched undo nic']);
    expect(story.done('nic', 'undo').types).toEqual(['StepSucceeded undo nic', 'StepDispatched undo volume-0']);
    expect(story.done('volume-0', 'undo').types).toEqual(['StepSucceeded undo volume-0', 'StepDispatched do finish']);
    story.done('finish');
    expect(story.last.at(-1)).toMatchObject({
      type: 'saga.Ended',
      data: { outcome: 'failed', problem: { code: 'test.no' } },
    });
  });

  it('is in doubt when its time is over, and undone for that', () => {
    const story = chainAt('start').lost('start');
    expect(story.types).toEqual(['StepFailed do start', 'CompensationStarted', 'StepDispatched undo start']);
    expect(story.last[0]?.data).toMatchObject({ inDoubt: true, problem: { code: 'saga.deadline' } });
  });

  it('takes a late success of an earlier attempt for its own', () => {
    const story = chain().notDone('volume-0', 'do', 'host.unavailable').rested('volume-0');
    story.tell({
      type: 'done',
      of: { step: 'volume-0', direction: 'do', attempt: 1, commandId: id(99) },
      answer: { info },
    });
    expect(story.types).toEqual(['StepSucceeded do volume-0', 'StepDispatched do nic']);
  });

  it('undoes siblings that are under way, and does not call them stuck while they are', () => {
    const story = new Story(sampleSaga).start().notDone('network');
    expect(story.types).toEqual([
      'StepFailed do network',
      'CompensationStarted',
      'StepDispatched undo volume-0',
      'StepDispatched undo volume-1',
    ]);
    for (let turn = 0; turn < 20; turn += 1)
      story.notDone('volume-0', 'undo', 'volume.busy').rested('volume-0', 'undo');
    expect(isStuck(story.state)).toBe(false);
    story.notDone('volume-0', 'undo', 'volume.busy').done('volume-0');
    expect(story.types).toEqual(['LateReply do volume-0', 'StepDispatched undo volume-0']);
  });

  it('is a failure too when its definition breaks', () => {
    const broken: AnySaga = {
      ...chainSaga,
      steps: [{ name: 'a', do: () => assertFail(), undo: 'nothing', cancellable: true }],
    };
    const story = new Story(broken).start();
    expect(story.types).toEqual(['Started', 'StepFailed do a', 'CompensationStarted', 'StepDispatched do finish']);
    expect(story.last[1]?.data).toMatchObject({
      problem: { code: 'saga.bug', message: expect.stringContaining('broken') },
    });
  });
});

const assertFail = (): never => {
  throw new Error('broken');
};

describe('a late answer', () => {
  it('while its undo is under way has it undone once more', () => {
    const story = chain().lost('volume-0');
    expect(story.done('volume-0').types).toEqual(['LateReply do volume-0']);
    expect(story.done('volume-0', 'undo').types).toEqual([
      'StepSucceeded undo volume-0',
      'StepDispatched undo volume-0',
    ]);
    expect(story.of('volume-0', 'undo').attempt).toBe(2);
    expect(story.done('volume-0', 'undo').types).toEqual(['StepSucceeded undo volume-0', 'StepDispatched do finish']);
  });

  it('to an undo that was overtaken by it does not count', () => {
    const story = chain().lost('volume-0');
    const early = story.of('volume-0', 'undo');
    story.done('volume-0').done('volume-0', 'undo');
    expect(story.tell({ type: 'done', of: early, answer: null }).last).toEqual([]);
  });

  it('of a failure leaves nothing to undo', () => {
    const story = chain().lost('volume-0').notDone('volume-0', 'undo');
    expect(story.notDone('volume-0').types).toEqual(['LateReply do volume-0', 'StepDispatched do finish']);
  });

  it('of a failure while its undo is under way waits for that: the undo itself may have ended the step', () => {
    const story = chain().lost('volume-0');
    expect(story.notDone('volume-0').types).toEqual(['LateReply do volume-0']);
    expect(story.done('volume-0', 'undo').types).toEqual(['StepSucceeded undo volume-0', 'StepDispatched do finish']);
  });

  it('of a failure has an undo under way tried no second time', () => {
    const story = chain().lost('volume-0');
    story.notDone('volume-0');
    expect(story.notDone('volume-0', 'undo').types).toEqual(['StepFailed undo volume-0', 'StepDispatched do finish']);
  });

  it('after the end is undone, and the end stays as it was', () => {
    const story = chain().lost('volume-0').done('volume-0', 'undo').done('finish');
    expect(story.state.ended).toBe('failed');
    expect(story.done('volume-0').types).toEqual(['LateReply do volume-0', 'StepDispatched undo volume-0']);
    expect(story.done('volume-0', 'undo').types).toEqual(['StepSucceeded undo volume-0']);
    expect(story.state.ended).toBe('failed');
  });
});

describe('a stuck saga', () => {
  const stuckAt = (story: Story, step: string, direction: 'do' | 'undo'): Story => {
    for (let turn = 1; turn < 8; turn += 1) story.notDone(step, direction).rested(step, direction);
    return story.notDone(step, direction);
  };
  const stuck = (): Story => stuckAt(chainAt('start').notDone('start'), 'nic', 'undo');

  it('says so after many tries, and waits', () => {
    const story = stuck();
    expect(story.types).toEqual(['StepFailed undo nic', 'Stuck nic']);
    expect(story.state.ended).toBe(null);
  });

  it('tries again on the word retry, with all its tries', () => {
    const story = stuck().tell({ type: 'retry', by: 'admin' });
    expect(story.types).toEqual(['Unstuck nic', 'StepDispatched undo nic']);
    expect(story.notDone('nic', 'undo').types).toEqual(['StepFailed undo nic']);
  });

  it('leaves the step as it is on the word skip', () => {
    expect(stuck().tell({ type: 'skip', by: 'admin' }).types).toEqual(['Unstuck nic', 'StepDispatched undo volume-0']);
  });

  it('ends as it is on the word force', () => {
    const story = stuck().tell({ type: 'force', by: 'admin' });
    expect(story.types).toEqual(['Unstuck nic', 'StepDispatched do finish']);
    expect(story.done('finish').types).toEqual(['StepSucceeded do finish', 'Ended']);
    expect(story.state.ended).toBe('failed');
    expect(story.refused({ type: 'retry', by: 'admin' })).toMatchObject({ code: 'saga.not-stuck' });
  });

  it('goes on by itself when the undo succeeds after all', () => {
    expect(stuck().done('nic', 'undo').types).toEqual(['StepSucceeded undo nic', 'StepDispatched undo volume-0']);
  });

  it('may be stuck at its last word as well', () => {
    const story = stuckAt(chainAt('start').done('start'), 'finish', 'do');
    expect(story.types).toEqual(['StepFailed do finish', 'Stuck finish']);
    expect(story.tell({ type: 'skip', by: 'admin' }).types).toEqual(['Unstuck finish', 'Ended']);
    expect(story.state.ended).toBe('succeeded');
  });
});

describe('an order', () => {
  it('gives up what can be given up', () => {
    const story = chainAt('nic').tell({ type: 'cancel', by: 'admin' });
    expect(story.types).toEqual(['CancelRequested', 'CompensationStarted', 'StepDispatched undo nic']);
    expect(story.tell({ type: 'cancel', by: 'admin' }).last).toEqual([]);
    story.done('nic', 'undo').done('volume-0', 'undo').done('finish');
    expect(story.state.ended).toBe('cancelled');
  });

  it('forgets the pause of a step that is given up', () => {
    const story = chain().notDone('volume-0', 'do', 'host.unavailable').tell({ type: 'cancel', by: 'admin' });
    expect(story.types).toEqual(['CancelRequested', 'CompensationStarted', 'StepDispatched do finish']);
    expect(story.rested('volume-0').last).toEqual([]);
  });

  it('is refused with the reason of the step', () =>
    expect(chainAt('start').refused({ type: 'cancel', by: 'admin' })).toMatchObject({
      code: 'saga.not-cancellable',
      message: 'it cannot be given up now: QEMU is being launched',
    }));

  it('is refused when all is done, and after the end', () => {
    const story = chainAt('start').done('start');
    expect(story.refused({ type: 'cancel', by: 'admin' })).toMatchObject({ code: 'saga.not-cancellable' });
    expect(story.done('finish').refused({ type: 'cancel', by: 'admin' })).toMatchObject({ code: 'operation.ended' });
  });

  it('is refused when the saga is not stuck, or not there', () => {
    for (const type of ['retry', 'skip', 'force'] as const) {
      expect(chain().refused({ type, by: 'admin' })).toMatchObject({ code: 'saga.not-stuck' });
      expect(new Story(chainSaga).refused({ type, by: 'admin' })).toMatchObject({ code: 'operation.not-found' });
    }
  });
});

describe('the version of a definition', () => {
  it('is pinned when the saga starts', () => {
    const old = chain();
    const newer: AnySaga = { ...chainSaga, version: 2, steps: [] };
    const both = createSagaDecider(createSagaRegistry([newer, chainSaga]));
    const decision = both.decide({ type: 'done', of: old.of('volume-0'), answer: { info }, at }, old.state);
    expect((decision as readonly SagaEvent[]).map(({ type }) => type)).toEqual([
      'saga.StepSucceeded',
      'saga.StepDispatched',
    ]);
    const onlyNew = createSagaDecider(createSagaRegistry([newer]));
    expect(onlyNew.decide({ type: 'done', of: old.of('volume-0'), answer: null, at }, old.state)).toMatchObject({
      code: 'saga.unknown-definition',
    });
  });

  it('that starts new sagas is the newest', () => {
    const registry = createSagaRegistry([{ ...chainSaga, version: 2 }, chainSaga, sampleSaga]);
    expect(registry.startedBy('compute.VmCreated').map(({ name, version }) => `${name}@${version}`)).toEqual([
      'chain@2',
      'sample@1',
    ]);
    expect(() => createSagaRegistry([chainSaga, chainSaga])).toThrow('two sagas are called chain version 1');
  });
});
