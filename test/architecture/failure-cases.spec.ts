/** The ways in which work over several processes goes wrong, and the stories that prove each of them harmless: none may lose its proof. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from './tree.ts';

type Proof = readonly [file: string, title: string];

/** Played for every saga there is. */
const SAGAS = 'libs/testing/src/saga/scenarios.ts';
const DECIDER = 'libs/saga/src/decider.spec.ts';
const DISPATCHER = 'libs/saga/src/dispatcher.spec.ts';
const RUNNER = 'libs/saga/src/runner.spec.ts';
const RUNNER_TIME = 'libs/saga/src/runner-time.spec.ts';
const EXECUTE = 'libs/event-store/src/execute/execute.spec.ts';
const STORE = 'libs/event-store/src/event-store.contract.spec.ts';
const TRUTH = 'test/e2e/truth.spec.ts';
const CHAOS = 'test/e2e/chaos.spec.ts';

const chaos: Proof = [
  CHAOS,
  'whatever is killed and paused while clients ask for anything, nothing is lost, doubled or left behind',
];

const cases: Readonly<Record<string, readonly Proof[]>> = {
  '1 a crash after the effect and before its event': [
    [TRUTH, 'in the middle of a start leave one vm and an operation that ends: ${victim}'],
    [
      'services/compute/src/effects/power.spec.ts',
      'that was carried out by a host process that died since is not carried out again, though the vm has ended',
    ],
    ['services/compute/test/host.int.spec.ts', 'does not launch a vm again whose start is sent once more'],
  ],
  '2 a crash after the event and before it is dispatched': [
    ['test/scenario/killed-control.spec.ts', 'though control dies right $when its commit $commit'],
    [RUNNER, 'begins with the trigger, also with one recorded while nobody ran'],
    [DISPATCHER, 'sends nothing of what the log shows as ended, and all of what it shows as open'],
  ],
  '3 a crash after the dispatch and before its acknowledgement': [
    [SAGAS, "${failing === null ? 'ends well' : 'unwinds'} though its runner is killed ${when} any of its commits"],
    [DISPATCHER, 'sends open work again to a host that was started again, though the last one had taken it'],
  ],
  '4 a command that comes twice, at once and after days': [
    [STORE, 'sent many times at once is stored once'],
    [STORE, 'is answered with the first result after reopening, and after others wrote'],
    [EXECUTE, 'gives back what was recorded, although the decision would differ now'],
    [TRUTH, 'is one request, also after a restart; with another body it is refused'],
  ],
  '5 the same id with another payload': [
    [EXECUTE, 'with the fingerprint of another request is refused'],
    [TRUTH, 'is one request, also after a restart; with another body it is refused'],
  ],
  '6 a reply that is lost': [
    [EXECUTE, 'a lost answer is found again by the same id'],
    [DISPATCHER, 'asks again when an answer got lost'],
    [
      'services/gateway/test/vms.int.spec.ts',
      'asks again with the same id when an answer was lost, and nothing is done twice',
    ],
  ],
  '7 a reply that comes twice': [
    [DECIDER, 'hears everything once'],
    [SAGAS, 'does every step once though all is done twice'],
    [SAGAS, 'undoes every step once though all is done twice'],
  ],
  '8 a reply after the deadline, after the undo, after the end': [
    [DECIDER, 'while its undo is under way has it undone once more'],
    [DECIDER, 'after the end is undone, and the end stays as it was'],
    [SAGAS, 'undoes ${planned.name} again when its answer comes after the end'],
  ],
  '9 replies out of order': [
    [DECIDER, 'takes a late success of an earlier attempt for its own'],
    [DECIDER, 'to an undo that was overtaken by it does not count'],
    [RUNNER, 'knows the outcome of a joined request that came before the reply'],
  ],
  '10 two sagas on one vm': [
    [TRUTH, 'a start and a deletion leave a vm or none, and both end'],
    ['services/compute/src/domain/vm/vm.spec.ts', 'stays busy until the boot that belongs to it'],
  ],
  '11 a person who acts in the middle of a saga': [
    [
      'test/scenario/interference.spec.ts',
      'cannot be started, stopped, changed or deleted, nor its volume, until it is there',
    ],
    ['test/scenario/unfinished-creations.spec.ts', 'leaves nothing, also of what its host has still under way'],
  ],
  '12 a target that is deleted under a saga that unwinds': [
    ['test/scenario/interference.spec.ts', 'is not deleted a second time by people, and still leaves nothing'],
    [
      'test/scenario/interference.spec.ts',
      'finds what somebody else has deleted on the host meanwhile, and ends all the same',
    ],
  ],
  '13 an undo that fails, comes twice, or is of a step that never ran': [
    [SAGAS, 'waits for an operator when ${planned.name} cannot be undone, and goes on at his word'],
    [SAGAS, 'undoes every step once though all is done twice'],
    [DECIDER, 'is in doubt when its time is over, and undone for that'],
    ['test/scenario/stuck-operation.spec.ts', 'tries its undo again when told to, and leaves nothing behind'],
  ],
  '14 a poison message, an unknown event, an upcaster that breaks': [
    [
      'libs/bus/src/nats-bus.int.spec.ts',
      'refuses garbage, strange envelopes, unknown types and wrong data, and lives on',
    ],
    [EXECUTE, 'are raised to the present version, or left out and told'],
    [EXECUTE, 'whose upcasters go round in a circle are a bug that is told'],
  ],
  '15 a clock that jumps, a deadline that is past at the start': [
    ['libs/saga/src/timers.spec.ts', 'never waits longer than the whole, wherever the clock was put'],
    [RUNNER_TIME, 'asks once more before it gives up a step whose deadline passed while nobody ran'],
    [
      'services/compute/src/inbound/clock/schedules.int.spec.ts',
      'also when the wall clock is set back and forth by an hour',
    ],
  ],
  '16 a host that dies amid a saga and returns with an old generation': [
    ['services/compute/src/effects/power.spec.ts', 'of an older generation is refused'],
    ['services/compute/src/domain/vm/vm.spec.ts', 'takes no word of an earlier launch'],
    [TRUTH, 'a vm that ended while its host process was away is not shown running'],
  ],
  '17 a coordinator that stands still for a minute and goes on': [
    [
      SAGAS,
      "${failing === null ? 'ends well' : 'unwinds'} once though its runner stands still for a minute at any of its commits",
    ],
    [
      'libs/event-store/src/sqlite/processes.int.spec.ts',
      'refuses a second writer, in this process and in another, until the first has gone',
    ],
    chaos,
  ],
  '18 a store that is away, an append whose outcome nobody knows': [
    [EXECUTE, 'answers that stay lost are told as an unknown outcome'],
    [
      'libs/event-store/src/kurrentdb/kurrent-faults.int.spec.ts',
      'tells an outcome that nobody knows, and finds the stored commit when asked again',
    ],
    [
      'libs/event-store/src/kurrentdb/kurrent-faults.int.spec.ts',
      'is unavailable while the server is away, and goes on when it is back',
    ],
  ],
  '19 a restart of NATS, a network that is cut, a consumer that is slow': [
    [TRUTH, 'leave vms running and find them again: nats-server'],
    [
      'services/compute/src/inbound/nats/host-commands.int.spec.ts',
      'is not the fault of the host while control itself is cut off',
    ],
    [
      'libs/event-store/src/subscribe.contract.spec.ts',
      'lets the writer go on while a follower is slow, and gives it everything later',
    ],
    ['services/gateway/test/event-stream.int.spec.ts', 'tells a reader that is too slow the last id, and cuts it'],
    chaos,
  ],
  '20 a full disk': [
    [
      'libs/event-store/src/sqlite/full-disk.mount.int.spec.ts',
      'says that the disk is full, loses nothing, and goes on when there is room',
    ],
    [
      'test/e2e/full-disk.mount.spec.ts',
      'a disk that is full while a vm is made leaves nothing, and says how much there was',
    ],
  ],
  '21 an upgrade amid sagas of an older definition': [
    [DECIDER, 'is pinned when the saga starts'],
    [RUNNER, 'keeps a saga whose definition it does not know, for the version that does'],
  ],
  '22 a bulk that is cancelled half-way': [
    ['test/scenario/bulk.spec.ts', 'sends nothing more, lets what is under way end, and says which is which'],
  ],
  '23 two hosts that both have the vm': [
    [
      'services/compute/src/inbound/nats/two-hosts.int.spec.ts',
      'a start, a stop and a crash of the copy elsewhere are refused',
    ],
    [
      'services/compute/src/inbound/nats/two-hosts.int.spec.ts',
      'a report with the copy elsewhere, and the silence of that host, say nothing of the vm',
    ],
    [
      'services/compute/src/inbound/nats/two-hosts.int.spec.ts',
      'a start is sent to one host, under a generation that no earlier start had',
    ],
  ],
  '24 a checkpoint that is lost': [
    [DISPATCHER, 'starts over from an empty table on reset'],
    [DISPATCHER, 'sends nothing of what the log shows as ended, and all of what it shows as open'],
    ['test/scenario/rebuild.spec.ts', 'gives the same answers before and after, to the byte'],
  ],
};

