/** Tells what an order to many vms would do to each, where only that was asked. */
import type { DryRun } from '@chronovisor/client';

import { exitCodes, type ExitCode } from '../exit-codes.ts';
import type { Shape } from '../output/columns.ts';
import type { Printer } from '../output/printer.ts';
import { dryRunShape, quotaLine } from './foretell.ts';

type ForeseenVm = NonNullable<DryRun['vms']>[number];

const shape: Shape = { noun: 'vm', columns: ['vm', 'outcome', 'would', 'problem'], fields: [] };

/** Steps say more than the event they begin with; what is under way has its operation. */
const wouldOf = ({ events, steps, joins }: ForeseenVm): string | null => {
  if (joins !== null) return joins;
  const names =
    steps.length > 0 ? steps : events.map(({ type }) => type).filter((type) => !type.startsWith('budgets.'));
  return names.length === 0 ? null : names.join(', ');
};

const rowOf = (foreseen: ForeseenVm) => ({
  vm: foreseen.vm.name,
  outcome: foreseen.outcome,
  would: wouldOf(foreseen),
  problem: foreseen.problem?.detail ?? null,
});

const isGood = ({ outcome }: ForeseenVm): boolean => outcome !== 'refused' && outcome !== 'skipped';

/** Each hint once: many that are refused are mostly so for one reason. */
const hintsOf = (vms: readonly ForeseenVm[]): readonly string[] => [
  ...new Set(vms.flatMap(({ outcome, problem }) => (outcome === 'refused' ? (problem?.hint ?? []) : []))),
];

export const foretellMany = async (foreseen: DryRun, printer: Printer): Promise<ExitCode> => {
  const { vms = [], quota } = foreseen;
  const good = vms.filter(isGood);
  if (printer.choice.format === 'name') good.forEach(({ vm }) => printer.line(vm.name));
  else if (printer.forPeople) {
    await printer.list(shape, vms.map(rowOf), { items: vms });
    quota.forEach((each) => printer.line(quotaLine(each)));
    hintsOf(vms).forEach((hint) => printer.complain([`hint: ${hint}`]));
  } else await printer.document(dryRunShape, foreseen);
  if (good.length === vms.length) return exitCodes.ok;
  return good.length > 0 ? exitCodes.partly : exitCodes.failed;
};
