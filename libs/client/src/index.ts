/** The API for programs: every endpoint as a function, typed from its own document. */
import { createClient, createConfig, type Client } from '../generated/client/index.ts';

export * from '../generated/index.ts';
export type { Client } from '../generated/client/index.ts';

export interface Connection {
  /** `http://127.0.0.1:7080`. */
  readonly url: string;
  /** What is in the file `admin-token`. */
  readonly token: string;
  readonly fetch?: typeof fetch;
}

/** Give it to each call: `listVms({ client })`. Problems come back as `error`; nothing is thrown for a "no". */
export const connect = ({ url, token, fetch }: Connection): Client =>
  createClient(createConfig({ baseUrl: url, auth: token, ...(fetch === undefined ? {} : { fetch }) }));
