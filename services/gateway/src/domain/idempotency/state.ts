/** What an Idempotency-Key is bound to: the first request that carried it. */
export type Key =
  | { readonly status: 'free' }
  | { readonly status: 'bound'; readonly fingerprint: string; readonly commandId: string; readonly targetId: string };

export const freeKey: Key = { status: 'free' };
