/** `audit verify`: a broken chain is a failure, for scripts as for people. */
import { exitCodes } from '../../exit-codes.ts';
import { shapeOf } from '../../described/list.ts';
import type { OperationSpec } from '../../described/spec.ts';
import { cellText, isPlain, type Plain } from '../../output/cells.ts';
import type { CommandPlan } from '../../plan.ts';

const brokenText = (broken: unknown): string => {
  if (!isPlain(broken)) return 'no link is named';
  return Object.entries(broken)
    .map(([field, value]) => `${field} ${cellText(field, value)}`)
    .join(', ');
};

export const verifyPlan = (spec: OperationSpec): CommandPlan => ({
  name: spec.verb,
  summary: spec.summary,
  description: 'Exit code 1 when a record was altered, removed or added behind the back of the system.',
  run: async ({ api, printer }) => {
    const verdict = await api().ask<Plain>({ path: spec.path, patienceMs: 600_000 });
    const { valid, records, broken } = verdict;
    if (!printer.forPeople) await printer.document(shapeOf(spec), verdict);
    else if (valid === true) printer.line(`the audit trail is intact: ${cellText('records', records)} records`);
    else printer.line(printer.paint('bad', `the audit trail is broken: ${brokenText(broken)}`));
    return valid === true ? exitCodes.ok : exitCodes.failed;
  },
});
