/** Turns the problem an event carries into the one clients see. */
import type { Problem, http } from '@chronovisor/contracts';

export const problemUrn = (code: string): string => `urn:chronovisor:problem:${code}`;

export const outsideProblem = ({ code, message, hint, facts }: Problem): http.OperationProblem => ({
  type: problemUrn(code),
  code,
  detail: message,
  ...(hint === undefined ? {} : { hint }),
  ...(facts === undefined ? {} : { facts }),
});
