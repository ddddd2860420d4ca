/** Asks for a piece of work and waits for its end; a bad end is a failure in the operation's own words. */
import type { http } from '@chronovisor/contracts';

import { ApiFailure, type Api, type ApiRequest } from './api.ts';

type Operation = http.OperationDocument;

const goesOn = ({ status }: Operation): boolean => status === 'running' || status === 'cancelling';

const failureOf = ({ id, type, status, problem }: Operation, patience: number): ApiFailure => {
  const { detail, hint, code } = problem ?? {
    detail: `${type} is ${status} after ${patience} s`,
    code: 'operation.unfinished',
  };
  return new ApiFailure(0, { detail, code, hint: hint ?? `npx chrono operation get ${id}` });
};

/** `patience` in seconds, for the whole of it. */
export const finish = async (api: Api, path: string, request: ApiRequest, patience = 60): Promise<Operation> => {
  const headers = { ...request.headers, prefer: `wait=${patience}` };
  let operation = (await api.ask(path, { method: 'POST', ...request, headers })) as Operation;
  for (const deadline = Date.now() + patience * 1000; goesOn(operation) && Date.now() < deadline;) {
    const { body: _, method: __, ...question } = request;
    operation = (await api.ask(`/api/v1/operations/${operation.id}?wait=10s`, question)) as Operation;
  }
  if (operation.status !== 'succeeded') throw failureOf(operation, patience);
  return operation;
};

/** The document, or nothing when there is none. */
export const find = async <T>(api: Api, path: string, signal: AbortSignal): Promise<T | undefined> => {
  try {
    return (await api.ask(path, { signal })) as T;
  } catch (error) {
    if (error instanceof ApiFailure && error.status === 404) return undefined;
    throw error;
  }
};
