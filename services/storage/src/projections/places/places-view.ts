/** Where things are: pools with what is in them, images with their users, vms that run. What storage's own decisions need. */
import type { ComputeEvents } from './compute-events.ts';
import type { storage } from '@chronovisor/contracts';
import type { RecordedEvent } from '@chronovisor/event-store';
import type { Follower } from '@chronovisor/nest';
import type { StorageEvent } from '../../domain/messages/shapes.ts';

export interface PoolPlace {
  readonly hostId: string;
  readonly name: string;
  /** Null until its host has it. */
  readonly path: string | null;
}

export class PlacesView implements Follower {
  readonly name = 'storage.places';
  readonly #pools = new Map<string, PoolPlace>();
  readonly #volumesIn = new Map<string, Set<string>>();
  readonly #poolOf = new Map<string, string>();
  readonly #copies = new Map<string, Map<string, storage.ImageFiles>>();
  readonly #usersOf = new Map<string, Set<string>>();
  readonly #running = new Set<string>();
  readonly #vms = new Set<string>();
  readonly #leaving = new Set<string>();
  /** Vm by volume. */
  readonly #userOf = new Map<string, string>();
  readonly #files = new Map<string, storage.ImageFiles>();
  /** By vm: the clones that are being made of it, or whose disks are linked to its own. */
  readonly #clonesOf = new Map<string, Set<string>>();

  reset(): void {
    for (const part of [
      this.#pools,
      this.#volumesIn,
      this.#poolOf,
      this.#copies,
      this.#usersOf,
      this.#running,
      this.#vms,
      this.#userOf,
      this.#leaving,
      this.#files,
      this.#clonesOf,
    ])
      part.clear();
  }

  apply(event: RecordedEvent): void {
    if (event.type.startsWith('storage.')) this.#fold(event as unknown as StorageEvent);
    else if (event.type.startsWith('compute.')) {
      this.#foldVm(event as unknown as ComputeEvents);
      this.#foldClone(event as unknown as ComputeEvents);
    }
  }

  pool(poolId: string): PoolPlace | undefined {
    return this.#pools.get(poolId);
  }

  volumesIn(poolId: string): number {
    return this.#volumesIn.get(poolId)?.size ?? 0;
  }

  imageOn(imageId: string, hostId: string): storage.ImageFiles | undefined {
    return this.#copies.get(imageId)?.get(hostId);
  }

  /** The file of a volume, as something to copy from. */
  fileOf(volumeId: string): storage.ImageFiles | undefined {
    return this.#files.get(volumeId);
  }

  usersOf(imageId: string): number {
    return this.#usersOf.get(imageId)?.size ?? 0;
  }

  volumeUserRuns(volumeId: string): boolean {
    const vmId = this.#userOf.get(volumeId);
    return vmId !== undefined && this.#running.has(vmId);
  }

