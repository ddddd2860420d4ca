/** What a run stands on beside its house: offsets of clocks, a namespace whose cable can be pulled, a receiver of webhooks. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeNamespace, type Namespace } from '../e2e/support/namespace.ts';
import { type Receiver, startReceiver } from './receiver.ts';

export interface Ground {
  /** Where the offsets of clocks are kept. */
  readonly clocks: string;
  readonly namespace: Namespace | null;
  readonly receiver: Receiver;
  /** What the wall clock of control shows. */
  controlNow(): Promise<number>;
  remove(): Promise<void>;
}

/** Only root may cut a network. */
export const makeGround = async (seed: number): Promise<Ground> => {
  const clocks = await mkdtemp(join(tmpdir(), 'chrono-clocks-'));
  const namespace = process.getuid?.() === 0 ? await makeNamespace() : null;
  const receiver = await startReceiver(seed);
  return {
    clocks,
    namespace,
    receiver,
    controlNow: async () =>
      Date.now() + (Number(await readFile(join(clocks, 'control'), 'utf8').catch(() => '0')) || 0),
    remove: async () => {
      await receiver.close();
      await namespace?.remove();
      await rm(clocks, { recursive: true });
    },
  };
};
