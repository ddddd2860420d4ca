/** Everything that can happen to a saga, as scenarios: each plays the real engine against a world that misbehaves once. */
import { type AnySaga, type PlannedStep, planOf, type SagaRunner } from '@chronovisor/saga';
import { expect } from 'vitest';
import { expectReached, expectSucceeded, expectUndone, expectUnwound, type Played, takesBack } from './checks.ts';
import { type SagaExample, Stage } from './stage.ts';
import { FAILED, REFUSED } from './world.ts';

export interface Scenario {
  readonly title: string;
  readonly play: () => Promise<void>;
}

interface Cast {
  readonly saga: AnySaga;
  readonly example: SagaExample;
  readonly steps: readonly PlannedStep[];
}

const onStage = async (cast: Cast, play: (stage: Stage) => Promise<void>): Promise<void> => {
  const stage = new Stage(cast.saga, cast.example);
  try {
    await play(stage);
  } finally {
    await stage.close();
  }
};

const played = async ({ saga }: Cast, stage: Stage): Promise<Played> => ({
  saga,
  stage,
  state: await stage.untilEnded(),
});

const begun = async (stage: Stage): Promise<SagaRunner> => {
  const runner = stage.start();
  await stage.begin();
  return runner;
};

/** Everything above and beside the step has come to rest, with the step itself held back. */
const heldAt = async (stage: Stage, { name }: PlannedStep): Promise<SagaRunner> => {
  stage.world.be('holds', name, 'do');
  const runner = await begun(stage);
  await stage.until((state) => state.steps[name]?.do.phase.is === 'sent', `${name} under way`);
  return runner;
};

const succeeds = (cast: Cast): Scenario => ({
  title: 'succeeds, and every step really runs',
  play: () =>
    onStage(cast, async (stage) => {
      await begun(stage);
      const end = await played(cast, stage);
      expectSucceeded(end);
      for (const step of cast.steps) expectReached(stage.world, step, 'do');
      expect(stage.clock.waiting, 'something is still waited for').toBe(0);
    }),
});

const failsAt = (cast: Cast, planned: PlannedStep, mood: 'refuses' | 'fails'): Scenario => ({
  title: `unwinds when ${planned.name} ${mood === 'refuses' ? 'is refused' : 'fails'}`,
  play: () =>
    onStage(cast, async (stage) => {
      stage.world.be(mood, planned.name, 'do');
      await begun(stage);
      const end = await played(cast, stage);
      await stage.quiet();
      expectReached(stage.world, planned, 'do');
      expectUnwound(end, 'failed', mood === 'refuses' ? REFUSED : FAILED);
      for (const below of cast.steps) {
        if (!below.carries.has(planned.name)) continue;
        expectReached(stage.world, below, 'do');
        if (takesBack(end, below)) expectReached(stage.world, below, 'undo');
      }
    }),
});

const lateAt = (cast: Cast, planned: PlannedStep): Scenario => ({
  title: `undoes ${planned.name} again when its answer comes after the end`,
  play: () =>
    onStage(cast, async (stage) => {
      await heldAt(stage, planned);
      const { state } = await played(cast, stage);
      expect(state.ended).toBe('failed');
      expect(stage.world.isPresent(planned.name)).toBe(false);
      stage.world.relent(planned.name, 'do');
      await stage.quiet();
      expect(stage.world.of(planned.name, 'do'), `${planned.name} was to take effect late`).toHaveLength(1);
      const late = await stage.until(
        () => !takesBack({ state }, planned) || !stage.world.isPresent(planned.name),
        'undone',
      );
      expect((await stage.events()).filter(({ type }) => type === 'saga.LateReply')).toHaveLength(1);
      expectUndone({ saga: cast.saga, stage, state: late });
    }),
});

const cancelledAt = (cast: Cast, planned: PlannedStep): Scenario => ({
  title: `${planned.step.cancellable === true ? 'unwinds when cancelled' : 'says why it cannot be cancelled'} during ${planned.name}`,
  play: () =>
    onStage(cast, async (stage) => {
      const runner = await heldAt(stage, planned);
      const reply = await stage.order(runner, 'saga.Cancel');
      if (reply.kind === 'refusal') {
        expect(reply.code).toBe('saga.not-cancellable');
        const running = Object.entries((await stage.state()).steps).filter(([, step]) => step.do.phase.is === 'sent');
        const reasons = running.map(([name]) => cast.steps.find((step) => step.name === name)?.step.cancellable);
        expect(reasons.some((reason) => reason !== true && reply.message.includes(String(reason)))).toBe(true);
        stage.world.relent(planned.name, 'do');
        return expectSucceeded(await played(cast, stage));
      }
      expect(reply.kind).toBe('accepted');
      expect(planned.step.cancellable).toBe(true);
      expectUnwound(await played(cast, stage), 'cancelled', 'operation.cancelled');
      stage.world.relent(planned.name, 'do');
      await stage.quiet();
      expectUndone({ saga: cast.saga, stage, state: await stage.until(() => true, 'rest') });
    }),
});

/** What fails afterwards, so that the step has to be undone: any step that stands on it. */
const aboveOf = (cast: Cast, { carries }: PlannedStep): PlannedStep | undefined =>
  cast.steps.findLast(({ name }) => carries.has(name));

