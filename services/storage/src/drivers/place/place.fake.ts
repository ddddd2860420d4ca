/** A file system with as much room as a test gives it, on real files below it. */
import type { Place } from './place.port.ts';
import { Fault } from '@chronovisor/kernel';
import { livePlace } from './place.live.ts';

export interface FakePlace extends Place {
  /** Bytes left for copies. */
  free: number;
}

export const fakePlace = (free = 2 ** 40): FakePlace => {
  const files = livePlace();
  const place: FakePlace = {
    ...files,
    free,
    room: async () => ({ total: 2 ** 41, free: place.free }),
    copy: async (from, to) => {
      const size = await files.size(from);
      if (size > place.free)
        throw new Fault('storage.disk-full', `the disk is full at ${to}`, { retry: 'later', facts: { path: to } });
      place.free -= size;
      await files.copy(from, to);
    },
  };
  return place;
};
