/** What the decider remembers of a group. Vms that are gone stay in it: an id is never given twice, and views leave them out. */
import type { Labels, MessageOf, groupEvents } from '@chronovisor/contracts';

export type GroupEvent = MessageOf<(typeof groupEvents)[number]>;

export interface PresentGroup {
  readonly kind: 'present';
  readonly groupId: string;
  readonly name: string;
  readonly description: string;
  readonly labels: Labels;
  readonly vmIds: readonly string[];
}

export type Group = { readonly kind: 'none' } | { readonly kind: 'deleted' } | PresentGroup;

export const noGroup: Group = { kind: 'none' };
