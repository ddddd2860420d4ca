/** The runner between log and bus: what it sends, hears, repeats, and takes up again after a restart. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Reply } from '@chronovisor/contracts';
import { newId } from '@chronovisor/kernel/ids';
import { accepted, atOnce, RunnerPlay, taken } from '../test/runner-play.ts';
import { chainSaga, parts } from '../test/sample-sagas.ts';

let play: RunnerPlay;

beforeEach(() => {
  play = new RunnerPlay();
});
afterEach(() => play.close());

const sentTypes = (): string[] => play.seen.map(({ type }) => type);

describe('the runner', () => {
  it('begins with the trigger, also with one recorded while nobody ran', async () => {
    await play.begin();
    play.start();
    await play.inStep();
    expect((await play.types()).at(-1)).toBe('Ended');
    expect([play.runner.active, play.runner.stuck, play.clock.waiting]).toEqual([0, 0, 0]);
  });

  it('costs one commit for each step beside the one that begins it', async () => {
    play.start();
    await play.begin();
    await play.inStep();
    const commits = new Set((await play.events()).map(({ commitId }) => commitId));
    const sent = (await play.types()).filter((type) => type === 'StepDispatched').length;
    expect([sent, commits.size]).toEqual([4, 5]);
  });

  it('hands on who asked, why, and the trace', async () => {
    play.start();
    await play.begin();
    await play.inStep();
    const dispatched = (await play.events()).find(({ type }) => type === 'saga.StepDispatched');
    expect(play.seen[0]?.meta).toMatchObject({
      operationId: parts.operationId,
      correlationId: 'trace',
      causationId: dispatched?.id,
      actor: { kind: 'user', id: 'ann', source: '::1' },
      traceparent: '00-1-2-01',
    });
    for (const { meta } of await play.events()) expect(meta).toMatchObject({ correlationId: 'trace', actorId: 'ann' });
  });

  it('waits for the outcome of what is not done at once, and for nobody else’s', async () => {
    play.answer = taken;
    play.start();
    await play.begin();
    await play.inStep();
    await play.ends(newId());
    await play.inStep();
    expect(sentTypes()).toEqual(['storage.CreateVolume']);
    await play.ends(play.seen[0]!.meta.commandId);
    await play.inStep();
    expect(sentTypes()).toEqual(['storage.CreateVolume', 'network.CreateNic']);
  });

  it('waits for the outcome of the request it joined', async () => {
    const other = newId();
    play.answer = () => accepted(other);
    play.start();
    await play.begin();
    await play.inStep();
    play.answer = atOnce;
    await play.ends(other);
    await play.inStep();
    expect((await play.types()).at(-1)).toBe('Ended');
  });

  it('knows the outcome of a joined request that came before the reply', async () => {
    const other = newId();
    const gate = Promise.withResolvers<Reply>();
    play.answer = () => gate.promise;
    play.start();
    await play.begin();
    await play.inStep();
    await play.ends(other);
    await play.inStep();
    play.answer = atOnce;
    gate.resolve(accepted(other));
    await play.inStep();
    expect((await play.types()).at(-1)).toBe('Ended');
  });

  it('sends a command again, the same one, until it is answered', async () => {
    play.answer = () => ({ kind: 'fault', code: 'play.store.unavailable', message: 'later', retry: 'later' });
    play.start();
    await play.begin();
    await play.inStep();
    await play.clock.advance(200);
    play.network.loseAnswers(1);
    play.answer = atOnce;
    await play.clock.advance(400);
    await play.clock.advance(5_000 + 800);
    await play.inStep();
    const volumes = play.seen.filter(({ type }) => type === 'storage.CreateVolume');
    expect(volumes).toHaveLength(4);
    expect(new Set(volumes.map((command) => JSON.stringify(command))).size).toBe(1);
    expect((await play.types()).at(-1)).toBe('Ended');
  });

  it('sends at once when the bus is back', async () => {
    play.start();
    await play.inStep();
    play.bus.disconnect();
    await play.begin();
    await play.inStep();
    await play.clock.advance(60_000);
    expect(play.seen).toEqual([]);
    play.bus.reconnect();
    await play.inStep();
    expect((await play.types()).at(-1)).toBe('Ended');
  });

  it('records a fault that will never pass as a failure', async () => {
    play.answer = ({ type }) =>
      type === 'storage.CreateVolume'
        ? { kind: 'fault', code: 'internal.bug', message: 'no', retry: 'never' }
        : accepted(null);
    play.start();
    await play.begin();
    await play.inStep();
    expect((await play.events()).at(-1)?.data).toMatchObject({ outcome: 'failed', problem: { code: 'internal.bug' } });
  });

  it('keeps a saga whose definition it does not know, for the version that does', async () => {
    play.answer = taken;
    play.start();
    await play.begin();
    await play.inStep();
    await play.stop();
    await play.ends(play.seen[0]!.meta.commandId);
    play.start([{ ...chainSaga, name: 'another', startsOn: { type: 'none', saga: () => null } }]);
    await play.inStep();
    await play.clock.advance(60_000);
    expect(await play.types()).toEqual(['Started', 'StepDispatched']);
    expect(play.runner.active).toBe(1);
    await play.stop();
    play.answer = atOnce;
    play.start();
    await play.inStep();
    expect((await play.types()).at(-1)).toBe('Ended');
  });
});

describe('an order', () => {
  it('is carried out and recorded with who gave it', async () => {
    play.answer = taken;
    play.start();
    await play.begin();
    await play.inStep();
    play.answer = atOnce;
    expect(await play.order('saga.Cancel')).toMatchObject({
      kind: 'accepted',
      awaits: null,
      operationId: parts.operationId,
    });
    await play.inStep();
    expect((await play.events()).find(({ type }) => type === 'saga.CancelRequested')?.data).toEqual({ by: 'ann' });
    expect((await play.events()).at(-1)?.data).toMatchObject({ outcome: 'cancelled' });
  });

  it('that comes before the first event of its saga finds it begun', async () => {
    play.services.disconnect();
    const runner = play.make();
    await play.begin();
    for await (const event of play.store.readAll()) runner.apply(event);
    expect(await play.order('saga.Cancel')).toMatchObject({ kind: 'accepted' });
    expect((await play.types()).slice(0, 3)).toEqual(['Started', 'StepDispatched', 'CancelRequested']);
  });

  it('to no saga is refused', async () => {
    play.start();
    await play.inStep();
    expect(await play.order('saga.Force')).toMatchObject({ kind: 'refusal', code: 'operation.not-found' });
  });
});
