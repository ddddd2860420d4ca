/** What the clients of a chaos run ask for: an endless list of commands that the seed determines. */
import { aroundMenu } from './commands/around.ts';
import type { Asked, Make, Menu, World } from './commands/asked.ts';
import { lookMenu } from './commands/looks.ts';
import { manyMenu } from './commands/many.ts';
import { vmMenu } from './commands/vms.ts';
import type { Random } from './random.ts';

export interface Command extends Asked {
  /** Thought before it. */
  readonly afterMs: number;
  /** Asked again with the same key where no answer came. */
  readonly isRepeated: boolean;
}

const LONGEST_THOUGHT_MS = 400;

const menu: Menu = [...vmMenu, ...manyMenu, ...aroundMenu, ...lookMenu];
const ALL = menu.reduce((sum, [share]) => sum + share, 0);

const chosen = (random: Random): Make => {
  let left = random.below(ALL);
  for (const [share, make] of menu) {
    left -= share;
    if (left < 0) return make;
  }
  throw new Error('the shares of the menu are less than their sum');
};

const DRY = 4;

/** Now and then it is only asked what would happen. */
const perhapsDry = (random: Random, asked: Asked): Asked =>
  random.percent(DRY) && mayBeDry(asked)
    ? { ...asked, path: `${asked.path}${asked.path.includes('?') ? '&' : '?'}dryRun=true` }
    : asked;

const mayBeDry = ({ method, path }: Asked): boolean => method !== 'GET' && !path.startsWith('/admin');

export const nextCommand = (random: Random, world: World): Command => ({
  ...perhapsDry(random, chosen(random)(random, world)),
  afterMs: random.below(LONGEST_THOUGHT_MS),
  isRepeated: random.percent(50),
});
