/** `doctor`: looks this machine over; needs no running Chronovisor. */
import { exitCodes } from '../exit-codes.ts';
import { usage } from '../failure.ts';
import { mayColour } from '../terminal.ts';
import type { CommandPlan } from '../plan.ts';

export const doctorPlan: CommandPlan = {
  name: 'doctor',
  summary: 'Look this machine over, each finding with its remedy',
  description: 'Exit code 1 when something that is needed is missing.',
  run: async ({ terminal, printer }) => {
    const { examine, liveMachine, settingsFrom, toJson, toText, worst } = await import('@chronovisor/doctor');
    const { format } = printer.choice;
    if (!printer.forPeople && format !== 'json')
      throw usage(`doctor does not speak ${format}`, 'there are table and json');
    const findings = await examine(liveMachine(terminal.env), settingsFrom(terminal.env, terminal.uid, terminal.home));
    const colour = mayColour(terminal.env, terminal.stdout);
    printer.line((format === 'json' ? toJson(findings) : toText(findings, { colour })).trimEnd());
    return worst(findings) === 'fail' ? exitCodes.failed : exitCodes.ok;
  },
};
