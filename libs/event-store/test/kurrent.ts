/** KurrentDB as an engine of the contract suite: over the double, and over a real server when one is named. */
import { openKurrentStore } from '../src/open.ts';
import { KurrentDouble } from './kurrent-double.ts';
import type { Engine } from './stores.ts';

/** A server takes commits of one megabyte unless it was told otherwise. */
const LARGE_COMMIT = 800_000;

const double: Engine = {
  name: 'kurrentdb (double)',
  largeCommit: LARGE_COMMIT,
  place: async () => {
    const server = new KurrentDouble();
    await server.start();
    return { open: () => openKurrentStore({ url: server.url }), remove: async () => server.stop() };
  },
};

const real = (url: string): Engine => ({
  name: 'kurrentdb (server)',
  largeCommit: LARGE_COMMIT,
  place: async () => ({ open: () => openKurrentStore({ url }), remove: async () => undefined }),
});

// oxlint-disable-next-line node/no-process-env
const url = process.env['CHRONO_TEST_KURRENTDB_URL'];

export const kurrentEngines: readonly Engine[] = url ? [double, real(url)] : [double];
