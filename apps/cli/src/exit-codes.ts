/** The one table of exit codes: what a script may rely on when a command ends. */

export const exitCodes = {
  ok: 0,
  failed: 1,
  usage: 2,
  notFound: 3,
  unauthenticated: 4,
  forbidden: 5,
  conflict: 6,
  timedOut: 7,
  partly: 8,
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

export const exitCodeMeanings: readonly (readonly [code: ExitCode, meaning: string])[] = [
  [exitCodes.ok, 'done'],
  [exitCodes.failed, 'failed: the work was not done, the answer was bad, or the API does not answer'],
  [exitCodes.usage, 'used wrongly: unknown word, bad value, or a confirmation that nobody could give'],
  [exitCodes.notFound, 'what was named is not there'],
  [exitCodes.unauthenticated, 'no token, or not a valid one'],
  [exitCodes.forbidden, 'the token does not allow it'],
  [exitCodes.conflict, 'it cannot be done now: wrong status, name taken, in use, or changed meanwhile'],
  [exitCodes.timedOut, 'the time to wait is over; the operation goes on'],
  [exitCodes.partly, 'some of several targets failed'],
  [exitCodes.interrupted, 'interrupted by Ctrl-C; an operation that was asked for goes on'],
];

const byStatus: Readonly<Record<number, ExitCode>> = {
  400: exitCodes.usage,
  401: exitCodes.unauthenticated,
  403: exitCodes.forbidden,
  404: exitCodes.notFound,
  409: exitCodes.conflict,
  412: exitCodes.conflict,
  413: exitCodes.usage,
  422: exitCodes.usage,
};

export const exitOfStatus = (status: number): ExitCode => byStatus[status] ?? exitCodes.failed;

/** Of several targets: the shared outcome when all failed alike, `partly` when some went well. */
export const exitOfMany = (exits: readonly ExitCode[]): ExitCode => {
  const failures = exits.filter((exit) => exit !== exitCodes.ok);
  const [first = exitCodes.ok] = failures;
  if (failures.includes(exitCodes.interrupted)) return exitCodes.interrupted;
  if (failures.length < exits.length) return failures.length === 0 ? exitCodes.ok : exitCodes.partly;
  return failures.every((exit) => exit === first) ? first : exitCodes.failed;
};