  /** Its clones rely on the disk staying as it is. */
  volumeUserIsCloned(volumeId: string): boolean {
    const vmId = this.#userOf.get(volumeId);
    return vmId !== undefined && (this.#clonesOf.get(vmId)?.size ?? 0) > 0;
  }

  /** Left behind by a creation that somebody had ended as it was. */
  volumeUserIsGone(volumeId: string): boolean {
    const vmId = this.#userOf.get(volumeId);
    return vmId !== undefined && !this.#vms.has(vmId);
  }

  #fold(event: StorageEvent): void {
    switch (event.type) {
      case 'storage.PoolCreationRequested':
        this.#pools.set(event.data.poolId, { hostId: event.data.hostId, name: event.data.name, path: null });
        return;
      case 'storage.PoolReady':
        this.#ready(event.data.poolId, event.data.path);
        return;
      case 'storage.PoolFailed':
      case 'storage.PoolDeleted':
        this.#pools.delete(event.data.poolId);
        return;
      case 'storage.VolumeCreationRequested':
        this.#put(event.data.volumeId, event.data.poolId);
        this.#files.set(event.data.volumeId, { kind: 'disk', path: event.data.path, format: event.data.format });
        if (event.data.vmId !== null) this.#userOf.set(event.data.volumeId, event.data.vmId);
        return;
      case 'storage.VolumeClaimed':
        this.#userOf.set(event.data.volumeId, event.data.vmId);
        return;
      case 'storage.VolumeReleased':
        this.#userOf.delete(event.data.volumeId);
        return;
      case 'storage.VolumeDeletionRequested':
        this.#leaving.add(event.data.volumeId);
        return;
      case 'storage.VolumeDeletionFailed':
        this.#leaving.delete(event.data.volumeId);
        return;
      case 'storage.VolumeCreationFailed':
        // Overtaken by its deletion, it stays in the pool until its host has removed what there is.
        if (!this.#leaving.has(event.data.volumeId)) this.#take(event.data.volumeId);
        return;
      case 'storage.VolumeDeleted':
        this.#take(event.data.volumeId);
        return;
      case 'storage.ImageReady':
        this.#copies.set(
          event.data.imageId,
          new Map(this.#copies.get(event.data.imageId)).set(event.data.hostId, event.data.files),
        );
        return;
      case 'storage.ImageDropped':
        this.#copies.delete(event.data.imageId);
        return;
      case 'storage.ImageCopyRemoved':
        this.#copies.get(event.data.imageId)?.delete(event.data.hostId);
        return;
      default:
    }
  }

  #foldVm(event: ComputeEvents): void {
    switch (event.type) {
      case 'compute.VmCreated':
        this.#vms.add(event.data.vmId);
        for (const imageId of imagesOf(event.data.spec))
          this.#usersOf.set(imageId, (this.#usersOf.get(imageId) ?? new Set()).add(event.data.vmId));
        return;
      case 'compute.VmCreateUndone':
      case 'compute.VmDeleted':
        this.#running.delete(event.data.vmId);
        this.#vms.delete(event.data.vmId);
        this.#clonesOf.delete(event.data.vmId);
        for (const users of this.#usersOf.values()) users.delete(event.data.vmId);
        return;
      case 'compute.VmStartRequested':
        this.#running.add(event.data.vmId);
        return;
      case 'compute.VmFound':
        if (event.data.observed === 'off') this.#running.delete(event.data.vmId);
        else this.#running.add(event.data.vmId);
        return;
      case 'compute.VmStartFailed':
      case 'compute.VmStopped':
      case 'compute.VmCrashed':
        this.#running.delete(event.data.vmId);
        return;
      default:
    }
  }

  #foldClone(event: ComputeEvents): void {
    switch (event.type) {
      case 'compute.VmCloneBegun':
        this.#clonesOf.set(event.data.vmId, (this.#clonesOf.get(event.data.vmId) ?? new Set()).add(event.data.cloneId));
        return;
      case 'compute.VmCloneEnded':
        if (!event.data.frozen) this.#clonesOf.get(event.data.vmId)?.delete(event.data.cloneId);
        return;
      case 'compute.VmThawed':
        this.#clonesOf.get(event.data.vmId)?.delete(event.data.cloneId);
        return;
      default:
    }
  }

  #ready(poolId: string, path: string): void {
    const pool = this.#pools.get(poolId);
    if (pool !== undefined) this.#pools.set(poolId, { ...pool, path });
  }

  #put(volumeId: string, poolId: string): void {
    this.#poolOf.set(volumeId, poolId);
    this.#volumesIn.set(poolId, (this.#volumesIn.get(poolId) ?? new Set()).add(volumeId));
  }

  #take(volumeId: string): void {
    const poolId = this.#poolOf.get(volumeId);
    this.#poolOf.delete(volumeId);
    this.#userOf.delete(volumeId);
    this.#leaving.delete(volumeId);
    this.#files.delete(volumeId);
    if (poolId !== undefined) this.#volumesIn.get(poolId)?.delete(volumeId);
  }
}

/** Images a vm goes on to read after its creation: a disk image is copied, a kernel or an ISO is not. */
const imagesOf = (spec: Extract<ComputeEvents, { type: 'compute.VmCreated' }>['data']['spec']): readonly string[] => [
  ...(spec.bootImageId === null ? [] : [spec.bootImageId]),
  ...(spec.iso !== null && 'imageId' in spec.iso ? [spec.iso.imageId] : []),
];
