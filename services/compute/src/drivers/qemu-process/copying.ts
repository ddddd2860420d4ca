/** Copies disks of a running QEMU, all as they are at one instant, while the guest goes on; nothing of it stays in QEMU. */
import type { DiskCopy } from '@chronovisor/contracts';
import { Fault } from '@chronovisor/kernel';
import type { QmpClient, QmpReturns } from '@chronovisor/qmp';
import { setTimeout as sleep } from 'node:timers/promises';
import { short } from './command-line/launch-facts.ts';

type Job = QmpReturns<'query-jobs'>[number];

const lookEveryMs = 100;

const jobsOf = async (client: QmpClient, prefix: string): Promise<readonly Job[]> =>
  (await client.execute('query-jobs')).filter(({ id }) => id.startsWith(prefix));

/** Targets that an earlier try left behind go first. */
const clear = async (client: QmpClient, prefix: string): Promise<void> => {
  const nodes = await client.execute('query-named-block-nodes');
  const names = nodes.flatMap((node) => node['node-name'] ?? []).filter((name) => name.startsWith(prefix));
  // WHY SAFE: only nodes under the prefix of this very copy; no device of the guest stands on them, and QEMU refuses one in use.
  for (const name of names) await client.execute('blockdev-del', { 'node-name': name });
};

const begin = async (client: QmpClient, prefix: string, disks: readonly DiskCopy[]): Promise<void> => {
  await clear(client, prefix);
  for (const [index, { path, format }] of disks.entries()) {
    const file = { driver: 'file' as const, filename: path };
    await client.execute('blockdev-add', { driver: format, 'node-name': `${prefix}${index}`, file });
  }
  const actions = disks.map(({ volumeId }, index) => ({
    type: 'blockdev-backup' as const,
    data: {
      'job-id': `${prefix}${index}`,
      device: `volume-${short(volumeId)}`,
      target: `${prefix}${index}`,
      sync: 'full' as const,
      'auto-dismiss': false,
    },
  }));
  await client.execute('transaction', { actions, properties: { 'completion-mode': 'grouped' } });
};

/** The words of the first that failed; null when all went well. */
const concluded = async (client: QmpClient, prefix: string): Promise<string | null> => {
  for (;;) {
    const jobs = await jobsOf(client, prefix);
    if (jobs.every(({ status }) => status === 'concluded')) {
      for (const { id } of jobs) await client.execute('job-dismiss', { id });
      return jobs.find(({ error }) => error !== undefined)?.error ?? null;
    }
    await sleep(lookEveryMs);
  }
};

/** Copies under way are waited for: an earlier host process may have begun them. */
export const copyDisks = async (client: QmpClient, cloneId: string, disks: readonly DiskCopy[]): Promise<void> => {
  const prefix = `copy-${short(cloneId).slice(-12)}-`;
  try {
    if ((await jobsOf(client, prefix)).length === 0) await begin(client, prefix, disks);
    const words = await concluded(client, prefix);
    if (words !== null) {
      throw new Fault('vm.copy-failed', `QEMU could not copy a disk: ${words}`, {
        retry: 'never',
        facts: { hint: 'Look at the room that is left in the pool, then clone it again.' },
      });
    }
  } finally {
    await clear(client, prefix);
  }
};
