/** Nics: the guest's card, and behind it QEMU's own network or a TAP on a bridge. */
import type { Nic, PortForward } from '@chronovisor/contracts';
import { Fault } from '@chronovisor/kernel';
import type { BootIndexes } from './boot.ts';
import { type LaunchFacts, type LaunchSpec, keyed, short } from './launch-facts.ts';
import type { PciPlaces } from './pci.ts';

const forward = ({ protocol, hostAddress, hostPort, guestPort }: PortForward): string =>
  `,hostfwd=${protocol}:${hostAddress}:${hostPort}-:${guestPort}`;

export const netdevId = (nicId: string): string => `net-${short(nicId)}`;

const back = (nic: Nic, facts: LaunchFacts): string => {
  const id = netdevId(nic.nicId);
  if (nic.kind === 'user') return keyed('user', { id }) + nic.forwards.map(forward).join('');
  const tap = facts.taps.find(({ nicId }) => nicId === nic.nicId);
  if (tap === undefined) throw new Fault('nic.not-plugged', `nic ${nic.nicId} has no TAP`, { retry: 'later' });
  return keyed('tap', { id, ifname: tap.tap, script: 'no', downscript: 'no' });
};

const card = (nic: Nic, bootindex: number | undefined, pci: PciPlaces): string => {
  const key = short(nic.nicId);
  const common = { id: `nic-${key}`, netdev: netdevId(nic.nicId), mac: nic.mac, bootindex };
  // Loading the network boot program costs every start a moment.
  const romfile = bootindex === undefined ? { romfile: '' } : {};
  return nic.model === 'e1000'
    ? keyed('e1000', { ...common, ...romfile })
    : keyed('virtio-net-pci', { ...common, ...romfile, bus: pci.next() });
};

export const nicArguments = (
  spec: LaunchSpec,
  facts: LaunchFacts,
  { pci, indexes }: { readonly pci: PciPlaces; readonly indexes: BootIndexes },
): readonly string[] =>
  spec.nics.flatMap((nic, index) => ['-netdev', back(nic, facts), '-device', card(nic, indexes.nic(index), pci)]);
