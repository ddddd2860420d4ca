/** Decides whether what a host shows is news. */
import type { CommandOf, MessageOf, RecordInventory } from '@chronovisor/contracts';
import type { Decider } from '@chronovisor/kernel';
import { type DevicesEvent, evolve } from './evolve.ts';
import { type Devices, unseenDevices } from './state.ts';

export type DevicesDecision = CommandOf<MessageOf<typeof RecordInventory>>;

/** By value; the order of keys does not matter, that of lists does. */
const isSame = (one: unknown, other: unknown): boolean => {
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return one === other;
  const [keys, otherKeys] = [Object.keys(one), Object.keys(other)];
  return (
    keys.length === otherKeys.length &&
    keys.every((key) => isSame((one as Record<string, unknown>)[key], (other as Record<string, unknown>)[key]))
  );
};

const decide = ({ data }: DevicesDecision, state: Devices): readonly DevicesEvent[] =>
  state.status === 'seen' && isSame(state.inventory, data.inventory)
    ? []
    : [{ type: 'passthrough.InventoryChanged', version: 1, data }];

export const devicesDecider: Decider<DevicesDecision, Devices, DevicesEvent> = {
  initial: unseenDevices,
  decide,
  evolve,
};
