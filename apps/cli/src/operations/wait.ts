/** Waits for the end of an operation, through restarts of the API, until it ends, the time is over, or Ctrl-C. */
import { setTimeout as pause } from 'node:timers/promises';

import type { Operation } from '@chronovisor/client';

import type { Api } from '../api/api.ts';
import { secondsText } from '../durations.ts';
import { exitCodes } from '../exit-codes.ts';
import { Failure, interrupted } from '../failure.ts';

const over = new Set<string>(['succeeded', 'failed', 'cancelled', 'stuck']);

export const hasEnded = ({ status }: Operation): boolean => over.has(status);

export interface Waiting {
  readonly api: Api;
  readonly timeoutMs: number;
  readonly onProgress: (operation: Operation) => void;
}

/** The API holds each question back until the end or until something to show may have happened. */
const ROUND_S = 1;
const AGAIN_MS = 300;
/** Longer than a restart of the control process takes. */
const AWAY_MS = 30_000;

export const resumeHint = (id: string): string => `chrono op wait ${id}`;

const isAway = (error: unknown): boolean => error instanceof Failure && error.detail.code === 'api.unreachable';

const askOnce = (api: Api, id: string): Promise<Operation> =>
  api.ask<Operation>({ path: `/api/v1/operations/${id}?wait=${ROUND_S}s` });

/** Control is started again within seconds, and the operation is not lost with it. */
const askThrough = async (api: Api, id: string): Promise<Operation> => {
  for (const deadline = performance.now() + AWAY_MS; ; await pause(AGAIN_MS)) {
    try {
      return await askOnce(api, id);
    } catch (error) {
      if (!isAway(error) || performance.now() > deadline) throw error;
    }
  }
};

const detached = (error: unknown, operation: Operation): unknown => {
  if (!(error instanceof Failure) || error.exit !== exitCodes.interrupted) return error;
  return interrupted(`${operation.type} goes on without us`, resumeHint(operation.id));
};

export const waitForEnd = async (first: Operation, { api, timeoutMs, onProgress }: Waiting): Promise<Operation> => {
  const deadline = performance.now() + timeoutMs;
  let operation = first;
  while (!hasEnded(operation)) {
    onProgress(operation);
    if (performance.now() >= deadline) {
      throw new Failure(
        exitCodes.timedOut,
        `${operation.type} is ${operation.status} after ${secondsText(timeoutMs)}`,
        {
          hint: `it goes on: ${resumeHint(operation.id)}`,
          code: 'operation.timeout',
        },
      );
    }
    try {
      operation = await askThrough(api, operation.id);
    } catch (error) {
      throw detached(error, operation);
    }
  }
  return operation;
};

/** A bad end in the operation's own words; null when it went well. */
export const badEnd = (operation: Operation): Failure | null => {
  const { id, type, status, problem, correlationId } = operation;
  if (status === 'succeeded') return null;
  const message = problem === null ? `${type} was ${status}` : `${type} ${status}: ${problem.detail}`;
  return new Failure(exitCodes.failed, message, {
    hint: problem?.hint ?? `chrono op show ${id}`,
    code: problem?.code ?? `operation.${status}`,
    requestId: correlationId,
  });
};
