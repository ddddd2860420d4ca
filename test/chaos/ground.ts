/** What a run stands on beside its house: offsets of clocks, a namespace whose cable can be pulled, a receiver of webhooks. */
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeNamespace, type Namespace } from '../e2e/support/namespace.ts';
import { writeTraces } from './leftovers.ts';
import { type Receiver, startReceiver } from './receiver.ts';
import { watched } from './watched.ts';

export interface Ground {
  /** Everything that is not on a small disk is in it. */
  readonly folder: string;
  /** Where the offsets of clocks are kept. */
  readonly clocks: string;
  readonly namespace: Namespace | null;
  readonly receiver: Receiver;
  /** What the wall clock of control shows. */
  controlNow(): Promise<number>;
  remove(): Promise<void>;
}

/** Only root may cut a network. */
export const makeGround = async (seed: number, disk: string | null): Promise<Ground> => {
  const { folder, done } = await watched();
  await writeTraces(folder, { namespace: null, disk });
  const namespace = process.getuid?.() === 0 ? await makeNamespace() : null;
  await writeTraces(folder, { namespace: namespace?.name ?? null, disk });
  const clocks = join(folder, 'clocks');
  await mkdir(clocks);
  const receiver = await startReceiver(seed);
  return {
    folder,
    clocks,
    namespace,
    receiver,
    controlNow: async () =>
      Date.now() + (Number(await readFile(join(clocks, 'control'), 'utf8').catch(() => '0')) || 0),
    remove: async () => {
      await receiver.close();
      await namespace?.remove();
      await done();
    },
  };
};