const stuckAt = (cast: Cast, planned: PlannedStep, above: PlannedStep): Scenario => ({
  title: `waits for an operator when ${planned.name} cannot be undone, and goes on at his word`,
  play: () =>
    onStage(cast, async (stage) => {
      stage.world.be('refuses', above.name, 'do');
      stage.world.be('refuses', planned.name, 'undo');
      const runner = await begun(stage);
      const at = await stage.until(
        (state) => state.steps[planned.name]?.undo.phase.is === 'failed',
        `${planned.name} stuck`,
      );
      expect(at.ended).toBe(null);
      expect(runner.stuck).toBe(1);
      expect(stage.world.isPresent(planned.name)).toBe(true);
      stage.world.relent(planned.name, 'undo');
      expect(await stage.order(runner, 'saga.Retry')).toMatchObject({ kind: 'accepted' });
      expectUnwound(await played(cast, stage), 'failed', REFUSED);
      expect(runner.stuck).toBe(0);
    }),
});

/** With every message twice and two runners that both believe they are the only one. */
const twice = (cast: Cast, failing: PlannedStep | null): Scenario => ({
  title:
    failing === null
      ? 'does every step once though all is done twice'
      : 'undoes every step once though all is done twice',
  play: () =>
    onStage(cast, async (stage) => {
      stage.network.deliverTimes(2);
      if (failing) stage.world.be('refuses', failing.name, 'do');
      stage.start();
      await begun(stage);
      const end = await played(cast, stage);
      await stage.quiet();
      for (const { name } of cast.steps) {
        const deliveries = stage.world.deliveries(name, 'do');
        if (deliveries > 0) expect(deliveries, `${name} was delivered once only`).toBeGreaterThan(1);
        expect(stage.world.of(name, 'undo').length).toBeLessThanOrEqual(1);
      }
      if (failing) expectUnwound(end, 'failed', REFUSED);
      else expectSucceeded(end);
    }),
});

const commitsOf = async (cast: Cast, failing: PlannedStep | null): Promise<number> => {
  let commits = 0;
  await onStage(cast, async (stage) => {
    if (failing) stage.world.be('refuses', failing.name, 'do');
    await begun(stage);
    await stage.untilEnded();
    commits = stage.commits;
  });
  return commits;
};

/** The first runner dies around each of its commits in turn; a second one knows nothing but the log. */
const killed = (cast: Cast, when: 'before' | 'after', failing: PlannedStep | null): Scenario => ({
  title: `${failing === null ? 'ends well' : 'unwinds'} though its runner is killed ${when} any of its commits`,
  play: async () => {
    const commits = await commitsOf(cast, failing);
    expect(commits).toBeGreaterThan(0);
    for (let commit = 1; commit <= commits; commit += 1) {
      await onStage(cast, async (stage) => {
        if (failing) stage.world.be('refuses', failing.name, 'do');
        stage.start({ commit, when });
        await stage.begin();
        await stage.quiet();
        expect(stage.deaths, 'the runner was to be killed').toBe(1);
        stage.start();
        const end = await played(cast, stage);
        if (failing) expectUnwound(end, 'failed', REFUSED);
        else expectSucceeded(end);
      });
    }
  },
});

const A_MINUTE_MS = 60_000;

/** It believes that it is the only one, as a process does that was paused: another does its work meanwhile. */
const heldUp = (cast: Cast, failing: PlannedStep | null): Scenario => ({
  title: `${failing === null ? 'ends well' : 'unwinds'} once though its runner stands still for a minute at any of its commits`,
  play: async () => {
    const commits = await commitsOf(cast, failing);
    for (let commit = 1; commit <= commits; commit += 1) {
      await onStage(cast, async (stage) => {
        if (failing) stage.world.be('refuses', failing.name, 'do');
        stage.start({ commit, when: 'held' });
        await stage.begin();
        await stage.quiet();
        expect(stage.held, 'the runner was to stand still').toBe(1);
        stage.start();
        await stage.untilEnded();
        await stage.clock.advance(A_MINUTE_MS);
        const before = (await stage.events()).length;
        stage.resume();
        await stage.quiet();
        expect(await stage.events(), 'it wrote what was no longer so').toHaveLength(before);
        const end = await played(cast, stage);
        if (failing) expectUnwound(end, 'failed', REFUSED);
        else expectSucceeded(end);
      });
    }
  },
});

const castOf = (saga: AnySaga, example: SagaExample): Cast => {
  const start = saga.startsOn.saga({ version: 1, meta: {}, ...example.trigger });
  if (start === null) throw new Error('the trigger of the example does not begin the saga');
  const { steps } = planOf(saga, start.input);
  if (steps.length === 0) throw new Error('the example leaves no step in');
  return { saga, example, steps };
};

export const scenariosOf = (saga: AnySaga, example: SagaExample): readonly Scenario[] => {
  const cast = castOf(saga, example);
  const last = cast.steps.at(-1) as PlannedStep;
  return [
    succeeds(cast),
    ...cast.steps.flatMap((planned) => [failsAt(cast, planned, 'refuses'), failsAt(cast, planned, 'fails')]),
    ...cast.steps.map((planned) => lateAt(cast, planned)),
    ...cast.steps.map((planned) => cancelledAt(cast, planned)),
    ...cast.steps.flatMap((planned) => {
      const above = aboveOf(cast, planned);
      return planned.step.undo === 'nothing' || above === undefined ? [] : [stuckAt(cast, planned, above)];
    }),
    twice(cast, null),
    twice(cast, last),
    killed(cast, 'before', null),
    killed(cast, 'after', null),
    killed(cast, 'before', last),
    killed(cast, 'after', last),
    heldUp(cast, null),
    heldUp(cast, last),
  ];
};
