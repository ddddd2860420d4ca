/** `vm why`, and `why`: a vm's status in words. */
import type { Why } from '@chronovisor/client';

import { shapeOf } from '../../described/list.ts';
import { documentOf } from '../../described/show.ts';
import type { OperationSpec } from '../../described/spec.ts';
import { exitCodes } from '../../exit-codes.ts';
import { cellText } from '../../output/cells.ts';
import type { CommandPlan } from '../../plan.ts';
import type { Session } from '../../session.ts';

const print = ({ summary, because, waitsFor, next }: Why, { printer }: Session): void => {
  printer.line(summary);
  for (const { at, position, text } of because) printer.line(`  ${cellText('at', at)}  #${position}  ${text}`);
  if (waitsFor !== null) printer.line(`waits for: ${waitsFor}`);
  for (const hint of next) printer.say(`hint: ${hint}`);
};

export const whyPlan = (spec: OperationSpec): CommandPlan => ({
  name: spec.verb,
  summary: spec.summary,
  description: spec.description,
  words: `<${spec.noun}>`,
  run: async (session, { words: [vm = ''] }) => {
    const why = (await documentOf(session.api(), spec, vm)) as unknown as Why;
    const { printer } = session;
    if (printer.forPeople && printer.choice.columns === null) print(why, session);
    else await printer.document({ ...shapeOf(spec), noun: 'why' }, { ...why });
    return exitCodes.ok;
  },
});
