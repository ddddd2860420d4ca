/** Waits until the API serves and our host process has joined, or says which process keeps it from that. */
import type { http } from '@chronovisor/contracts';

import { ApiFailure, type Api } from './api.ts';
import { pause } from './ending.ts';
import type { House } from './house.ts';
import { lastWords } from './log-file.ts';
import { find } from './operation.ts';
import { StartFailure } from './start-failure.ts';

const patience = 60_000;
/** A process that died this often in a row is not going to work. */
const hopeless = 5;

const failing = (house: House): StartFailure | undefined => {
  const one = house.processes.find((candidate) => candidate.deaths() >= hopeless);
  if (one === undefined) return undefined;
  // Each start says the same: once is enough.
  const words = [...new Set(lastWords(one.plan.logFile, 10))].slice(-5).join('\n');
  return new StartFailure(
    `${one.plan.name} ended ${one.deaths()} times in a row; its last words:\n${words}`,
    `look into ${one.plan.logFile}`,
  );
};

/** Asks again until `look` has an answer; not to be served yet is no failure, to be refused is one. */
const until = async <T>(
  house: House,
  signal: AbortSignal,
  what: string,
  look: () => Promise<T | undefined>,
): Promise<T> => {
  let last = 'no answer';
  for (const deadline = Date.now() + patience; Date.now() < deadline;) {
    try {
      const seen = await look();
      if (seen !== undefined) return seen;
    } catch (error) {
      if (!(error instanceof ApiFailure) || (error.status >= 400 && error.status < 500)) throw error;
      last = error.message;
    }
    const failure = failing(house);
    if (failure !== undefined) throw failure;
    await pause(100, signal);
    signal.throwIfAborted();
  }
  throw new StartFailure(
    `${what} after ${patience / 1000} s: ${last}`,
    `look into ${house.processes.map(({ plan }) => plan.logFile).join(' and ')}`,
  );
};

export const untilReady = (house: House, api: Api, signal: AbortSignal): Promise<boolean> =>
  until(house, signal, 'the API is not ready', async () => {
    const response = await api.open('/readyz', { signal });
    const text = await response.text();
    if (response.ok) return true;
    throw new ApiFailure(503, { detail: text.slice(0, 500) });
  });

type HostDocument = http.HostDocument;

/** Known from an earlier start, a host counts as connected before its process is there: only a heartbeat says that it hears. */
export const untilHostJoined = (house: House, api: Api, name: string, signal: AbortSignal): Promise<HostDocument> =>
  until(house, signal, `host ${name} has not joined`, async () => {
    const host = await find<HostDocument>(api, `/api/v1/hosts/${name}`, signal);
    return host?.status === 'connected' && host.live !== null ? host : undefined;
  });
