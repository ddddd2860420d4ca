/** Sizes of volumes that have grown since their vm got them: what a look at their files is compared with. */
import type { RecordedEvent } from '@chronovisor/event-store';
import type { Follower } from '@chronovisor/nest';
import type { MessageOf, storage } from '@chronovisor/contracts';

type VolumeEvent = MessageOf<typeof storage.VolumeGrown | typeof storage.VolumeDeleted>;

export class GrownVolumes implements Follower {
  readonly name = 'compute.grown-volumes';
  readonly #sizes = new Map<string, number>();

  reset(): void {
    this.#sizes.clear();
  }

  apply(event: RecordedEvent): void {
    if (event.type !== 'storage.VolumeGrown' && event.type !== 'storage.VolumeDeleted') return;
    const { type, data } = event as unknown as VolumeEvent;
    if (type === 'storage.VolumeGrown') this.#sizes.set(data.volumeId, data.info.size);
    else this.#sizes.delete(data.volumeId);
  }

  /** Of those among these that have grown. */
  sizesOf(volumeIds: readonly string[]): Readonly<Record<string, number>> {
    return Object.fromEntries(
      volumeIds.flatMap((volumeId) => {
        const size = this.#sizes.get(volumeId);
        return size === undefined ? [] : [[volumeId, size] as const];
      }),
    );
  }
}
