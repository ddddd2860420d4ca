/** Needs and schedules on the command line, against a whole control plane in one process. */
import { fakeNetwork } from '@chronovisor/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { House } from '../../../test/scenario/support/house.ts';
import { LittleHost } from '../../../test/scenario/support/little-host.ts';
import { shellAt } from './shell.ts';

let house: House;
let host: LittleHost;

beforeEach(async () => {
  const network = fakeNetwork();
  house = await House.build(() => network.connect());
  host = new LittleHost(network.connect());
  await house.start();
  await host.start();
  await house.hasHost('h1');
  for (const name of ['db', 'web']) await house.api.succeed('POST', '/vms', { name, memory: '128MiB' });
});
afterEach(async () => {
  await host.close();
  await house.close();
});

const { said } = shellAt(() => ({ CHRONO_URL: house.api.url, CHRONO_TOKEN: house.api.token }));

describe('vm depend', () => {
  it('says all a vm needs, and vm dependencies shows it', async () => {
    expect(await said('vm depend web db,until=port:5432,timeout=2m')).toMatchObject({ exit: 0, out: '' });
    const { out } = await said('vm dependencies web');
    expect(out).toMatch(/^VM +GROUP +UNTIL +TIMEOUT\ndb +- +port:5432 +120s\n$/);
    expect(await said('vm depend web')).toMatchObject({ exit: 0 });
    expect(JSON.parse((await said('vm dependencies web -o json')).out)).toEqual([]);
  });

  it('names the ring that it would close, and what is not there', async () => {
    await said('vm depend web db');
    const ring = await said('vm depend db web');
    expect(ring.exit).not.toBe(0);
    expect(ring.err).toContain('db would need itself: db → web → db');
    expect((await said('vm depend web nobody')).err).toContain('there is no vm nobody');
  });

  it('has what is needed started first', async () => {
    await said('vm depend web db');
    expect(await said('vm start web')).toMatchObject({ exit: 0 });
    expect((await said('vm list --filter status=running -q')).out).toBe('db\nweb\n');
    expect(await said('vm shutdown db --dependents')).toMatchObject({ exit: 0 });
    expect((await said('vm list --filter status=off -q')).out).toBe('db\nweb\n');
  });
});

describe('schedule', () => {
  it('is made, listed, put to rest and deleted', async () => {
    const made = 'schedule create night --action shutdown --ids db,web --daily 20:00 --time-zone Europe/Berlin';
    expect(await said(made)).toMatchObject({ exit: 0, out: '' });
    expect((await said('schedule list -q')).out).toBe('night\n');
    expect((await said('schedule show night -o json')).out).toContain('"timeZone": "Europe/Berlin"');
    expect(await said('schedule disable night')).toMatchObject({ exit: 0 });
    expect(JSON.parse((await said('schedule show night -o json')).out)).toMatchObject({ enabled: false, next: null });
    expect(await said('schedule runs night')).toEqual({ exit: 0, out: '', err: 'no runs\n' });
    expect(await said('schedule delete night --yes')).toMatchObject({ exit: 0 });
    expect((await said('schedule list -q')).out).toBe('');
  });

  it('tells a wrong line by the flag', async () => {
    const { exit, err } = await said('schedule create night --action start --ids db --cron hourly');
    expect(exit).toBe(2);
    expect(err).toContain('--cron');
  });
});

it('autostart is switched on and off', async () => {
  expect(await said('vm update db --autostart')).toMatchObject({ exit: 0 });
  expect(await house.api.vm('db')).toMatchObject({ autostart: true });
  expect(await said('vm update db --no-autostart')).toMatchObject({ exit: 0 });
  expect(await house.api.vm('db')).toMatchObject({ autostart: false });
});
