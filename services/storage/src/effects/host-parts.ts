/** What the effects of one host work with. */
import type { Logger } from '@chronovisor/telemetry';
import type { Place } from '../drivers/place/place.port.ts';
import type { QemuImg } from '../drivers/qemu-img/qemu-img.port.ts';
import type { KnownPools } from './known-pools.ts';

export interface HostParts {
  readonly hostId: string;
  /** This host's own directory: `images/` and, for pools without a path of their own, `pools/` are in it. */
  readonly dataDir: string;
  readonly place: Place;
  readonly qemuImg: QemuImg;
  readonly pools: KnownPools;
  readonly log: Pick<Logger, 'info' | 'warn' | 'error'>;
}
