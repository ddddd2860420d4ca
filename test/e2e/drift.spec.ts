/** Somebody acts on a real guest past us, over QMP: it is seen with both sides, and repaired or adopted. */
import { connectQmp } from '@chronovisor/qmp';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { listen } from './support/events.ts';
import { type House, startHouse } from './support/house.ts';
import { QUIET, importTiny, tinyVm } from './support/tiny.ts';

let house: House;

beforeAll(async () => {
  house = await startHouse();
  const cmdline = await importTiny(house.api);
  await house.api.succeed('POST', '/vms', tinyVm('web-1', { boot: { cmdline: `${cmdline} ${QUIET}` } }));
  await house.api.serialHas('web-1', 'tiny is ready');
});
afterAll(() => house.close());

const byHand = async (command: 'stop' | 'cont'): Promise<void> => {
  const { id } = await house.api.vm('web-1');
  const qmp = await connectQmp({ path: join(house.dataDir, 'hosts', 'h1', 'vms', String(id), 'qmp2.sock') });
  await qmp.execute(command);
  await qmp.close();
};

it('stopped by hand, it is shown with both sides, and a repair lets the guest go on', async () => {
  const events = await listen(house.api, '?types=vm.*');
  await byHand('stop');
  const detected = await events.next('vm.drift-detected');
  events.close();
  expect(detected.data).toMatchObject({ expected: 'running', observed: 'paused' });
  expect(await house.api.vmIs('web-1', 'paused')).toMatchObject({
    intent: 'running',
    drifts: [
      { field: 'power', expected: 'running', observed: 'paused', detail: expect.stringContaining('past Chronovisor') },
    ],
  });
  expect((await house.api.get('/vms/web-1/why')).body['next']).toEqual([
    expect.stringContaining('drift repair'),
    expect.stringContaining('drift adopt'),
  ]);
  await house.api.succeed('POST', '/vms/web-1/drift/repair');
  expect(await house.api.vm('web-1')).toMatchObject({ status: 'running', drifts: [] });
  expect((await house.api.post('/vms/web-1/drift/repair')).body).toMatchObject({ code: 'vm.no-drift' });
});

it('stopped by hand and adopted, it is paused as if asked; let go by hand, that is drift again', async () => {
  await byHand('stop');
  await house.api.vmIs('web-1', 'paused');
  await expect.poll(async () => (await house.api.vm('web-1'))['drifts']).toHaveLength(1);
  await house.api.succeed('POST', '/vms/web-1/drift/adopt');
  expect(await house.api.vm('web-1')).toMatchObject({ status: 'paused', intent: 'paused', drifts: [] });
  await byHand('cont');
  await expect
    .poll(async () => house.api.vm('web-1'), { timeout: 10_000 })
    .toMatchObject({ status: 'running', drifts: [{ expected: 'paused', observed: 'running' }] });
  await house.api.succeed('POST', '/vms/web-1/drift/repair');
  expect(await house.api.vm('web-1')).toMatchObject({ status: 'paused', drifts: [] });
  await house.api.succeed('POST', '/vms/web-1/resume');
});

it('stopped by hand while the host process is away, it is seen when that comes back', async () => {
  await house.hosts.get('h1')?.kill('SIGKILL');
  await byHand('stop');
  await house.startHost('h1');
  await expect
    .poll(async () => house.api.vm('web-1'), { timeout: 20_000 })
    .toMatchObject({ status: 'paused', drifts: [{ expected: 'running', observed: 'paused' }] });
  await house.api.succeed('POST', '/vms/web-1/drift/repair');
  expect(await house.api.vm('web-1')).toMatchObject({ status: 'running', drifts: [] });
});
