/** What the decider remembers of a webhook. */
import type { Labels, MessageOf, Request, webhookEvents } from '@chronovisor/contracts';

export type WebhookEvent = MessageOf<(typeof webhookEvents)[number]>;

export interface PresentWebhook {
  readonly kind: 'present';
  readonly name: string;
  readonly url: string;
  readonly types: readonly string[] | null;
  readonly subjects: readonly string[] | null;
  readonly selector: string | null;
  readonly enabled: boolean;
  readonly labels: Labels;
  readonly secretVersion: number;
  /** Grows with every replay: what an older one sent says nothing of how far this one is. */
  readonly generation: number;
  readonly isParked: boolean;
  /** Asked for, and without an outcome yet. */
  readonly tests: readonly Request[];
}

export type Webhook = { readonly kind: 'none' } | { readonly kind: 'deleted' } | PresentWebhook;

export const noWebhook: Webhook = { kind: 'none' };
