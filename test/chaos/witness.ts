/** Looks at the processes of the machine all through a run: at no moment may one vm have two QEMUs. */
import { readFile, readdir } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Witness {
  readonly findings: readonly string[];
  /** How often it looked. */
  readonly looks: number;
  close(): Promise<void>;
}

const LOOK_EVERY_MS = 250;

interface Seen {
  readonly vm: string;
  readonly pid: string;
}

const look = async (dataDir: string): Promise<readonly Seen[]> => {
  const found: Seen[] = [];
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const words = (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).split('\0');
    if (!/qemu-system/.test(words[0] ?? '') || !words.some((word) => word.includes(dataDir))) continue;
    const vm = words[words.indexOf('-uuid') + 1];
    if (vm !== undefined) found.push({ vm, pid });
  }
  return found;
};

export const startWitness = (dataDir: string): Witness => {
  const findings = new Set<string>();
  let looks = 0;
  const end = new AbortController();
  const watch = async (): Promise<void> => {
    let before = new Set<string>();
    while (!end.signal.aborted) {
      const seen = await look(dataDir);
      const twice = [...Map.groupBy(seen, ({ vm }) => vm)]
        .filter(([, all]) => all.length > 1)
        .map(([vm, all]) => `vm ${vm} ran twice at the same time: ${all.map(({ pid }) => pid).join(' and ')}`);
      const now = new Set(twice);
      // A look takes a moment: what one look shows may never have been so.
      for (const one of now) if (before.has(one)) findings.add(one);
      before = now;
      looks += 1;
      await sleep(LOOK_EVERY_MS);
    }
  };
  const watching = watch();
  return {
    get findings() {
      return [...findings];
    },
    get looks() {
      return looks;
    },
    close: async () => {
      end.abort();
      await watching;
    },
  };
};
