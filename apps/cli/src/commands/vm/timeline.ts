/** `vm timeline`: each request and all that followed from it, down to what was said to QEMU. */
import type { Timeline } from '@chronovisor/client';

import { addFlag } from '../../described/flags.ts';
import { queryFrom, shapeOf } from '../../described/list.ts';
import { documentOf } from '../../described/show.ts';
import type { OperationSpec } from '../../described/spec.ts';
import { exitCodes } from '../../exit-codes.ts';
import type { CommandPlan } from '../../plan.ts';
import type { Session } from '../../session.ts';

type Thread = Timeline['threads'][number];
type Entry = Thread['entries'][number];

const heads: Readonly<Record<Entry['kind'], string>> = {
  request: 'request',
  command: 'command',
  event: 'event',
  'host-command': 'host',
  'qmp-command': 'qmp  >',
  'qmp-event': 'qmp  <',
};

const timeOf = (at: string): string => at.slice(11, 23);

const entryLine = ({ at, kind, name, detail, position, tookMs }: Entry): string =>
  [
    `  ${timeOf(at)}  ${heads[kind].padEnd(8)} ${name}`,
    position === null ? '' : `#${position}`,
    tookMs === null ? '' : `(${tookMs} ms)`,
    detail === '' ? '' : `- ${detail}`,
  ]
    .filter((part) => part !== '')
    .join(' ');

const wholeIn = ({ partOf }: Thread): string =>
  partOf === null ? '' : `, part of ${partOf.operation} (${partOf.summary})`;

const threadLines = (thread: Thread): readonly string[] => {
  const { operation, actor, entries } = thread;
  const what = operation === null ? 'by itself' : `operation ${operation}`;
  return [
    `${entries[0]?.at.slice(0, 10) ?? ''} ${what}${wholeIn(thread)}, ${actor.kind} ${actor.id}`,
    ...entries.map(entryLine),
  ];
};

const print = ({ threads, host }: Timeline, { printer }: Session): void => {
  threads.flatMap(threadLines).forEach((line) => printer.line(line));
  if (!host.answered) printer.say(`what was said to QEMU is missing: ${host.detail}`);
};

export const timelinePlan = (spec: OperationSpec): CommandPlan => ({
  name: spec.verb,
  summary: spec.summary,
  description: spec.description,
  words: `<${spec.noun}>`,
  addFlags: (command) => spec.query.forEach((field) => addFlag(command, field, false)),
  examples: ['chrono vm timeline web-1', 'chrono vm timeline web-1 --event 1234'],
  run: async (session, { words: [vm = ''], values }) => {
    const timeline = (await documentOf(session.api(), spec, vm, queryFrom(spec.query, values))) as unknown as Timeline;
    const { printer } = session;
    if (printer.forPeople && printer.choice.columns === null) print(timeline, session);
    else await printer.document({ ...shapeOf(spec), noun: 'timeline' }, { ...timeline });
    return exitCodes.ok;
  },
});
