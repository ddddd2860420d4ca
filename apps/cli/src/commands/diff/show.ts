/** `diff`: what is not as it was, thing by thing and field by field. */
import type { Diff } from '@chronovisor/client';

import { addFlag } from '../../described/flags.ts';
import { queryFrom, shapeOf, withQuery } from '../../described/list.ts';
import { placesOf } from '../../described/places.ts';
import type { OperationSpec } from '../../described/spec.ts';
import { exitCodes } from '../../exit-codes.ts';
import { usage } from '../../failure.ts';
import { cellText } from '../../output/cells.ts';
import type { CommandPlan } from '../../plan.ts';
import type { Session } from '../../session.ts';

type Thing = Diff['items'][number];
type Change = Thing['fields'][number];

const said = (field: string, value: unknown): string => (value === undefined ? 'nothing' : cellText(field, value));

const fieldLine = ({ pointer, from, to }: Change): string => {
  const field = pointer.slice(1).replaceAll('/', '.').replaceAll('~1', '/').replaceAll('~0', '~');
  return `  ${field}: ${said(field, from)} -> ${said(field, to)}`;
};

const linesFor = ({ kind, name, subject, change, fields }: Thing): readonly string[] => [
  `${kind.replace(/s$/, '')} ${name ?? subject.split('/').at(-1)} ${change}`,
  ...fields.map(fieldLine),
];

const print = ({ from, to, items, more }: Diff, { printer }: Session): void => {
  printer.say(`from ${from.time} (position ${from.position}) to ${to.time} (position ${to.position})`);
  if (items.length === 0) printer.say('all is as it was');
  items.flatMap(linesFor).forEach((line) => printer.line(line));
  if (more) printer.say('there is more: ask for more with --limit');
};

export const diffPlan = (spec: OperationSpec): CommandPlan => ({
  name: 'diff',
  summary: spec.summary,
  description: spec.description,
  addFlags: (command) => spec.query.forEach((field) => addFlag(command, field, false)),
  examples: ['chrono diff --from "2 hours ago"', 'chrono diff --from 1200 --to 1450 --subject vms/web-1'],
  run: async (session, { values }) => {
    if (values['from'] === undefined) throw usage('say from when on, with --from', 'for example --from "2 hours ago"');
    const path = withQuery(spec.path, queryFrom(spec.query, values));
    const diff = await session.api().ask<Diff>({ path, placeOf: placesOf(spec) });
    const { printer } = session;
    if (printer.forPeople) print(diff, session);
    else await printer.list(shapeOf(spec), diff.items, { ...diff });
    return exitCodes.ok;
  },
});
