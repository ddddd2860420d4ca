/** What storage's effects work with on one host. */
import type { HostId } from '@chronovisor/contracts';
import type { Logger } from '@chronovisor/telemetry';
import type { Place } from '../drivers/place/place.port.ts';
import type { QemuImg } from '../drivers/qemu-img/qemu-img.port.ts';
import type { KnownPools } from './known-pools.ts';

export interface HostParts {
  readonly hostId: HostId;
  readonly dataDir: string;
  readonly log: Logger;
  readonly img: QemuImg;
  readonly place: Place;
  readonly pools: KnownPools;
}

/** Work that is not finished bears this name: nobody takes it for a volume or an image. */
export const partial = (path: string): string => `${path}.partial`;
