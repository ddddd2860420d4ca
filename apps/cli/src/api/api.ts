/** Speaks to the API: token, JSON, problems; asks once more where that is safe. */
import { randomUUID } from 'node:crypto';

import { exitCodes } from '../exit-codes.ts';
import { Failure, interrupted } from '../failure.ts';
import type { Connection } from '../settings.ts';
import { failureOf, unreachable, type PlaceOf } from './problems.ts';
import { textOf, Unreachable, type HttpAnswer, type Transport } from './transport.ts';

export interface ApiRequest {
  readonly method?: string;
  /** From the root, with its query. */
  readonly path: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly patienceMs?: number;
  readonly signal?: AbortSignal;
  readonly placeOf?: PlaceOf;
}

export interface Api {
  readonly connection: Connection;
  /** A good answer, its body still to be read. */
  open(request: ApiRequest): Promise<HttpAnswer>;
  /** Whatever is answered. */
  raw(request: ApiRequest): Promise<HttpAnswer>;
  /** The JSON of a good answer. */
  ask<T>(request: ApiRequest): Promise<T>;
  close(): void;
}

const PATIENCE_MS = 60_000;
const firstError = 400;

/** Cut in the middle: the request may have arrived. */
const maybeArrived = new Set(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET']);

const parseJson = <T>(text: string, { url }: Connection): T => {
  try {
    return JSON.parse(text) as T;
  } catch {
    throw new Failure(exitCodes.failed, `${url} does not speak as Chronovisor does`, {
      cause: `it answered: ${text.trim().slice(0, 120)}`,
      hint: 'check --url or CHRONO_URL',
    });
  }
};

export const openApi = (connection: Connection, transport: Transport, stop: AbortSignal): Api => {
  const headersOf = ({ method = 'GET', body, headers }: ApiRequest): Record<string, string> => ({
    accept: 'application/json',
    'user-agent': 'chrono',
    ...(connection.token === null ? {} : { authorization: `Bearer ${connection.token}` }),
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    // With a key the same request may be sent twice and is done once.
    ...(method === 'GET' ? {} : { 'idempotency-key': `"${randomUUID()}"` }),
    ...headers,
  });

  const raw = async (request: ApiRequest): Promise<HttpAnswer> => {
    const { method = 'GET', path, body, patienceMs = PATIENCE_MS } = request;
    const signal = request.signal === undefined ? stop : AbortSignal.any([stop, request.signal]);
    const text = body === undefined ? undefined : JSON.stringify(body);
    const sent = { method, headers: headersOf(request), body: text, signal, patienceMs };
    const send = (): Promise<HttpAnswer> => transport.send(`${connection.url}${path}`, sent);
    try {
      return await send().catch((error: unknown) => {
        if (error instanceof Unreachable && maybeArrived.has(error.code)) return send();
        throw error;
      });
    } catch (error) {
      if (stop.aborted) throw interrupted();
      throw error instanceof Unreachable ? unreachable(error.code, connection) : error;
    }
  };

  const open = async (request: ApiRequest): Promise<HttpAnswer> => {
    const answer = await raw(request);
    if (answer.status < firstError) return answer;
    throw failureOf(answer.status, await textOf(answer), connection, request.placeOf);
  };

  const ask = async <T>(request: ApiRequest): Promise<T> => {
    const answer = await open(request);
    try {
      return parseJson<T>(await textOf(answer), connection);
    } catch (error) {
      if (stop.aborted) throw interrupted();
      throw error;
    }
  };

  return { connection, open, raw, ask, close: () => transport.close() };
};
