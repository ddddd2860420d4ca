/** A "no" on its way out: thrown by handlers, written by the filter as a problem document. */
import type { Reply, http } from '@chronovisor/contracts';
import { refuse, type Refusal } from '@chronovisor/kernel';
import { problemUrn } from '../../projections/documents/problem.ts';
import { classOfFault, classOfRefusal, statusOf, titleOf, type AnswerClass } from './status.ts';

export class HttpProblem extends Error {
  override readonly name = 'HttpProblem';
  readonly refusal: Refusal;
  readonly class: AnswerClass;
  readonly headers: Readonly<Record<string, string>>;

  constructor(refusal: Refusal, answerClass?: AnswerClass, headers: Readonly<Record<string, string>> = {}) {
    super(refusal.message);
    this.refusal = refusal;
    this.class = answerClass ?? classOfRefusal(refusal.code);
    this.headers = headers;
  }
}

type FaultReply = Extract<Reply, { kind: 'fault' }>;

const LATER = 'Try again in a moment; `GET /api/v1/status` shows which part is missing.';
const LOOK_FIRST = 'It may have been done: look at the state of things before asking again.';
const OURS = 'Look up the traceId in the log of the control process and report it.';

export const problemOfFault = ({ code, message, retry }: FaultReply, hint?: string): HttpProblem => {
  const answerClass = classOfFault(code, retry);
  const usual = retry === 'look-first' ? LOOK_FIRST : LATER;
  return new HttpProblem(refuse(code, message, { hint: hint ?? (answerClass === 'bug' ? OURS : usual) }), answerClass);
};

export const notFound = (noun: string, reference: string): HttpProblem =>
  new HttpProblem(
    refuse(`${noun}.not-found`, `there is no ${noun} ${reference}`, {
      hint: `List the ${noun}s to see their ids and names.`,
    }),
    'not-found',
  );

export const invalidAt = (pointer: string, detail: string, code = 'request.invalid'): HttpProblem =>
  new HttpProblem(refuse(code, detail, { hint: 'Correct what is named under errors.', errors: [{ pointer, detail }] }));

export interface Place {
  readonly traceId: string;
  readonly path: string;
}

/** An operation by its id, anything else by its path. */
const pathOfBlocker = (blocker: string): string =>
  `/api/v1/${blocker.includes('/') ? blocker : `operations/${blocker}`}`;

export const problemDocument = (
  { refusal, class: answerClass }: HttpProblem,
  { traceId, path }: Place,
): http.ProblemDocument => ({
  type: problemUrn(refusal.code),
  title: titleOf[answerClass],
  status: statusOf[answerClass],
  detail: refusal.message,
  code: refusal.code,
  ...(refusal.hint === undefined ? {} : { hint: refusal.hint }),
  ...(refusal.errors === undefined ? {} : { errors: [...refusal.errors] }),
  ...(refusal.blockedBy === undefined ? {} : { blockedBy: pathOfBlocker(refusal.blockedBy) }),
  traceId,
  instance: path,
});
