/** A network namespace for hosts with bridges and TAPs, joined to the test by one pair of addresses, gone with everything in it. */
import { execFile } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface Namespace {
  readonly name: string;
  /** Put before a command to run it inside. */
  readonly through: readonly string[];
  /** Our end of the pair: what we serve inside must listen here. */
  readonly outside: string;
  /** Runs a command inside and gives what it said; rejects when it fails. */
  inside(program: string, ...args: readonly string[]): Promise<string>;
  remove(): Promise<void>;
}

export const makeNamespace = async (): Promise<Namespace> => {
  const number = randomInt(1, 16_000);
  const name = `chr-e2e-${number}`;
  const [ours, theirs] = [
    `10.210.${number >> 6}.${(number & 63) * 4 + 1}`,
    `10.210.${number >> 6}.${(number & 63) * 4 + 2}`,
  ];
  const through = ['ip', 'netns', 'exec', name];
  const inside: Namespace['inside'] = async (program, ...args) =>
    (await run('ip', ['netns', 'exec', name, program, ...args])).stdout;
  await run('ip', ['netns', 'add', name]);
  await run('ip', ['link', 'add', `ve${number}`, 'type', 'veth', 'peer', 'name', 'up0', 'netns', name]);
  await run('ip', ['address', 'add', `${ours}/30`, 'dev', `ve${number}`]);
  await run('ip', ['link', 'set', `ve${number}`, 'up']);
  await inside('ip', 'link', 'set', 'lo', 'up');
  await inside('ip', 'address', 'add', `${theirs}/30`, 'dev', 'up0');
  await inside('ip', 'link', 'set', 'up0', 'up');
  await inside('ip', 'route', 'add', 'default', 'via', ours);
  return {
    name,
    through,
    outside: ours,
    inside,
    remove: async () => void (await run('ip', ['netns', 'delete', name])),
  };
};
