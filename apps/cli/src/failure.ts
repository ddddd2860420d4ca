/** A command that cannot go on: what happened, why, what to type next, and the code a script reads. */
import { exitCodes, type ExitCode } from './exit-codes.ts';

export interface FailureDetail {
  readonly cause?: string | undefined;
  readonly hint?: string | undefined;
  /** The API's own code, such as `vm.name-taken`. */
  readonly code?: string | undefined;
  /** Finds the request in the logs. */
  readonly requestId?: string | undefined;
  /** One line for each thing wrong with the input. */
  readonly faults?: readonly string[] | undefined;
}

export class Failure extends Error {
  override readonly name = 'Failure';
  readonly exit: ExitCode;
  readonly detail: FailureDetail;

  constructor(exit: ExitCode, message: string, detail: FailureDetail = {}) {
    super(message);
    this.exit = exit;
    this.detail = detail;
  }
}

export const usage = (message: string, hint?: string): Failure => new Failure(exitCodes.usage, message, { hint });

export const interrupted = (message = '', hint?: string): Failure =>
  new Failure(exitCodes.interrupted, message, { hint });

/** `subject` names the target where there are several. */
export const linesOf = (failure: Failure, subject?: string): readonly string[] => {
  const { cause, hint, code, requestId, faults = [] } = failure.detail;
  const named: readonly (readonly [string, string | undefined])[] = [
    ['cause', cause],
    ['hint', hint],
    ['code', code],
    ['request', requestId],
  ];
  // Whoever interrupts a command knows that it did not end by itself.
  const kind = failure.exit === exitCodes.interrupted ? '' : 'error: ';
  const first = `${kind}${subject === undefined ? '' : `${subject}: `}${failure.message}`;
  return [
    ...(first === '' ? [] : [first]),
    ...faults.map((fault) => `  ${fault}`),
    ...named.flatMap(([label, text]) => (text === undefined || text === '' ? [] : [`${label}: ${text}`])),
  ];
};
