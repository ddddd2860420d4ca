/** The lease of control over a real nats-server, with time that tests move where time is what it is about. */
import { jetstream } from '@nats-io/jetstream';
import { createLogger } from '@chronovisor/telemetry';
import { type TemporaryNats, eventually, temporaryNats } from '@chronovisor/testing';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { connectTo } from './nats-bus.ts';
import { turnSubject } from './subjects.ts';
import { type Turn, alwaysMine, openTurn } from './turn.ts';

const log = createLogger('test', 'silent');
const quick = { log, renewMs: 20 };

let nats: TemporaryNats;
let open: Turn[];
const turn = async (options: Partial<Parameters<typeof openTurn>[0]> = {}): Promise<Turn> => {
  const made = await openTurn({ url: nats.url, ...quick, ...options });
  open.push(made);
  return made;
};

beforeEach(async () => {
  open = [];
  nats = await temporaryNats({ jetstream: true });
});
afterEach(async () => {
  await Promise.all(open.map((one) => one.close()));
  await nats.stop();
});

it('is at once of the one that comes first, and of no other', async () => {
  const first = await turn();
  const others = await Promise.all([turn(), turn()]);
  expect([first, ...others].map(({ mine }) => mine)).toEqual([true, false, false]);
});

it('of two that come together goes to one', async () => {
  const both = await Promise.all([turn(), turn(), turn(), turn()]);
  await eventually(() => both.filter(({ mine }) => mine).length === 1);
});

it('passes on when its holder goes', async () => {
  const first = await turn();
  const second = await turn();
  const told: boolean[] = [];
  second.onChange((mine) => told.push(mine));
  await first.close();
  await eventually(() => second.mine);
  await eventually(() => told.length === 1);
  expect([first.mine, told]).toEqual([false, [true]]);
});

it('passes on when its holder is silent, who finds it gone though nobody told it', async () => {
  let now = 0;
  const passed = () => now;
  const first = await turn({ passed, renewMs: 3_600_000 });
  const second = await turn({ passed });
  now = 3_999;
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect([first.mine, second.mine]).toEqual([true, false]);
  now = 4_001;
  expect(first.mine).toBe(false);
  await eventually(() => second.mine);
});

it('is not taken back by who lost it while it was stopped', async () => {
  let now = 0;
  const stopped = await turn({ passed: () => now });
  const told: boolean[] = [];
  stopped.onChange((mine) => told.push(mine));
  // What another holder would have written meanwhile.
  const nc = await connectTo({ url: nats.url, name: 'other' }, false);
  await jetstream(nc).publish(turnSubject, 'held other');
  now = 100_000;
  await eventually(() => told.length === 1);
  expect([stopped.mine, told]).toEqual([false, [false]]);
  await nc.close();
});

it('outlives the server that held it', async () => {
  const first = await turn();
  const second = await turn();
  await nats.kill();
  await nats.start();
  await eventually(() => first.mine !== second.mine, { withinMs: 20_000 });
});

it('is everybody’s where NATS keeps no streams', async () => {
  const plain = await temporaryNats();
  try {
    expect(await openTurn({ url: plain.url, ...quick })).toBe(alwaysMine);
  } finally {
    await plain.stop();
  }
});
