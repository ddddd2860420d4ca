/** Says when the supervisor takes its host for joined. */
import type { http } from '@chronovisor/contracts';
import { expect, it } from 'vitest';
import type { Api } from './api.ts';
import type { House } from './house.ts';
import { untilHostJoined } from './readiness.ts';

const house = { processes: [] } as unknown as House;

const answering = (answers: readonly Partial<http.HostDocument>[]) => {
  const left = [...answers];
  const api = { ask: async () => (left.length > 1 ? left.shift() : left[0]) } as unknown as Api;
  return { api, left };
};

it('a host known from an earlier start has joined when it is heard', async () => {
  const live = { at: '2026-01-01T00:00:00.000Z', memoryFree: 1, loadAverage: 0, vms: 0 };
  const { api, left } = answering([
    { status: 'lost', live: null },
    { status: 'connected', live: null },
    { status: 'connected', live },
  ]);
  expect(await untilHostJoined(house, api, 'local', new AbortController().signal)).toMatchObject({ live });
  expect(left).toHaveLength(1);
});
