/** A receiver that fails for three days is given up, though control is started again meanwhile; enabled, it goes on where it was. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type House, startHouse } from './support/house.ts';

const HOUR = 3_600_000;

let house: House;
let clocks: string;
let receiver: Server;
let isWell: boolean;
let taken: string[];

beforeEach(async () => {
  clocks = await mkdtemp(join(tmpdir(), 'chrono-clocks-'));
  isWell = false;
  taken = [];
  receiver = createServer((request, out) => {
    if (isWell) taken.push(String(request.headers['webhook-id']));
    request.resume().on('end', () => void out.writeHead(isWell ? 200 : 500).end());
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  house = await startHouse({
    env: {
      CHRONO_HOST_DRIVER: 'sim',
      CHRONO_WEBHOOK_ALLOW_PRIVATE: '127.0.0.0/8',
      NODE_OPTIONS: `--import=${new URL('../chaos/moving-clock.mjs', import.meta.url).href}`,
      CHAOS_CLOCKS: clocks,
    },
  });
});
afterEach(async () => {
  await house.close();
  receiver.closeAllConnections();
  await new Promise((resolve) => receiver.close(resolve));
  await rm(clocks, { recursive: true });
});

/** Everybody's clock. */
const itIsLaterBy = async (hours: number): Promise<void> => {
  for (const name of ['control', 'h1']) await writeFile(join(clocks, name), String(hours * HOUR));
};
const webhook = async () => (await house.api.get('/webhooks/pager')).body;
const failing = async (): Promise<{ readonly attempts: number; readonly since: string }> =>
  (await webhook())['failing'] as never;
const status = async () => (await webhook())['status'];

it('is parked after three days over two restarts, not before, and loses nothing', async () => {
  const { port } = receiver.address() as AddressInfo;
  await house.api.succeed('POST', '/webhooks', { name: 'pager', url: `http://127.0.0.1:${port}/`, types: ['group.*'] });
  await house.api.succeed('POST', '/groups', { name: 'one' });
  await expect.poll(status, { timeout: 20_000 }).toBe('failing');
  const { since, attempts } = await failing();
  await house.control.end();
  await itIsLaterBy(71);
  await house.startControl();
  await expect.poll(async () => (await failing()).attempts, { timeout: 30_000 }).toBeGreaterThan(attempts);
  expect(await webhook()).toMatchObject({ status: 'failing', failing: { since } });
  await house.control.end();
  await itIsLaterBy(73);
  await house.startControl();
  await expect.poll(status, { timeout: 30_000 }).toBe('parked');
  expect((await webhook())['problem']).toMatchObject({
    code: 'webhook.given-up',
    detail: expect.stringContaining(since),
    hint: expect.stringContaining('enable'),
  });
  isWell = true;
  await house.api.succeed('POST', '/groups', { name: 'two' });
  expect(taken).toEqual([]);
  await house.api.succeed('PATCH', '/webhooks/pager', { enabled: true });
  await expect.poll(() => taken.length, { timeout: 20_000 }).toBe(2);
  const events = (await house.api.list('/events?types=group.*&after=0')).map(({ id }) => id);
  expect(taken).toEqual(events);
});
