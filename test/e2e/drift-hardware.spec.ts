/** Somebody changes the hardware of a real guest past us, over QMP and on the disk: it is seen with both sides, adopted, repaired, or said why not. */
import { type QmpClient, connectQmp } from '@chronovisor/qmp';
import { eventually } from '@chronovisor/testing';
import { truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runInGuest } from './support/guest-shell.ts';
import { type House, startHouse } from './support/house.ts';
import { QUIET, importTiny, tinyVm } from './support/tiny.ts';

const MIB = 2 ** 20;
let house: House;

beforeAll(async () => {
  house = await startHouse({ env: { CHRONO_DRIFT_INTERVAL: '1' } });
  const cmdline = await importTiny(house.api);
  await house.api.succeed('POST', '/vms', {
    ...tinyVm('web-1', { memory: '256MiB', maxMemory: '1GiB', boot: { cmdline: `${cmdline} ${QUIET}` } }),
    cpu: { sockets: 1, cores: 4, threads: 1 },
    disks: [{ size: '64MiB' }],
    nics: [{ network: 'user' }],
  });
  await house.api.serialHas('web-1', 'tiny is ready');
});
afterAll(() => house.close());

const byHand = async <T>(work: (qmp: QmpClient) => Promise<T>): Promise<T> => {
  const { id } = await house.api.vm('web-1');
  const qmp = await connectQmp({ path: join(house.dataDir, 'hosts', 'h1', 'vms', String(id), 'qmp2.sock') });
  try {
    return await work(qmp);
  } finally {
    await qmp.close();
  }
};
const drifts = async (): Promise<unknown> => (await house.api.vm('web-1'))['drifts'];
const shows = (...expected: readonly object[]) => expect.poll(drifts, { timeout: 15_000 }).toMatchObject(expected);
const settle = (verb: 'adopt' | 'repair', body: object = {}) => house.api.post(`/vms/web-1/drift/${verb}`, body);
const volume = async () => ((await house.api.vm('web-1'))['disks'] as { volume: string; path: string }[])[0]!;
const detected = async (): Promise<number> =>
  (await house.api.list('/events?types=vm.drift-detected&subject=vms/web-1')).length;

const pciDevices = async (): Promise<number> =>
  Number(await runInGuest(house.api, 'web-1', 'ls /sys/bus/pci/devices | wc -l'));

const plugVcpu = (qmp: QmpClient, id: string) =>
  qmp.execute('query-hotpluggable-cpus').then(async (places) => {
    const free = places.filter((place) => place['qom-path'] === undefined).at(-1)!;
    await qmp.execute('device_add', { driver: free.type, id, ...free.props });
  });

it('shows nothing of the kind while all is as asked', async () => {
  await new Promise((resolve) => setTimeout(resolve, 2_500));
  expect(await drifts()).toEqual([]);
});

it('a vCPU plugged by hand is seen once, cannot be repaired under emulation, and is adopted', async () => {
  await byHand((qmp) => plugVcpu(qmp, 'by-hand'));
  await shows({ field: 'vcpus', expected: '1', observed: '2', detail: expect.stringContaining('web-1') });
  expect((await settle('repair')).body).toMatchObject({ code: 'vm.drift-not-repairable' });
  expect((await house.api.get('/vms/web-1/why')).body['next']).toContain(
    'or take it as it is: chrono vm drift adopt web-1',
  );
  const once = await detected();
  await new Promise((resolve) => setTimeout(resolve, 2_500));
  expect(await detected()).toBe(once);
  await house.api.succeed('POST', '/vms/web-1/drift/adopt');
  expect(await house.api.vm('web-1')).toMatchObject({ vcpus: 2, drifts: [] });
});

it('memory given by hand is brought back, or kept', async () => {
  const request = (size: number) =>
    byHand((qmp) =>
      qmp.execute('qom-set', { path: '/machine/peripheral/memory0', property: 'requested-size', value: size * MIB }),
    );
  await request(128);
  await shows({ field: 'memory', expected: String(256 * MIB), observed: String(384 * MIB) });
  const repair = await house.api.succeed('POST', '/vms/web-1/drift/repair');
  expect([repair['type'], repair['reversible']]).toEqual(['vm.repair-drift', false]);
  expect((await house.api.post(`/operations/${repair.id}/undo`)).body).toMatchObject({
    code: 'operation.not-reversible',
    detail: expect.stringContaining('past Chronovisor'),
  });
  expect(await house.api.vm('web-1')).toMatchObject({ memory: 256 * MIB, drifts: [] });
  await request(64);
  await shows({ field: 'memory', observed: String(320 * MIB) });
  await house.api.succeed('POST', '/vms/web-1/drift/adopt', { field: 'memory' });
  expect(await house.api.vm('web-1')).toMatchObject({ memory: 320 * MIB, drifts: [] });
});

