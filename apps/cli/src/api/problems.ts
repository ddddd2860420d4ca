/** Turns the API's "no", and its silence, into failures that say what to do next. */
import type { Problem as WholeProblem } from '@chronovisor/client';

import { exitCodes, exitOfStatus } from '../exit-codes.ts';
import { Failure } from '../failure.ts';
import type { Connection } from '../settings.ts';

type Problem = Partial<WholeProblem>;

const parsed = (text: string): Problem => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    // Not ours: a proxy answers in its own words.
    return { detail: text.trim().slice(0, 300) };
  }
};

/** `/nics/0/mac` as a reader of flags sees it; the caller knows the flags. */
export type PlaceOf = (pointer: string) => string;

const bare: PlaceOf = (pointer) => (pointer === '' ? 'the whole' : pointer);

const faultsOf = ({ errors, detail }: Problem, placeOf: PlaceOf): readonly string[] =>
  (errors ?? [])
    .map((each) => ({ place: placeOf(each.pointer), text: each.detail }))
    // One fault that says no more than the headline is said once.
    .filter(({ text }) => (errors ?? []).length > 1 || text !== detail)
    .map(({ place, text }) => `${place}: ${text}`);

/** What to look at: an operation can be waited for, anything else has a path. */
const lookAt = (path: string): string =>
  path.includes('/operations/') ? `chrono op wait ${path.split('/').at(-1)}` : `chrono api GET ${path}`;

const hintOf = (status: number, problem: Problem, connection: Connection): string | undefined => {
  if (status === 401 && connection.token === null) return connection.tokenHint;
  if (problem.blockedBy !== undefined) {
    const look = lookAt(problem.blockedBy);
    return problem.hint === undefined ? look : `${problem.hint} See ${look}`;
  }
  return problem.hint;
};

export const failureOf = (status: number, text: string, connection: Connection, placeOf: PlaceOf = bare): Failure => {
  const problem = parsed(text);
  const message = problem.detail || problem.title || `the API answers ${status}`;
  return new Failure(exitOfStatus(status), message, {
    hint: hintOf(status, problem, connection),
    code: problem.code,
    requestId: problem.traceId,
    faults: faultsOf(problem, placeOf),
  });
};

const words: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nobody listens there',
  ENOTFOUND: 'there is no such machine',
  EAI_AGAIN: 'the name of the machine cannot be looked up now',
  ETIMEDOUT: 'no answer came in time',
  EHOSTUNREACH: 'there is no way to that machine',
  ENETUNREACH: 'there is no way to that network',
  ECONNRESET: 'the connection was cut',
};

export const unreachable = (code: string, { url, assumed }: Connection): Failure => {
  const cause = `${words[code] ?? code}${words[code] === undefined ? '' : ` (${code})`}`;
  const absent = code === 'ECONNREFUSED' && assumed;
  const hint = assumed
    ? 'start it with npm start, or say where it is with --url or CHRONO_URL'
    : 'check --url or CHRONO_URL, and that Chronovisor runs there';
  const message = absent ? `Chronovisor is not running at ${url}` : `the API at ${url} does not answer`;
  return new Failure(exitCodes.failed, message, { cause, hint, code: 'api.unreachable' });
};
