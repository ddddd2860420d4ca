/** What the effects of one host work with. */
import type { Logger } from '@chronovisor/telemetry';
import type { Dnsmasq } from '../drivers/dnsmasq/dnsmasq.port.ts';
import type { Forwarding } from '../drivers/forwarding/forwarding.port.ts';
import type { Link } from '../drivers/link/link.port.ts';
import type { Nft } from '../drivers/nft/nft.port.ts';
import type { Records } from '../drivers/records/records.port.ts';

export interface HostParts {
  readonly hostId: string;
  readonly link: Link;
  readonly nft: Nft;
  readonly forwarding: Forwarding;
  readonly dnsmasq: Dnsmasq;
  readonly records: Records;
  readonly log: Pick<Logger, 'info' | 'warn' | 'error'>;
}
