/** A short chaos run with a seed that stays, and that a seed says everything about the plan. */
import { expect, it } from 'vitest';
import { nextCommand } from '../chaos/plan.ts';
import { randomOf } from '../chaos/random.ts';
import { runChaos } from '../chaos/run.ts';

const SEED = 1;

it('the same seed is the same plan', () => {
  const world = { vms: 5, hosts: ['h1', 'h2'], networks: ['user'], receiver: 'http://127.0.0.1:9', vm: {} };
  const plan = (seed: number) => {
    const random = randomOf(seed, 'client 0');
    return Array.from({ length: 50 }, () => nextCommand(random, world));
  };
  expect(plan(SEED)).toEqual(plan(SEED));
  expect(plan(SEED)).not.toEqual(plan(SEED + 1));
});

it('whatever is killed and paused while clients ask for anything, nothing is lost, doubled or left behind', async () => {
  const said: string[] = [];
  const { findings, acknowledged } = await runChaos({
    ...{ seed: SEED, seconds: 6, driver: 'sim', vms: 8, clients: 4, calm: 1, disk: null },
    say: (line) => said.push(line),
  });
  const again = `npm run chaos -- --seed ${SEED} --minutes 0.1 --driver sim --vms 8 --clients 4`;
  expect(findings, `${said.join('\n')}\nagain: ${again}`).toEqual([]);
  expect(acknowledged).toBeGreaterThan(0);
});
