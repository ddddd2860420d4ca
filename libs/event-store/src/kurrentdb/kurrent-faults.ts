/** Reads the client's errors: what is a conflict, what means "nothing was written", what means "nobody knows". */
import { isFault, messageOf, type Fault } from '@chronovisor/kernel';
import { ErrorType, StreamNotFoundError, WrongExpectedVersionError } from '@kurrent/kurrentdb-client';
import { tooLarge, unavailable, unknownOutcome, unsupported } from '../faults.ts';

export const isConflict = (error: unknown): error is WrongExpectedVersionError =>
  error instanceof WrongExpectedVersionError;
export const isNoStream = (error: unknown): boolean => error instanceof StreamNotFoundError;

const UNIMPLEMENTED = 12;
const TOO_LARGE: ReadonlySet<unknown> = new Set([
  ErrorType.MAXIMUM_APPEND_SIZE_EXCEEDED,
  ErrorType.TRANSACTION_MAX_SIZE_EXCEEDED,
  ErrorType.APPEND_RECORD_SIZE_EXCEEDED,
]);
/** The server said no before it wrote. */
const REJECTED: ReadonlySet<unknown> = new Set([
  ErrorType.ACCESS_DENIED,
  ErrorType.NOT_LEADER,
  ErrorType.INVALID_ARGUMENT,
]);

const typeOf = (error: unknown): unknown => (error as { type?: unknown } | null)?.type;
const codeOf = (error: unknown): unknown => (error as { code?: unknown } | null)?.code;

const definite = (error: unknown): Fault | null => {
  if (isFault(error)) return error;
  const type = typeOf(error);
  if (type === ErrorType.UNSUPPORTED || codeOf(error) === UNIMPLEMENTED) {
    return unsupported('KurrentDB 25.1 or later is needed, for commits to several streams', error);
  }
  return REJECTED.has(type) ? unavailable(`KurrentDB refused: ${messageOf(error)}`, error) : null;
};

export const asReadFault = (error: unknown): Fault =>
  definite(error) ?? unavailable(`KurrentDB does not answer: ${messageOf(error)}`, error);

/** `size`: of the commit, for the words of the fault. */
export const asAppendFault = (error: unknown, size: number): Fault => {
  const known = definite(error);
  if (known) return known;
  if (TOO_LARGE.has(typeOf(error))) {
    return tooLarge(size, Number((error as { maxSize?: unknown }).maxSize ?? 0), error);
  }
  const message = messageOf(error);
  // Never sent, hence no doubt.
  if (message.includes('No connection established') || message.includes('Failed to connect')) {
    return unavailable(`KurrentDB cannot be reached: ${message}`, error);
  }
  return unknownOutcome(`KurrentDB did not say whether it stored the commit: ${message}`, error);
};
