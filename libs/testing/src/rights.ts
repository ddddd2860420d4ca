/** Says which stories of the suite this user can play on this machine: the suffix of a file names the right its stories need. */
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';

const isRoot = process.getuid?.() === 0;

/** Put before a command line: it runs with mounts of its own, which nobody else sees and which go with it. */
export const withOwnMounts: readonly string[] = [
  'unshare',
  ...(isRoot ? [] : ['--user', '--map-root-user']),
  '--mount',
];

/** Asked by doing it: distributions forbid it to ordinary users in several ways. */
const mayMount = (): boolean => {
  const [program = '', ...args] = withOwnMounts;
  return spawnSync(program, [...args, 'mount', '-t', 'tmpfs', 'tmpfs', tmpdir()]).status === 0;
};

export interface LeftOut {
  readonly files: string;
  readonly words: string;
}

/** For root nothing is left out: what then cannot be done has to fail. */
export const leftOut = (): readonly LeftOut[] => {
  if (isRoot) return [];
  const root = { files: '**/*.root.*', words: 'stories with bridges, TAPs and firewalls (*.root.*) need root' };
  const mounts = { files: '**/*.mount.*', words: 'stories with full disks (*.mount.*) need root or user namespaces' };
  return mayMount() ? [root] : [root, mounts];
};
