import { describe, expect, it } from 'vitest';
import { createSimulation, type SimulationSettings } from './simulation.ts';

const none: SimulationSettings = { latency: {}, failures: {}, seed: 1 };

/** Remembers how long it was to wait, and lets nobody wait. */
const eagerClock = () => {
  const waits: number[] = [];
  return {
    waits,
    after: (ms: number, run: () => void) => {
      waits.push(ms);
      queueMicrotask(run);
      return () => undefined;
    },
  };
};

const many = async (settings: SimulationSettings, clock = eagerClock()): Promise<readonly boolean[]> => {
  const simulation = createSimulation(settings, clock);
  const met: boolean[] = [];
  for (let round = 0; round < 1_000; round += 1) met.push(await simulation.meet('launch'));
  return met;
};

describe('the work of a simulated host', () => {
  it('takes no time and does not fail unless that is asked for', async () => {
    const clock = eagerClock();
    expect((await many(none, clock)).includes(true)).toBe(false);
    expect(clock.waits).toEqual([]);
  });

  it('takes between the times given', async () => {
    const clock = eagerClock();
    await many({ ...none, latency: { launch: { from: 20, to: 40 } } }, clock);
    expect(clock.waits).toHaveLength(1_000);
    expect(clock.waits.every((ms) => ms >= 20 && ms <= 40)).toBe(true);
    expect(new Set(clock.waits).size).toBeGreaterThan(900);
  });

  it('fails in the share given, at the same places for the same seed', async () => {
    const settings = { ...none, failures: { launch: 0.2 } };
    const failed = await many(settings);
    expect(failed.filter(Boolean).length).toBeGreaterThan(140);
    expect(failed.filter(Boolean).length).toBeLessThan(260);
    expect(await many(settings)).toEqual(failed);
    expect(await many({ ...settings, seed: 2 })).not.toEqual(failed);
  });

  it('of one kind does not fail for another', async () => {
    expect((await many({ ...none, failures: { 'create-volume': 1 } })).includes(true)).toBe(false);
  });
});
