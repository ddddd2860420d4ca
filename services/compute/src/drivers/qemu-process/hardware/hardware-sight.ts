/** Asks a running QEMU what it has, in a handful of questions that cost it nothing. */
import type { HardwareSight, LaunchSpec } from '@chronovisor/contracts';
import { isFault } from '@chronovisor/kernel';
import type { QmpClient } from '@chronovisor/qmp';
import { readdir, readlink } from 'node:fs/promises';
import { argumentsOf } from '../identity.ts';
import { type BlockDevice, type Machinery, differencesOf, nicDevice, sizesOf } from './differences.ts';
import { launchedDevices } from './launched-devices.ts';

const children = async (client: QmpClient, path: string): Promise<readonly (readonly [string, string])[]> =>
  (await client.execute('qom-list', { path })).flatMap(({ name, type }) => {
    const driver = /^child<(?<driver>.+)>$/u.exec(type)?.groups?.['driver'];
    return driver === undefined ? [] : [[name, driver] as const];
  });

export const devicesOf = async (client: QmpClient): Promise<ReadonlyMap<string, string>> =>
  new Map([
    ...(await children(client, '/machine/peripheral')),
    ...(await children(client, '/machine/peripheral-anon')),
  ]);

/** `disk-1` and `/machine/peripheral/disk-1/virtio-backend` are the same. */
const deviceIn = (qdev: string): string => /^\/machine\/peripheral\/(?<id>[^/]+)/u.exec(qdev)?.groups?.['id'] ?? qdev;

const blocksOf = async (client: QmpClient): Promise<readonly BlockDevice[]> =>
  (await client.execute('query-block')).flatMap(({ qdev, inserted }) =>
    qdev === undefined || inserted === undefined
      ? []
      : [{ device: deviceIn(qdev), file: inserted.file, size: inserted.image['virtual-size'] }],
  );

const macOf = async (client: QmpClient, device: string): Promise<readonly (readonly [string, string])[]> => {
  try {
    const mac = await client.execute('qom-get', { path: `/machine/peripheral/${device}`, property: 'mac' });
    return [[device, String(mac)]];
  } catch (error) {
    if (isFault(error) && error.code === 'qmp.refused') return [];
    throw error;
  }
};

const GONE = ' (deleted)';

/** The kernel says of each file that a process holds whether it still has its name. */
const unlinkedBy = async (pid: number): Promise<ReadonlySet<string>> => {
  const held = await readdir(`/proc/${pid}/fd`).catch(() => []);
  const names = await Promise.all(held.map((fd) => readlink(`/proc/${pid}/fd/${fd}`).catch(() => '')));
  return new Set(names.filter((name) => name.endsWith(GONE)).map((name) => name.slice(0, -GONE.length)));
};

export const hardwareOf = async (client: QmpClient, spec: LaunchSpec, pid: number): Promise<HardwareSight> => {
  const vcpus = (await client.execute('query-cpus-fast')).length;
  const summary = await client.execute('query-memory-size-summary');
  const machinery: Machinery = {
    launched: launchedDevices(await argumentsOf(pid)),
    devices: await devicesOf(client),
    blocks: await blocksOf(client),
    macs: new Map((await Promise.all(spec.nics.map((nic) => macOf(client, nicDevice(nic))))).flat()),
    unlinked: await unlinkedBy(pid),
  };
  return {
    plugged: { vcpus, memory: summary['base-memory'] + (summary['plugged-memory'] ?? 0) },
    disks: sizesOf(spec, machinery),
    differences: [...differencesOf(spec, machinery)],
  };
};
