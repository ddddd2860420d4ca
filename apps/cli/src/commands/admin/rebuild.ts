/** `admin rebuild`: the views anew from the log, and whether the old ones were right. */
import type { DryRun, SelfCheck } from '@chronovisor/client';

import { shapeOf } from '../../described/list.ts';
import type { OperationSpec } from '../../described/spec.ts';
import { exitCodes } from '../../exit-codes.ts';
import type { CommandPlan } from '../../plan.ts';

const outcomeOf = ({ consistent, things, position, differences, tookMs }: SelfCheck): string => {
  const built = `${things} documents up to position ${position}, in ${tookMs} ms`;
  return consistent ? `rebuilt: ${built}; all as before` : `rebuilt: ${built}; ${differences.length} were wrong before`;
};

export const rebuildPlan = (spec: OperationSpec): CommandPlan => ({
  name: spec.verb,
  summary: spec.summary,
  description: spec.description,
  addFlags: (command) => {
    command.option('--dry-run', 'tell what would happen; nothing changes');
  },
  run: async ({ api, printer }, { values }) => {
    const isDry = values['dryRun'] === true;
    const path = isDry ? `${spec.path}?dryRun=true` : spec.path;
    const answer = await api().ask<SelfCheck | DryRun>({ method: spec.method, path });
    if ('dryRun' in answer) printer.say('the views would be built anew; no event would be recorded');
    else if (printer.forPeople) printer.say(outcomeOf(answer));
    if (!printer.forPeople) await printer.document(shapeOf(spec), { ...answer });
    return 'dryRun' in answer || answer.consistent ? exitCodes.ok : exitCodes.failed;
  },
});
