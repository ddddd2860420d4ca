/** `op wait`: takes up again an operation that nobody waited for. */
import type { Operation } from '@chronovisor/client';

import { exitCodes } from '../../exit-codes.ts';
import { addTimeoutFlag, timeoutFrom } from '../../described/change.ts';
import { pathFor, type OperationSpec } from '../../described/spec.ts';
import { withTarget } from '../../described/targets.ts';
import { carryOut } from '../../operations/carry-out.ts';
import type { CommandPlan } from '../../plan.ts';

/** Made from the command that shows one. */
export const waitPlan = (show: OperationSpec): CommandPlan => ({
  name: 'wait',
  summary: 'Wait for the end of operations',
  description: `Exit code ${exitCodes.ok} when all succeeded, ${exitCodes.timedOut} when the time is over first.`,
  words: '<operation...>',
  addFlags: addTimeoutFlag,
  run: (session, { words, values }) => {
    const api = session.api();
    const works = words.map((word) => ({
      label: word,
      ask: () => withTarget(api, show, word, (found) => api.ask<Operation>({ path: pathFor(show, found) })),
    }));
    const timeoutMs = timeoutFrom(values);
    return carryOut(works, { api, printer: session.printer, verb: 'wait', wait: true, timeoutMs });
  },
});
