/** What devices one host showed last. */
import type { Inventory } from '@chronovisor/contracts';

export type Devices = { readonly status: 'unseen' } | { readonly status: 'seen'; readonly inventory: Inventory };

export const unseenDevices: Devices = { status: 'unseen' };
