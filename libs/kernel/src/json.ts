/** What may stand in a message or an event. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
