/** What a request of a chaos run is made of, and the few names it may be about. */
import type { Random } from '../random.ts';

export interface Asked {
  readonly method: string;
  /** `{operation}` is the latest one that this client was promised, `{operation:3}` the third before it. */
  readonly path: string;
  /** In its words `{in:5}` is the time five seconds on, by the clock of control. */
  readonly body?: unknown;
}

export interface World {
  /** Names that vms bear: few, so that clients get in each other's way. */
  readonly vms: number;
  readonly hosts: readonly string[];
  readonly networks: readonly string[];
  /** Where webhooks lead. */
  readonly receiver: string;
  /** What a new vm has besides name, host, disks and nics. */
  readonly vm: Readonly<Record<string, unknown>>;
}

export type Make = (random: Random, world: World) => Asked;
/** Commands, and how often each comes beside the others. */
export type Menu = readonly (readonly [number, Make])[];

export const sets = ['a', 'b'] as const;

/** How many there are of each other kind. */
const FEW = 3;
const few = (letter: string) => (random: Random) => `${letter}-${random.below(FEW)}`;
export const groupName = few('g');
export const projectName = few('p');
export const scheduleName = few('s');
export const volumeName = few('v');
export const networkName = few('n');
export const webhookName = few('w');
export const vmName = (random: Random, { vms }: World): string => `c-${random.below(vms)}`;
export const someVms = (random: Random, world: World): readonly string[] => [
  ...new Set(Array.from({ length: 1 + random.below(FEW) }, () => vmName(random, world))),
];
export const projectOf = (random: Random): string => (random.percent(60) ? 'default' : projectName(random));

export const post = (path: string, body: unknown = {}): Asked => ({ method: 'POST', path, body });
export const patch = (path: string, body: unknown): Asked => ({ method: 'PATCH', path, body });
export const remove = (path: string): Asked => ({ method: 'DELETE', path });
