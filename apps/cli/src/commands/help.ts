/** `help`: of a command, or about a subject that belongs to no command. */
import type { Command } from 'commander';

import { didYouMean } from '@chronovisor/kernel';
import { exitCodeMeanings, exitCodes } from '../exit-codes.ts';
import { usage } from '../failure.ts';
import type { CommandPlan } from '../plan.ts';

const exitCodeLines = (): readonly string[] =>
  exitCodeMeanings.map(([code, meaning]) => `${String(code).padStart(3)}  ${meaning}`);

const environment: readonly (readonly [name: string, meaning: string])[] = [
  ['CHRONO_URL', 'address of the API; without it http://127.0.0.1:7080'],
  ['CHRONO_TOKEN', 'token; without it the file admin-token of the data folder, for an API on this machine'],
  ['CHRONO_DATA_DIR', 'data folder; without it /var/lib/chronovisor for root, else ~/.local/share/chronovisor'],
  ['CHRONO_HTTP_PORT', 'port of the API on this machine, instead of 7080'],
  ['CHRONO_HTTP_HOST', 'address that the API on this machine listens on, instead of 127.0.0.1'],
  ['CHRONO_ACCESSIBLE', '1: progress in lines of its own, nothing drawn over'],
  ['NO_COLOR', 'set: no colour'],
  ['CLICOLOR_FORCE', '1: colour also where there is no terminal'],
];

const topics: Readonly<Record<string, () => readonly string[]>> = {
  'exit-codes': exitCodeLines,
  environment: () => environment.map(([name, meaning]) => `${name.padEnd(18)} ${meaning}`),
};

const childOf = (command: Command, word: string): Command => {
  const names = command.commands.map((each) => each.name());
  const found = command.commands.find((each) => each.name() === word || each.aliases().includes(word));
  if (found !== undefined) return found;
  const known = command.parent === null ? [...names, ...Object.keys(topics)] : names;
  throw usage(`there is no help about "${word}"`, didYouMean(word, known) ?? `there is help about ${known.join(', ')}`);
};

export const helpPlan = (root: () => Command): CommandPlan => ({
  name: 'help',
  summary: 'Show help about a command, or about exit-codes or environment',
  words: '[command...]',
  run: async ({ printer }, { words }) => {
    const topic = topics[words[0] ?? ''];
    if (topic === undefined) printer.line(words.reduce(childOf, root()).helpInformation().trimEnd());
    else topic().forEach((line) => printer.line(line));
    return exitCodes.ok;
  },
});
