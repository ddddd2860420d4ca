/** A kernel that panics says so over pvpanic, and the vm shows it until its guest has booted again. */
import { eventually } from '@chronovisor/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type House, startHouse } from './support/house.ts';
import { QUIET, importTiny, tinyVm } from './support/tiny.ts';

let house: House;

beforeAll(async () => {
  house = await startHouse();
});
afterAll(() => house.close());

/** Once the driver that carries the word is there. */
const PANIC = 'modprobe pvpanic_pci; echo c > /proc/sysrq-trigger';

it('a guest that panics is shown as such, by its event and on the vm, until it is restarted', async () => {
  const cmdline = (await importTiny(house.api)).replace(/panic=\S+/, 'panic=0');
  const run = `chrono.run=b64:${Buffer.from(PANIC).toString('base64')}`;
  await house.api.succeed('POST', '/vms', tinyVm('sick', { boot: { cmdline: `${cmdline} ${QUIET} ${run}` } }));
  await eventually(
    async () =>
      expect(await house.api.vm('sick')).toMatchObject({
        status: 'running',
        guestPanickedAt: expect.any(String),
      }),
    { withinMs: 60_000 },
  );
  expect(await house.api.list('/events?types=vm.guest-panicked')).toHaveLength(1);
  const why = await house.api.get('/vms/sick/why');
  expect(JSON.stringify(why.body)).toContain('panic');
  expect(await house.api.vm('sick')).toMatchObject({ status: 'running' });
  await house.api.succeed('POST', '/vms/sick/stop');
  await house.api.succeed('PATCH', '/vms/sick', { boot: { cmdline: `${cmdline} ${QUIET}` } });
  await house.api.succeed('POST', '/vms/sick/start');
  await house.api.serialHas('sick', 'tiny is ready');
  expect(await house.api.vm('sick')).not.toHaveProperty('guestPanickedAt');
});
