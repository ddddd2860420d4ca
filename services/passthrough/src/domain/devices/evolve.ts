/** Folds the inventories of one host: the last one counts. */
import type { InventoryChanged, MessageOf } from '@chronovisor/contracts';
import type { Devices } from './state.ts';

export type DevicesEvent = MessageOf<typeof InventoryChanged>;

export const evolve = (_state: Devices, event: DevicesEvent): Devices => ({
  status: 'seen',
  inventory: event.data.inventory,
});
