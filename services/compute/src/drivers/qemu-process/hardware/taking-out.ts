/** Takes a device that is not of the vm out of a running QEMU, as far as its guest lets it go, and what was behind it. */
import { isFault } from '@chronovisor/kernel';
import type { QmpClient } from '@chronovisor/qmp';
import { devicesOf } from './hardware-sight.ts';

const pathOf = (id: string): string => (id.startsWith('device[') ? `/machine/peripheral-anon/${id}` : id);

const nodesBehind = async (client: QmpClient, id: string): Promise<readonly string[]> =>
  (await client.execute('query-block')).flatMap(({ qdev, inserted }) =>
    qdev === id || qdev?.startsWith(`/machine/peripheral/${id}/`) === true ? [inserted?.['node-name'] ?? ''] : [],
  );

const unlessRefused = (error: unknown): void => {
  if (!isFault(error) || error.code !== 'qmp.refused') throw error;
};

const askToGo = async (client: QmpClient, id: string): Promise<void> => {
  try {
    // WHY SAFE: the device is none that this QEMU was started with, and somebody asked for it to go.
    await client.execute('device_del', { id: pathOf(id) });
  } catch (error) {
    if (!isFault(error) || !/in the process of unplug|not found/u.test(error.message)) throw error;
  }
};

/** Until it is gone altogether: its name goes first, and until then the guest is deaf to the next. */
const isDeleted = async (client: QmpClient, id: string, timeoutMs: number): Promise<boolean> => {
  try {
    await client.waitFor('DEVICE_DELETED', { match: ({ device, path }) => (device ?? path) === pathOf(id), timeoutMs });
    return true;
  } catch (error) {
    if (isFault(error) && error.code === 'qmp.timed-out') return false;
    throw error;
  }
};

/** False when the guest does not let it go within that time. One that is gone already is fine. */
export const takeOut = async (client: QmpClient, id: string, withinMs: number): Promise<boolean> => {
  if (!(await devicesOf(client)).has(id)) return true;
  const nodes = await nodesBehind(client, id);
  const deleted = isDeleted(client, id, withinMs);
  const [isGone] = await Promise.all([deleted, askToGo(client, id)]);
  if (!isGone) return false;
  // WHY SAFE: what was behind a device that was not of the vm; QEMU keeps what anything else still uses.
  for (const node of nodes.filter((name) => name !== ''))
    await client.execute('blockdev-del', { 'node-name': node }).catch(unlessRefused);
  return true;
};
