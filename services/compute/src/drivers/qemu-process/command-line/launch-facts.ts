/** What the host adds to a spec before QEMU's arguments follow from both. */
import type { LaunchSpec, network } from '@chronovisor/contracts';

export interface LaunchFacts {
  /** Proven on this host. */
  readonly accelerator: 'kvm' | 'tcg';
  /** Path of the UEFI code, where there is one. */
  readonly uefiCode: string | null;
  /** This QEMU starts under its own seccomp filter. */
  readonly sandbox: boolean;
  /** One for each nic on a bridge. */
  readonly taps: readonly network.Tap[];
}

export type { LaunchSpec };

/** Twenty hex digits of an id: as much as a virtio or ATA serial holds, and short enough for a node name. */
export const short = (id: string): string => id.replaceAll('-', '').slice(-20);

/** In QEMU's `key=value,...` a comma is written twice. */
export const escaped = (value: string): string => value.replaceAll(',', ',,');

/** `driver,key=value,...` as QEMU takes it; what is undefined is left out. */
export const keyed = (head: string, values: Readonly<Record<string, string | number | undefined>>): string =>
  [
    head,
    ...Object.entries(values).flatMap(([key, value]) =>
      value === undefined ? [] : [`${key}=${escaped(String(value))}`],
    ),
  ].join(',');