/** A guest that is about to take one device in may miss the next. */
const plugIn = async (qmp: QmpClient, bus: string, device: object): Promise<void> => {
  const seen = await pciDevices();
  await qmp.execute('device_add', { ...device, bus } as never);
  await eventually(async () => (await pciDevices()) > seen, { withinMs: 20_000 });
};

it('a nic, a disk and a balloon plugged in by hand are told apart, adopted by nobody, and taken out one by one', async () => {
  await writeFile(join(house.dataDir, 'evil.raw'), Buffer.alloc(MIB));
  await byHand(async (qmp) => {
    const [one, two, three] = (await qmp.execute('qom-list', { path: '/machine/peripheral' }))
      .filter(({ type }) => type === 'child<pcie-root-port>')
      .map(({ name }) => name)
      .toSorted((a, b) => Number(b.slice(4)) - Number(a.slice(4)));
    await qmp.execute('netdev_add', { type: 'user', id: 'evil-net' } as never);
    await plugIn(qmp, one!, { driver: 'virtio-net-pci', id: 'evil-nic', netdev: 'evil-net' });
    const filename = join(house.dataDir, 'evil.raw');
    await qmp.execute('blockdev-add', { driver: 'file', 'node-name': 'evil-node', filename } as never);
    await plugIn(qmp, two!, { driver: 'virtio-blk-pci', id: 'evil-disk', drive: 'evil-node' });
    await plugIn(qmp, three!, { driver: 'virtio-balloon-pci', id: 'balloon' });
  });
  const nothing = { expected: 'nothing' };
  await expect
    .poll(async () => ((await drifts()) as { field: string }[]).map(({ field }) => field).toSorted(), {
      timeout: 15_000,
    })
    .toEqual(['devices/balloon', 'disks/evil-disk', 'nics/evil-nic']);
  expect(await drifts()).toEqual(
    expect.arrayContaining([expect.objectContaining({ field: 'nics/evil-nic', ...nothing })]),
  );
  expect((await settle('repair')).body).toMatchObject({ code: 'vm.several-drifts', errors: [{ pointer: '/field' }] });
  expect((await settle('adopt', { field: 'nics/evil-nic' })).body).toMatchObject({ code: 'vm.drift-not-adoptable' });
  expect((await settle('repair', { field: 'colour' })).status).toBe(400);
  for (const field of ['nics/evil-nic', 'disks/evil-disk', 'devices/balloon'])
    await house.api.succeed('POST', '/vms/web-1/drift/repair', { field });
  expect(await drifts()).toEqual([]);
});

it('a nic taken out by hand takes a restart, which brings it back', async () => {
  await byHand(async (qmp) => {
    const nic = (await qmp.execute('qom-list', { path: '/machine/peripheral' })).find(({ name }) =>
      name.startsWith('nic-'),
    );
    await qmp.execute('device_del', { id: nic!.name });
  });
  await shows({ expected: 'virtio-net-pci', observed: 'nothing' });
  expect((await settle('repair')).body).toMatchObject({
    code: 'vm.drift-not-repairable',
    hint: expect.stringContaining('chrono vm restart'),
  });
  await house.api.succeed('POST', '/vms/web-1/stop');
  await house.api.succeed('POST', '/vms/web-1/start');
  await new Promise((resolve) => setTimeout(resolve, 2_500));
  expect(await drifts()).toEqual([]);
});

it('a volume cut off while the vm is off is seen, and when it is whole again that is seen too', async () => {
  await house.api.succeed('POST', '/vms/web-1/stop');
  const { path, volume: id } = await volume();
  const { copyFile, rename } = await import('node:fs/promises');
  await copyFile(path, `${path}.kept`);
  await truncate(path, 1_000);
  await shows({ field: `disks/${id}`, expected: path, observed: 'cut off after 1000 bytes' });
  expect((await settle('repair')).body).toMatchObject({ code: 'vm.drift-not-repairable' });
  await rename(`${path}.kept`, path);
  await shows();
  expect((await house.api.list('/events?types=vm.drift-cleared')).length).toBeGreaterThan(0);
});
