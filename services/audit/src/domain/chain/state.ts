/** What the decider remembers of one day of the trail: its last link, or that it has none yet, and the latest day of its records. */
import type { AccessRecorded, MessageOf } from '@chronovisor/contracts';
import type { ChainEnd } from './link.ts';

export type ChainEvent = MessageOf<typeof AccessRecorded>;
export type Chain = { readonly end: ChainEnd | null; readonly latest: string };
export const noChain: Chain = { end: null, latest: '' };