/** Begins a story, or the title of one that is made for several things. */
const BEGINNING = String.raw`(?:\b(?:it|describe)(?:\.each\([^]*?\))?\(\s*|\btitle:[^,;]*?)`;

const escaped = (text: string): string => text.replaceAll(/[$()*+.?[\\\]^{|}]/gu, String.raw`\$&`);

const tells = (source: string, title: string): boolean => {
  const quoted = ["'", '"', '`'].map((quote) => escaped(`${quote}${title}${quote}`)).join('|');
  return new RegExp(`${BEGINNING}(?:${quoted})`).test(source);
};

describe('the failure', () => {
  it.each(Object.entries(cases))('%s is told by stories that are there', async (_name, proofs) => {
    expect(proofs.length).toBeGreaterThan(0);
    for (const [file, title] of proofs) {
      const source = await readFile(join(root, file), 'utf8');
      expect(tells(source, title), `${file} has no story "${title}"`).toBe(true);
    }
  });

  it('cases are 24, in order', () => {
    expect(Object.keys(cases).map((name) => Number.parseInt(name, 10))).toEqual(
      Array.from({ length: 24 }, (_, index) => index + 1),
    );
  });

  it('is missed when its story is gone, or is only spoken of', () => {
    expect(tells(`it('a story', () => {})`, 'a story')).toBe(true);
    expect(tells(`describe.each([1])('a story', () => {})`, 'a story')).toBe(true);
    expect(tells(`it('another story', () => {})`, 'a story')).toBe(false);
    expect(tells(`// 'a story'`, 'a story')).toBe(false);
  });
});
