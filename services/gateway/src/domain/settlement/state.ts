/** Whether an operation that found everything as asked has been put on record. */
export type Settlement = { readonly status: 'open' } | { readonly status: 'settled' };

export const openSettlement: Settlement = { status: 'open' };
