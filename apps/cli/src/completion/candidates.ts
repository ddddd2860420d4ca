/** Words that may stand where the cursor is: commands, flags, values, and names of what there is. */
import type { Command, Option } from 'commander';

import { openApi } from '../api/api.ts';
import { httpTransport } from '../api/transport.ts';
import { everyOne } from '../described/targets.ts';
import { exitCodes, type ExitCode } from '../exit-codes.ts';
import { Failure } from '../failure.ts';
import { formats } from '../output/formats.ts';
import { connectionFrom } from '../settings.ts';
import type { Terminal } from '../terminal.ts';

/** Words of the command line that name things of the API. */
const collections: Readonly<Record<string, string>> = {
  vm: 'vms',
  group: 'groups',
  schedule: 'schedules',
  operation: 'operations',
  host: 'hosts',
  pool: 'pools',
  volume: 'volumes',
  image: 'images',
  network: 'networks',
  nic: 'networks',
};

/** A person is waiting with the finger on the key. */
const PATIENCE_MS = 800;

const longOf = ({ long, short }: Option): string => long ?? short ?? '';

const optionFor = (command: Command, word: string): Option | undefined =>
  command.options.find(({ long, short }) => long === word || short === word);

const takesValue = (option: Option | undefined): option is Option =>
  option !== undefined && (option.required || option.optional);

const childOf = (command: Command, word: string): Command | undefined =>
  command.commands.find((each) => each.name() === word || each.aliases().includes(word));

interface Place {
  readonly command: Command;
  /** The flag whose value is being written. */
  readonly option: Option | undefined;
  readonly words: readonly string[];
}

/** Walks the words before the cursor. */
const placeOf = (root: Command, before: readonly string[]): Place => {
  let command = root;
  let option: Option | undefined;
  const words: string[] = [];
  for (const word of before) {
    if (option !== undefined) option = undefined;
    else if (word.startsWith('-')) {
      const found = optionFor(command, word);
      option = takesValue(found) ? found : undefined;
    } else {
      const child = words.length === 0 ? childOf(command, word) : undefined;
      if (child === undefined) words.push(word);
      else command = child;
    }
  }
  return { command, option, words };
};

const names = async (noun: string, terminal: Terminal): Promise<readonly string[]> => {
  const collection = collections[noun];
  if (collection === undefined) return [];
  const stop = AbortSignal.any([terminal.interrupted, AbortSignal.timeout(PATIENCE_MS)]);
  const api = openApi(connectionFrom({}, terminal), httpTransport(), stop);
  try {
    return (await everyOne(api, `/api/v1/${collection}`)).map(({ id, name }) => name ?? id);
  } catch (error) {
    // Without an API there are no names, and a prompt is no place to complain.
    if (error instanceof Failure) return [];
    throw error;
  } finally {
    api.close();
  }
};

const valuesOf = async (option: Option, terminal: Terminal): Promise<readonly string[]> => {
  const word = /<(.+)>/.exec(option.flags)?.[1] ?? '';
  if (option.long === '--output') return formats;
  if (word.includes('|')) return word.split('|');
  return names((option.long ?? '').replace(/^--/, ''), terminal);
};

const argumentNoun = (command: Command, words: readonly string[]): string => {
  const { registeredArguments: known } = command;
  const last = known.at(-1);
  const argument = known[words.length] ?? (last?.variadic === true ? last : undefined);
  return argument?.name() ?? '';
};

const candidates = async ({ command, option, words }: Place, current: string, terminal: Terminal) => {
  if (option !== undefined) return valuesOf(option, terminal);
  if (current.startsWith('-')) return command.options.map(longOf);
  if (command.commands.length > 0 && words.length === 0) return command.commands.map((each) => each.name());
  return names(argumentNoun(command, words), terminal);
};

/** `words`: all behind `chrono`, the last one being written. */
export const complete = async (root: Command, words: readonly string[], terminal: Terminal): Promise<ExitCode> => {
  const current = words.at(-1) ?? '';
  const found = await candidates(placeOf(root, words.slice(0, -1)), current, terminal);
  const fitting = [...new Set(found)].filter((word) => word.startsWith(current));
  terminal.stdout.write(fitting.map((word) => `${word}\n`).join(''));
  return exitCodes.ok;
};
