/** Why an effect did not do it, in words for people; and what the drivers' faults are called then. */
import type { Problem } from '@chronovisor/contracts';
import { isFault, messageOf } from '@chronovisor/kernel';

export interface Failure {
  readonly kind: 'failure';
  readonly problem: Problem;
}

export const fail = (code: string, message: string, more: Pick<Problem, 'hint' | 'facts'> = {}): Failure => ({
  kind: 'failure',
  problem: { code, message, ...more },
});

export const isFailure = (value: object | null): value is Failure =>
  value !== null && 'kind' in value && value.kind === 'failure';

const NAMES: Readonly<Record<string, readonly [code: string, hint: string]>> = {
  'storage.disk-full': ['storage.disk-full', 'Free space on the file system.'],
  'file.no-access': ['storage.no-access', 'Give the user of the host process access, or use another path.'],
  'qemu-img.missing': ['storage.qemu-img-missing', 'Install qemu-utils on the host.'],
  'qemu-img.in-use': ['volume.in-use', 'Shut down the vm that uses it.'],
};

export const problemOf = (trouble: unknown): Problem => {
  const [code, hint] = (isFault(trouble) ? NAMES[trouble.code] : undefined) ?? [
    'storage.host-failed',
    'The log of the host process tells more.',
  ];
  return { code, message: messageOf(trouble), hint };
};

export const hasCode = (trouble: unknown, ...codes: readonly string[]): boolean =>
  isFault(trouble) && codes.includes(trouble.code);

export interface Shortage {
  readonly what: string;
  readonly folder: string;
  readonly free: number;
  readonly wanted: number;
}

export const diskFull = ({ what, folder, free, wanted }: Shortage): Failure =>
  fail('storage.disk-full', `${folder} has ${free} bytes free, and ${what} wants ${wanted}`, {
    hint: 'Free space on its file system, or use another pool.',
    facts: { free, wanted, path: folder },
  });
