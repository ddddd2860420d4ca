/** The events of compute that this view reads. */
import type { MessageOf, computeEvents } from '@chronovisor/contracts';

export type ComputeEvents = MessageOf<(typeof computeEvents)[number]>;
