/** The HTTP interface as a script would use it. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { eventually } from '@chronovisor/testing';

export type Document = Readonly<Record<string, unknown>>;

export interface Answer<T = Document> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: T;
}

export interface Operation extends Document {
  readonly id: string;
  readonly status: string;
  readonly problem: null | { readonly code: string; readonly detail: string; readonly hint?: string };
}

export interface Api {
  readonly url: string;
  readonly token: string;
  request(
    method: string,
    path: string,
    init?: { readonly body?: unknown; readonly headers?: Readonly<Record<string, string>> },
  ): Promise<Answer>;
  get(path: string): Promise<Answer>;
  list(path: string): Promise<readonly Document[]>;
  post(path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  /** Does it and waits for its end; gives the operation, ended well or not. */
  perform(method: string, path: string, body?: unknown): Promise<Operation>;
  /** The same, and fails the test unless it succeeded. */
  succeed(method: string, path: string, body?: unknown): Promise<Operation>;
  waitFor(operationId: string): Promise<Operation>;
  vm(name: string): Promise<Document>;
  /** Waits until the vm has this status. */
  vmIs(name: string, status: string): Promise<Document>;
  /** Waits until the serial log has the text; gives the whole log. */
  serialHas(name: string, text: string, withinMs?: number): Promise<string>;
  raw(path: string, headers?: Readonly<Record<string, string>>): Promise<Response>;
}

const parse = (text: string): Document => {
  try {
    return JSON.parse(text) as Document;
  } catch {
    return { text };
  }
};

export const connectApi = async (url: string, dataDir: string): Promise<Api> => {
  const token = (await readFile(join(dataDir, 'admin-token'), 'utf8')).trim();
  const raw: Api['raw'] = (path, headers = {}) =>
    fetch(`${url}/api/v1${path}`, { headers: { authorization: `Bearer ${token}`, ...headers } });
  const request: Api['request'] = async (method, path, { body, headers = {} } = {}) => {
    const response = await fetch(`${url}/api/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, headers: response.headers, body: parse(await response.text()) };
  };
  const get: Api['get'] = (path) => request('GET', path);
  const vm: Api['vm'] = async (name) => (await get(`/vms/${name}`)).body;
  const waitFor: Api['waitFor'] = (operationId) =>
    eventually(
      async () => {
        const { body } = await get(`/operations/${operationId}?wait=20s`);
        if (!['succeeded', 'failed', 'cancelled'].includes(String(body['status'])))
          throw new Error(`operation ${operationId} is ${String(body['status'])}`);
        return body as Operation;
      },
      { withinMs: 120_000 },
    );
  const perform: Api['perform'] = async (method, path, body) => {
    const answer = await request(method, path, body === undefined ? {} : { body });
    if (answer.status !== 202) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return waitFor((answer.body as Operation).id);
  };
  return {
    url,
    token,
    raw,
    request,
    get,
    list: async (path) => (await get(path)).body['items'] as readonly Document[],
    post: (path, body = {}, headers = {}) => request('POST', path, { body, headers }),
    perform,
    succeed: async (method, path, body) => {
      const operation = await perform(method, path, body);
      if (operation.status !== 'succeeded') throw new Error(`${method} ${path}: ${JSON.stringify(operation.problem)}`);
      return operation;
    },
    waitFor,
    vm,
    vmIs: (name, status) =>
      eventually(
        async () => {
          const document = await vm(name);
          if (document['status'] !== status) throw new Error(`${name} is ${String(document['status'])}, not ${status}`);
          return document;
        },
        { withinMs: 60_000 },
      ),
    serialHas: (name, text, withinMs = 90_000) =>
      eventually(
        async () => {
          const log = await (await raw(`/vms/${name}/serial`)).text();
          if (!log.includes(text)) throw new Error(`the serial log of ${name} has no ${text}:\n${log.slice(-1_000)}`);
          return log;
        },
        { withinMs },
      ),
  };
};
