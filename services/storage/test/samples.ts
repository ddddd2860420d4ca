/** Commands and ids the specs of this service speak with. */
import type { CommandMeta, HostId, ImageId, PoolId, Request, VmId, VolumeId, storage } from '@chronovisor/contracts';
import { newId } from '@chronovisor/kernel/ids';
import type { CommandNamed, StorageCommand } from '../src/domain/messages/shapes.ts';

export const hostA = newId() as HostId;
export const hostB = newId() as HostId;
export const poolId = newId() as PoolId;
export const volumeId = newId() as VolumeId;
export const imageId = newId() as ImageId;
export const vmId = newId() as VmId;
export const otherVm = newId() as VmId;

export const GIB = 1 << 30;
export const sha = 'a'.repeat(64);
export const problem = { code: 'storage.host-failed', message: 'it did not work' };

export const metaOf = (): CommandMeta => {
  const commandId = newId() as CommandMeta['commandId'];
  return {
    commandId,
    operationId: commandId as string as CommandMeta['operationId'],
    correlationId: commandId,
    actor: { kind: 'user', id: 'ann' },
    at: '2026-01-01T00:00:00.000Z',
  };
};
export const requestOf = ({ meta }: { readonly meta: CommandMeta }): Request => ({
  operationId: meta.operationId,
  commandId: meta.commandId,
});
export const someRequest = (): Request => requestOf({ meta: metaOf() });

/** A command of that type, with a command id of its own. */
export const say = <T extends StorageCommand['type']>(type: T, data: CommandNamed<T>['data']): CommandNamed<T> =>
  ({ type, version: 1, data, meta: metaOf() }) as unknown as CommandNamed<T>;

export const disk: storage.ImageFiles = { kind: 'disk', path: '/srv/debian.qcow2', format: null };
export const kernel: storage.ImageFiles = {
  kind: 'kernel',
  kernel: '/srv/vmlinuz',
  initrd: '/srv/initrd',
  cmdline: 'quiet',
};
export const iso: storage.ImageFiles = { kind: 'iso', path: '/srv/rescue.iso' };
export const copyOn = (host: string): storage.ImageFiles => ({
  kind: 'disk',
  path: `/${host}/disk.img`,
  format: 'qcow2',
});

export const volumePath = `/pool/volumes/${volumeId}.qcow2`;
export const infoOf = (size = GIB) => ({ path: volumePath, format: 'qcow2' as const, size, allocated: 200_704 });

export const createPool = (data: Partial<CommandNamed<'storage.CreatePool'>['data']> = {}) =>
  say('storage.CreatePool', { poolId, name: 'default', hostId: hostA, path: null, ...data });
export const createVolume = (data: Partial<CommandNamed<'storage.CreateVolume'>['data']> = {}) =>
  say('storage.CreateVolume', {
    volumeId,
    name: null,
    poolId,
    size: GIB,
    format: 'qcow2',
    imageId: null,
    vmId: null,
    ...data,
  });
export const importImage = (data: Partial<CommandNamed<'storage.ImportImage'>['data']> = {}) =>
  say('storage.ImportImage', {
    imageId,
    name: 'debian',
    kind: 'disk',
    hostId: hostA,
    source: disk,
    checksum: null,
    ...data,
  });
export const imageReady = (hostId: HostId, request: Request, checksum = sha) =>
  say('storage.RecordImageReady', { imageId, hostId, files: copyOn(hostId), checksum, size: GIB, request });
