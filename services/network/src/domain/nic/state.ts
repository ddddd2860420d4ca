/** What is known of one nic: a vm's card on a network, with what it holds for itself alone. */
import type { Nic as NicData, ProjectId } from '@chronovisor/contracts';

export type Nic =
  | { readonly status: 'none' }
  | {
      readonly status: 'present';
      readonly vmId: string;
      readonly hostId: string;
      readonly nic: NicData;
      /** Null: the default one. */
      readonly projectId: ProjectId | null;
    }
  | { readonly status: 'deleted' };

export const unknownNic: Nic = { status: 'none' };
