/** What the clients of a chaos run ask for: an endless list of commands that the seed determines. */
import type { Random } from './random.ts';

export interface Command {
  readonly method: string;
  readonly path: string;
  readonly body?: Readonly<Record<string, unknown>>;
  /** Thought before it. */
  readonly afterMs: number;
  /** Asked again with the same key where no answer came. */
  readonly isRepeated: boolean;
}

type Asked = Pick<Command, 'method' | 'path' | 'body'>;

export interface World {
  /** Names that vms bear: few, so that clients get in each other's way. */
  readonly vms: number;
  readonly hosts: readonly string[];
  readonly networks: readonly string[];
  /** What a new vm has besides name, host, disks and nics. */
  readonly vm: Readonly<Record<string, unknown>>;
}

const SETS = ['a', 'b'] as const;
const LONGEST_THOUGHT_MS = 400;

const post = (path: string, body: Asked['body'] = {}): Asked => ({ method: 'POST', path, body });
const nameOf = (random: Random, { vms }: World): string => `c-${random.below(vms)}`;

const newVm = (random: Random, world: World): Asked =>
  post('/vms', {
    ...world.vm,
    name: nameOf(random, world),
    host: random.pick(world.hosts),
    labels: { set: random.pick(SETS) },
    disks: Array.from({ length: random.below(3) }, () => ({ size: '1MiB' })),
    nics: random.percent(50) ? [{ network: random.pick(world.networks) }] : [],
    start: random.percent(60),
  });

const bulk = (random: Random): Asked => {
  const action = random.pick(['start', 'stop', 'restart', 'pause', 'resume', 'label', 'delete'] as const);
  const params = {
    ...(action === 'label' && { tier: String(random.below(3)) }),
    ...(action === 'restart' && { timeoutSeconds: 1, force: true }),
    ...(action === 'delete' && { force: true }),
  };
  const which = { selector: `set=${random.pick(SETS)}` };
  return post('/vms/bulk', { action, ...which, params, concurrency: 5, onError: random.pick(['continue', 'stop']) });
};

const onVm =
  (verb: string, body: Asked['body'] = {}) =>
  (random: Random, world: World): Asked =>
    post(`/vms/${nameOf(random, world)}/${verb}`, body);

const deleted = (random: Random, world: World): Asked => ({
  method: 'DELETE',
  path: `/vms/${nameOf(random, world)}?force=${random.percent(70)}&volumes=${random.percent(85) ? 'delete' : 'keep'}`,
});

const changed = (random: Random, world: World): Asked => ({
  method: 'PATCH',
  path: `/vms/${nameOf(random, world)}?apply=next-start`,
  body: random.percent(50)
    ? { labels: { set: random.pick(SETS), seen: String(random.below(9)) } }
    : { memory: `${random.pick([128, 132, 136])}MiB` },
});

/** A command and how often of a hundred it comes. */
const menu: readonly (readonly [number, (random: Random, world: World) => Asked])[] = [
  [30, newVm],
  [16, onVm('start')],
  [8, onVm('stop')],
  [8, onVm('restart', { timeoutSeconds: 1, force: true })],
  [5, onVm('pause')],
  [5, onVm('resume')],
  [2, onVm('reset')],
  [4, onVm('shutdown', { timeoutSeconds: 1, force: true })],
  [10, deleted],
  [7, changed],
  [5, bulk],
];

const chosen = (random: Random): (typeof menu)[number][1] => {
  let left = random.below(menu.reduce((sum, [share]) => sum + share, 0));
  for (const [share, make] of menu) {
    left -= share;
    if (left < 0) return make;
  }
  return newVm;
};

export const nextCommand = (random: Random, world: World): Command => ({
  ...chosen(random)(random, world),
  afterMs: random.below(LONGEST_THOUGHT_MS),
  isRepeated: random.percent(50),
});
