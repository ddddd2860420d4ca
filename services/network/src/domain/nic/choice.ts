/** Chooses what a nic holds for itself alone. A choice may turn out taken: then the next one is asked for. */
import type { network } from '@chronovisor/contracts';
import { addressText, rangeOf } from '../network/subnet.ts';

/** A MAC under 52:54:00 that follows from the nic's id, so that a repeat makes the same choice. `attempt` from 0. */
export const macOf = (nicId: string, attempt: number): string => {
  // The random bits of a UUIDv7 are at its end; a large odd step visits every MAC before it comes back.
  const start = Number.parseInt(nicId.slice(-6), 16);
  const value = (start + attempt * 7_340_033) % 2 ** 24;
  const pairs = value.toString(16).padStart(6, '0').match(/../g) ?? [];
  return ['52:54:00', ...pairs].join(':');
};

/** The first free address behind `after`, going round; null when the subnet is full. */
export const nextAddress = (
  { subnet, gateway }: network.Activation,
  taken: ReadonlySet<string>,
  after: string | null,
): string | null => {
  const { first, last } = rangeOf(subnet);
  // Not the network's own address and not the broadcast.
  const [lowest, count] = [first + 1, last - first - 1];
  const start = after === null ? lowest : rangeOf(`${after}/32`).first + 1;
  for (let step = 0; step < count; step += 1) {
    const address = addressText(lowest + ((((start - lowest + step) % count) + count) % count));
    if (address !== gateway && !taken.has(address)) return address;
  }
  return null;
};
