/** `vm drift adopt` and `vm drift repair`: the two ways out of a drift under one word. */
import { usage } from '../../failure.ts';
import type { CommandPlan } from '../../plan.ts';

export const driftPlan = (adopt: CommandPlan, repair: CommandPlan): CommandPlan => ({
  name: 'drift',
  summary: 'Adopt or repair what a host shows and nobody asked for',
  description: `adopt: ${adopt.summary}. repair: ${repair.summary}.`,
  words: '<adopt|repair> <vm...>',
  ...(repair.addFlags === undefined ? {} : { addFlags: repair.addFlags }),
  examples: ['chrono vm drift repair web-1', 'chrono vm drift adopt web-1 --dry-run'],
  run: (session, { words: [what = '', ...vms], values }) => {
    const plan = { adopt, repair }[what];
    if (plan === undefined) throw usage(`say adopt or repair, not "${what}"`, 'chrono vm drift --help');
    return plan.run(session, { words: vms, values });
  },
});
