/** What is known of one network: declared once, standing on the hosts that needed it. */
import type { Labels, NetworkKind, Request, network } from '@chronovisor/contracts';
import type { z } from 'zod';

/** How the network is on one host. A host that is not in the list has nothing of it. */
export type OnHost =
  | { readonly status: 'activating'; readonly request: Request }
  | { readonly status: 'active'; readonly activation: network.Activation }
  /** It may still have parts of a network that was to be deleted. */
  | { readonly status: 'leaving' };

interface Declaration {
  readonly networkId: string;
  readonly name: string;
  readonly kind: z.infer<typeof NetworkKind>;
  readonly subnet: string | null;
  readonly labels: Labels;
  readonly hosts: Readonly<Record<string, OnHost>>;
}

/**
 * none -> declared -> deleting -> deleted
 *            ^------------' a host could not let go
 */
export type Network =
  | { readonly status: 'none' }
  | ({ readonly status: 'declared' } & Declaration)
  | ({ readonly status: 'deleting'; readonly request: Request } & Declaration)
  | { readonly status: 'deleted'; readonly networkId: string; readonly name: string };

export const unknownNetwork: Network = { status: 'none' };
