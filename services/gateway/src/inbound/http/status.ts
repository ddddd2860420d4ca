/** The one table from a class of answer to the number HTTP has for it. */
import { refusalClasses } from '@chronovisor/contracts';
import type { RetryAdvice } from '@chronovisor/kernel';

export const statusOf = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  'not-found': 404,
  method: 405,
  conflict: 409,
  gone: 410,
  precondition: 412,
  'too-large': 413,
  'unsupported-type': 415,
  unprocessable: 422,
  'upgrade-required': 426,
  bug: 500,
  unavailable: 503,
  capacity: 507,
} as const satisfies Record<string, number>;

export type AnswerClass = keyof typeof statusOf;

export const titleOf: Readonly<Record<AnswerClass, string>> = {
  invalid: 'The request is not valid',
  unauthenticated: 'Who is asking is not known',
  forbidden: 'This is not allowed',
  'not-found': 'There is no such thing',
  method: 'The method does not go with this path',
  conflict: 'It cannot be done now',
  gone: 'It is no longer kept',
  precondition: 'It has changed meanwhile',
  'too-large': 'The request is too large',
  'unsupported-type': 'The body is not JSON',
  unprocessable: 'The request contradicts an earlier one',
  'upgrade-required': 'This speaks WebSocket',
  bug: 'We made a mistake',
  unavailable: 'A part of the system does not answer',
  capacity: 'There is no room for it',
};

export const switching = 101;
export const ok = 200;
export const accepted = 202;
/** What the router says of a path parameter that is longer than any name. */
export const uriTooLong = 414;
export const firstError = 400;
export const firstFault = 500;

const classes: Readonly<Record<string, string>> = refusalClasses;

/** A code nobody listed is a mistake of ours. */
export const classOfRefusal = (code: string): AnswerClass => {
  const named = classes[code];
  return named !== undefined && named in statusOf ? (named as AnswerClass) : 'bug';
};

/** A fault may carry a driver's code that is not listed; its advice tells what it means to the one who asked. */
export const classOfFault = (code: string, retry: RetryAdvice): AnswerClass => {
  if (classes[code] !== undefined) return classOfRefusal(code);
  return retry === 'never' ? 'bug' : 'unavailable';
};
