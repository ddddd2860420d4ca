/** A host's storage part on a machine in memory or on this one, and the control that it reports to. */
import { mkdtemp, readFile, readdir, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type HostPart, type HostPlatform, createHeartbeatParts, createReporter, hostClock } from '@chronovisor/bus';
import type { CommandEnvelope, HostReply, Reply, Request } from '@chronovisor/contracts';
import { newId } from '@chronovisor/kernel/ids';
import { createLogger } from '@chronovisor/telemetry';
import { eventually, fakeNetwork } from '@chronovisor/testing';
import { FakeDisk, fakePlace } from '../src/drivers/place/place.fake.ts';
import { livePlace } from '../src/drivers/place/place.live.ts';
import { fakeDiskFile, fakeQemuImg } from '../src/drivers/qemu-img/qemu-img.fake.ts';
import { liveQemuImg } from '../src/drivers/qemu-img/qemu-img.live.ts';
import type { DiskFormat } from '../src/drivers/qemu-img/qemu-img.port.ts';
import { type StorageDrivers, startStorageHost } from '../src/storage.host.ts';
import * as my from './samples.ts';

/** The machine under a host. */
export interface Ground {
  readonly drivers: StorageDrivers;
  /** A folder of the test's; `data` in it is the host's. */
  readonly folder: string;
  write(path: string, content: string, size?: number): Promise<void>;
  /** A disk in that format that begins with these bytes. */
  writeDisk(path: string, format: DiskFormat, of: { readonly head: string; readonly size: number }): Promise<void>;
  /** The first bytes a guest would read. */
  readDisk(path: string, format: DiskFormat, length: number): Promise<string>;
  /** Names in a folder; none where there is none. */
  names(folder: string): Promise<string[]>;
  remove(path: string): Promise<void>;
  close(): Promise<void>;
}

export const groundIn = (disk: FakeDisk): Ground => ({
  drivers: { place: fakePlace(disk), qemuImg: fakeQemuImg(disk) },
  folder: '/ground',
  write: async (path, content, size) => disk.write(path, content, size),
  writeDisk: async (path, format, { head, size }) => {
    if (format === 'raw') disk.write(path, head, size);
    else disk.write(path, fakeDiskFile(format, { size, data: Buffer.from(head).toString('base64') }));
  },
  readDisk: async (path, format, length) => {
    const { content } = disk.file(path);
    const kept =
      format === 'raw'
        ? content.toString('base64')
        : (JSON.parse(content.toString().split('\n')[1] ?? '') as { data: string }).data;
    return Buffer.from(kept, 'base64').toString().slice(0, length);
  },
  names: async (folder) => {
    const below = [...disk.files.keys(), ...disk.folders].filter((path) => path.startsWith(`${folder}/`));
    return [...new Set(below.map((path) => path.slice(folder.length + 1).split('/')[0] as string))].toSorted();
  },
  remove: async (path) => disk.removeTree(path),
  close: async () => undefined,
});

export const fakeGround = async (total?: number): Promise<Ground & { readonly disk: FakeDisk }> => {
  const disk = new FakeDisk(total);
  disk.makeFolder('/ground/data');
  disk.devices.add('/dev/null');
  return { ...groundIn(disk), disk };
};

const never = new AbortController().signal;

export const liveGroundIn = async (folder: string, remove: () => Promise<void>): Promise<Ground> => {
  const qemuImg = liveQemuImg();
  await livePlace().makeFolder(join(folder, 'data'));
  const write: Ground['write'] = async (path, content, size) => {
    await writeFile(path, content);
    if (size !== undefined) await truncate(path, size);
  };
  return {
    drivers: { place: livePlace(), qemuImg },
    folder,
    write,
    writeDisk: async (path, format, { head, size }) => {
      await write(`${path}.raw`, head, size);
      const args = [
        { path: `${path}.raw`, format: 'raw' as const },
        { path, format: format as 'qcow2' },
      ] as const;
      await qemuImg.convert(...args, never);
      await rm(`${path}.raw`);
    },
    readDisk: async (path, format, length) => {
      const flat = join(folder, `read-${newId()}`);
      await qemuImg.convert({ path, format }, { path: flat, format: 'raw' }, never);
      return (await readFile(flat)).subarray(0, length).toString();
    },
    names: async (of) => {
      const found = await stat(of).catch(() => null);
      return found === null ? [] : (await readdir(of)).toSorted();
    },
    remove: (path) => rm(path, { recursive: true }),
    close: remove,
  };
};

export const liveGround = async (): Promise<Ground> => {
  const folder = await mkdtemp(join(tmpdir(), 'chrono-storage-'));
  return liveGroundIn(folder, () => rm(folder, { recursive: true }));
};

export interface TestHost {
  readonly dataDir: string;
  readonly platform: HostPlatform;
  /** What control was told. */
  readonly told: CommandEnvelope[];
  /** Control neither hears nor answers while true. */
  controlIsAway: boolean;
  ask(type: string, data: object, request?: Request): Promise<HostReply>;
  /** Sends work and waits for what is reported of it. */
  work(type: string, data: object): Promise<CommandEnvelope>;
  reportOf(request: Request): Promise<CommandEnvelope>;
  close(): Promise<void>;
  /** The next process of the same host. */
  restart(): Promise<void>;
}

export const startHost = async ({ drivers, folder }: Ground): Promise<TestHost> => {
  const dataDir = join(folder, 'data');
  const network = fakeNetwork();
  const control = network.connect();
  const bus = network.connect();
  const log = createLogger('test', 'silent');
  const reporter = createReporter({ hostId: my.hostA, bus, clock: hostClock, log });
  const platform: HostPlatform = {
    ...{ hostId: my.hostA, hostName: 'a', sessionId: newId(), dataDir, bus, log, clock: hostClock },
    report: reporter.report,
    heartbeatParts: createHeartbeatParts(),
  };
  const told: CommandEnvelope[] = [];
  let part: HostPart = await startStorageHost(platform, drivers);
  control.serveCommands('storage', async (command): Promise<Reply> => {
    if (host.controlIsAway) return { kind: 'fault', code: 'store.unavailable', message: 'away', retry: 'later' };
    told.push(command);
    return { kind: 'accepted', position: 1, revision: 0, duplicate: false, awaits: null, operationId: null };
  });
  const reportOf: TestHost['reportOf'] = ({ commandId }) =>
    eventually(() => told.find(({ data }) => (data as { request: Request }).request.commandId === commandId), {
      withinMs: 20_000,
    });
  const ask: TestHost['ask'] = (type, data, request = my.someRequest()) =>
    control.host(my.hostA, {
      type: `storage.${type}`,
      version: 1,
      data: type === 'VolumeInfo' ? data : { ...data, request },
      meta: { ...request, correlationId: request.commandId },
    });
  const host: TestHost = {
    ...{ dataDir, platform, told, reportOf, ask },
    controlIsAway: false,
    work: async (type, data) => {
      const request = my.someRequest();
      const reply = await ask(type, data, request);
      if (reply.kind !== 'taken') throw new Error(JSON.stringify(reply));
      return reportOf(request);
    },
    close: async () => {
      await part.close();
      reporter.close();
      await bus.close();
    },
    restart: async () => {
      await part.close();
      part = await startStorageHost(platform, drivers);
    },
  };
  return host;
};
