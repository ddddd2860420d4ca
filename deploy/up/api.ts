/** Speaks to our own API with the administrator's token, as any client would, and turns problems into words. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Problem {
  readonly title?: string;
  readonly detail?: string;
  readonly code?: string;
  readonly hint?: string;
}

/** The API said no, or did not answer; `status` 0 means that there was no answer. */
export class ApiFailure extends Error {
  override readonly name = 'ApiFailure';
  readonly status: number;
  readonly problem: Problem;

  constructor(status: number, problem: Problem, cause?: unknown) {
    const words = problem.detail ?? problem.title ?? `answered ${status}`;
    super(problem.hint === undefined ? words : `${words} (${problem.hint})`, { cause });
    this.status = status;
    this.problem = problem;
  }
}

export interface ApiRequest {
  readonly method?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

export interface Api {
  readonly url: string;
  /** The raw answer; a failure to connect is an ApiFailure. */
  open(path: string, request?: ApiRequest): Promise<Response>;
  /** The JSON of a good answer; anything else is an ApiFailure. */
  ask(path: string, request?: ApiRequest): Promise<unknown>;
  /** The bytes of an answer that goes on until somebody leaves. */
  follow(
    path: string,
    type: string,
    signal: AbortSignal,
    headers?: Readonly<Record<string, string>>,
  ): Promise<AsyncIterable<Uint8Array>>;
}

export const tokenFile = (dataDir: string): string => join(dataDir, 'admin-token');

const token = (dataDir: string): string => {
  try {
    return readFileSync(tokenFile(dataDir), 'utf8').trim();
  } catch (cause) {
    throw new ApiFailure(
      0,
      { detail: `${tokenFile(dataDir)} cannot be read`, hint: 'the control process writes it at its first start' },
      cause,
    );
  }
};

const problemOf = (text: string): Problem => {
  try {
    return JSON.parse(text) as Problem;
  } catch {
    return { detail: text.slice(0, 300) || 'an empty answer' };
  }
};

const reasonOf = (error: unknown): string => {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error ? cause.message : String(cause);
};

export const apiAt = (url: string, dataDir: string): Api => {
  const open = async (path: string, request: ApiRequest = {}): Promise<Response> => {
    const headers: Record<string, string> = {
      authorization: `Bearer ${token(dataDir)}`,
      accept: 'application/json',
      ...request.headers,
    };
    if (request.body !== undefined) headers['content-type'] = 'application/json';
    const init: RequestInit = { method: request.method ?? 'GET', headers };
    if (request.body !== undefined) init.body = JSON.stringify(request.body);
    if (request.signal !== undefined) init.signal = request.signal;
    try {
      return await fetch(`${url}${path}`, init);
    } catch (error) {
      request.signal?.throwIfAborted();
      throw new ApiFailure(0, { detail: `the API at ${url} does not answer: ${reasonOf(error)}` }, error);
    }
  };
  const ask = async (path: string, request?: ApiRequest): Promise<unknown> => {
    const response = await open(path, request);
    const text = await response.text();
    if (!response.ok) throw new ApiFailure(response.status, problemOf(text));
    return text === '' ? undefined : (JSON.parse(text) as unknown);
  };
  const follow: Api['follow'] = async (path, type, signal, headers = {}) => {
    const response = await open(path, { headers: { ...headers, accept: `${type}, application/problem+json` }, signal });
    if (response.ok && response.body !== null) return response.body;
    throw new ApiFailure(response.status, problemOf(await response.text()));
  };
  return { url, open, ask, follow };
};
