/** Tells what a change would do to each of its targets, where only that was asked. */
import type { DryRun } from '@chronovisor/client';

import { exitCodes, exitOfMany, type ExitCode } from '../exit-codes.ts';
import { Failure, linesOf } from '../failure.ts';
import { cellText } from '../output/cells.ts';
import type { Shape } from '../output/columns.ts';
import type { Printer } from '../output/printer.ts';
import { sideBySide } from './side-by-side.ts';

export interface Question {
  readonly label: string;
  readonly ask: () => Promise<DryRun>;
}

type Told = { readonly label: string } & ({ readonly foreseen: DryRun } | { readonly failure: Failure });

export const dryRunShape: Shape = { noun: 'dry run', columns: ['type', 'target'], fields: [] };

const askOne = async ({ label, ask }: Question): Promise<Told> => {
  try {
    return { label, foreseen: await ask() };
  } catch (error) {
    if (error instanceof Failure && error.exit !== exitCodes.interrupted) return { label, failure: error };
    throw error;
  }
};

const outcomeOf = ({ type, events, joins }: DryRun): string => {
  if (joins !== null) return `${type} is under way already, as operation ${joins}`;
  return events.length === 0 ? `${type} would change nothing` : `${type} would be recorded`;
};

const stepLine = ({ name, after, undo }: DryRun['steps'][number]): string =>
  [`  step   ${name}`, after.length === 0 ? '' : `after ${after.join(', ')}`, undo ? '' : 'not taken back']
    .filter((part) => part !== '')
    .join('; ');

export const quotaLine = ({ of, used }: DryRun['quota'][number]): string =>
  `  used   ${of}: ${Object.entries(used)
    .map(([what, amount]) => `${what} ${cellText(what, amount)}`)
    .join(', ')}`;

/** Of those that come along. */
const vmLine = ({ vm, outcome, problem }: NonNullable<DryRun['vms']>[number]): string =>
  [`  vm     ${vm.name}: ${outcome}`, ...(problem === null ? [] : [problem.detail])].join('; ');

const linesFor = (label: string, foreseen: DryRun): readonly string[] => [
  `${label}: ${outcomeOf(foreseen)}`,
  ...(foreseen.placement?.candidates ?? []).map(
    ({ name, chosen, reason }) => `  host   ${name}${chosen ? ' (chosen)' : ''}: ${reason}`,
  ),
  ...foreseen.events.map(({ type, stream }) => `  event  ${type} on ${stream}`),
  ...foreseen.steps.map(stepLine),
  ...(foreseen.vms ?? []).map(vmLine),
  ...foreseen.quota.map(quotaLine),
];

const print = async (told: readonly Told[], printer: Printer): Promise<void> => {
  const good = told.flatMap((each) => ('foreseen' in each ? [each] : []));
  if (printer.choice.format === 'name') return good.forEach(({ label }) => printer.line(label));
  if (printer.forPeople)
    return good.flatMap(({ label, foreseen }) => linesFor(label, foreseen)).forEach((line) => printer.line(line));
  const [only] = good;
  if (told.length === 1 && only !== undefined) return printer.document(dryRunShape, only.foreseen);
  const items = good.map(({ foreseen }) => foreseen);
  await printer.list(dryRunShape, items, { items, nextCursor: null });
};

export const foretell = async (questions: readonly Question[], printer: Printer): Promise<ExitCode> => {
  const told = await sideBySide(questions, askOne);
  await print(told, printer);
  const failures = told.flatMap((each) => ('failure' in each ? [each] : []));
  const [first] = failures;
  if (told.length === 1 && first !== undefined) throw first.failure;
  for (const { label, failure } of failures) printer.complain(linesOf(failure, label));
  return exitOfMany(told.map((each) => ('failure' in each ? each.failure.exit : exitCodes.ok)));
};
