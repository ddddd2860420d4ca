/** A vm's memory on a real guest: from the request to the words said to QEMU, and why it is as it is. */
import { connectQmp } from '@chronovisor/qmp';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type House, startHouse } from './support/house.ts';
import { importTiny, tinyVm } from './support/tiny.ts';

interface Entry {
  readonly kind: string;
  readonly name: string;
  readonly detail: string;
  readonly position: number | null;
}
interface Thread {
  readonly operation: string | null;
  readonly entries: readonly Entry[];
}

let house: House;

beforeEach(async () => {
  house = await startHouse();
  await importTiny(house.api);
  await house.api.succeed('POST', '/vms', tinyVm('web-1'));
});
afterEach(() => house.close());

const threads = async (query = ''): Promise<readonly Thread[]> =>
  (await house.api.get(`/vms/web-1/timeline${query}`)).body['threads'] as readonly Thread[];
const namesIn = ({ entries }: Thread): readonly string[] => entries.map(({ kind, name }) => `${kind} ${name}`);

it('leads from the request over events and host commands to the QMP commands and events, and back', async () => {
  const { id } = await house.api.succeed('POST', '/vms/web-1/pause');
  const [thread] = await threads(`?operation=${id}`);
  expect(namesIn(thread as Thread)).toEqual([
    'request pauseVm',
    'command compute.PauseVm',
    'event vm.pause-requested',
    'host-command compute.PauseVm',
    'qmp-command stop',
    'qmp-event STOP',
    'qmp-command query-status',
    'command compute.RecordVmPaused',
    'event vm.paused',
  ]);
  const [created] = await threads();
  const names = namesIn(created as Thread);
  expect(names.slice(0, 3)).toEqual(['request createVm', 'command compute.CreateVm', 'event vm.created']);
  expect(names).toEqual(
    expect.arrayContaining(['host-command compute.StartVm', 'qmp-command query-status', 'event vm.started']),
  );
  const position = String(thread?.entries.at(-1)?.position);
  expect(await threads(`?event=${position}`)).toEqual([thread]);
  expect((await house.api.get('/vms/web-1/timeline?event=999999')).body).toMatchObject({ code: 'event.not-found' });
});

it('leads through a change while it runs and through a clone, each thing told once', async () => {
  await house.api.succeed('POST', '/vms', tinyVm('web-3', { memory: '256MiB', cpu: { maxVcpus: 2 } }));
  const change = await house.api.succeed('PATCH', '/vms/web-3', { vcpus: 2 });
  const of = async (name: string, operation: string) => {
    const { body } = await house.api.get(`/vms/${name}/timeline?operation=${operation}`);
    return namesIn((body['threads'] as readonly Thread[])[0] as Thread);
  };
  const changed = await of('web-3', change.id);
  expect(changed.filter((name) => name === 'qmp-command device_add')).toHaveLength(1);
  expect([changed.at(0), changed.at(-1)]).toEqual(['request updateVm', 'event vm.updated']);
  expect((await house.api.get('/vms/web-3/why')).body['because']).not.toContainEqual(
    expect.objectContaining({ type: 'vm.hardware-change-requested' }),
  );
  const { id } = await house.api.succeed('POST', '/vms/web-3/clone', { name: 'web-4', mode: 'full' });
  expect((await of('web-3', id)).slice(0, 3)).toEqual(['request vm.clone', 'command saga.start', 'event saga.started']);
  expect((await of('web-4', id)).slice(0, 3)).toEqual([
    'request cloneVm',
    'command compute.CreateVm',
    'event vm.created',
  ]);
});

it('says why a vm is as it is: asked, by hand at QEMU, and killed', async () => {
  const why = async () => (await house.api.get('/vms/web-1/why')).body;
  expect(await why()).toMatchObject({
    status: 'running',
    summary: expect.stringContaining('QEMU runs it, as process'),
  });
  const vm = await house.api.vm('web-1');
  const { pid } = vm['process'] as { pid: number };
  const qmp = await connectQmp({ path: join(house.dataDir, 'hosts', 'h1', 'vms', String(vm['id']), 'qmp2.sock') });
  await qmp.execute('stop');
  await qmp.close();
  await house.api.vmIs('web-1', 'paused');
  expect(await why()).toMatchObject({ summary: expect.stringContaining('somebody stopped the vCPUs at QEMU itself') });
  process.kill(pid, 'SIGKILL');
  await house.api.vmIs('web-1', 'off');
  expect(await why()).toMatchObject({ summary: expect.stringMatching(/QEMU ended without a word.*SIGKILL/) });
});
