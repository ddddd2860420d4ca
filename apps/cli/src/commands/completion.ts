/** `completion`: prints what makes a shell complete our words. */
import { didYouMean } from '@chronovisor/kernel';
import { completionScripts } from '../completion/scripts.ts';
import { exitCodes } from '../exit-codes.ts';
import { usage } from '../failure.ts';
import type { CommandPlan } from '../plan.ts';

export const completionPlan: CommandPlan = {
  name: 'completion',
  summary: 'Print the completion of a shell: bash, zsh or fish',
  words: '<shell>',
  examples: ['eval "$(chrono completion bash)"', 'chrono completion fish | source'],
  run: async ({ printer }, { words: [shell = ''] }) => {
    const known = Object.keys(completionScripts);
    const script = known.includes(shell) ? completionScripts[shell] : undefined;
    if (script === undefined)
      throw usage(`there is no completion for "${shell}"`, didYouMean(shell, known) ?? `there is ${known.join(', ')}`);
    printer.line(script.trimEnd());
    return exitCodes.ok;
  },
};
