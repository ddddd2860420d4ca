/** Puts the plans into a parser, runs what was typed, and answers with an exit code. */
import { Command, CommanderError } from 'commander';

import { didYouMean } from '@chronovisor/kernel';
import { completionPlan } from './commands/completion.ts';
import { helpPlan } from './commands/help.ts';
import { complete } from './completion/candidates.ts';
import { exitCodes, type ExitCode } from './exit-codes.ts';
import { Failure, interrupted, linesOf, usage } from './failure.ts';
import type { Call, CommandPlan } from './plan.ts';
import { nouns, shortcuts, type Noun } from './plans.ts';
import { addSharedFlags, openSession } from './session.ts';
import type { Terminal } from './terminal.ts';
import { version } from './version.ts';

type Values = Record<string, unknown>;

/** Only what was typed: a flag before the noun must not be undone by the silence behind the verb. */
const typed = (command: Command): Values => {
  const values = command.opts<Values>();
  const names = Object.keys(values).filter((name) => command.getOptionValueSource(name) === 'cli');
  return Object.fromEntries(names.map((name) => [name, values[name]]));
};

const valuesOf = (root: Command, command: Command): Values => ({
  ...command.opts<Values>(),
  ...typed(root),
  ...typed(command),
});

const wordsOf = (command: Command): readonly string[] =>
  command.processedArgs.flat().filter((word): word is string => typeof word === 'string');

interface Outcome {
  exit: ExitCode;
}

const shown = new Set(['commander.helpDisplayed', 'commander.version']);

const nameOf = (command: Command): string =>
  command.parent === null ? command.name() : `${nameOf(command.parent)} ${command.name()}`;

/** Commander's words, cut into what happened and what was perhaps meant. */
const failureOfParser = ({ message }: CommanderError, misused: Command | undefined): Failure => {
  const [first = '', ...rest] = message.replace(/^error: /, '').split('\n');
  const guess = /\(Did you mean (?:one of )?(.+?)\?\)/.exec(rest.join(' '))?.[1];
  const help = misused === undefined ? 'chrono help' : `${nameOf(misused)} --help`;
  return usage(first, guess === undefined ? help : `did you mean ${guess}?`);
};

class Program {
  readonly root: Command;
  readonly #terminal: Terminal;
  readonly #outcome: Outcome = { exit: exitCodes.ok };
  /** The one whose words or flags were wrong. */
  #misused: Command | undefined;

  /** `full`: all verbs of all nouns, for help and completion; else those of the noun in `argv` alone. */
  constructor(terminal: Terminal, argv: readonly string[], full = false) {
    this.#terminal = terminal;
    this.root = addSharedFlags(this.#root());
    this.root.commandsGroup('Things:');
    for (const noun of nouns) this.#addNoun(noun, full || mentions(argv, noun));
    this.root.commandsGroup('Shortcuts and tools:');
    const tools = [completionPlan, helpPlan(() => new Program(terminal, argv, true).root)];
    for (const plan of [...shortcuts, ...tools]) this.#addPlan(this.root, plan);
  }

  async run(argv: readonly string[]): Promise<ExitCode> {
    try {
      await this.root.parseAsync(argv, { from: 'user' });
    } catch (error) {
      throw error instanceof CommanderError && !shown.has(error.code) ? failureOfParser(error, this.#misused) : error;
    }
    return this.#outcome.exit;
  }

  #root(): Command {
    const { stdout } = this.#terminal;
    return new Command('chrono')
      .description('The command line of Chronovisor.')
      .exitOverride()
      .enablePositionalOptions()
      .helpCommand(false)
      .version(version, '-V, --version', 'version of this command')
      .configureOutput({
        writeOut: (text) => void stdout.write(text),
        // Errors are told once, in our own form.
        writeErr: () => undefined,
        getOutHelpWidth: () => stdout.columns ?? 100,
        getOutHasColors: () => false,
      })
      .addHelpText('after', '\nMore: chrono help <command>, chrono help exit-codes, chrono help environment');
  }

  #addNoun({ name, aliases, summary, plans, usual }: Noun, whole: boolean): void {
    const command = this.root.command(name).summary(summary).description(summary).aliases(aliases);
    command.enablePositionalOptions().allowExcessArguments();
    const made = whole ? plans() : [];
    for (const plan of made) this.#addPlan(command, plan);
    const plan = made.find((each) => each.name === usual);
    if (plan !== undefined) this.#equip(command, plan);
    command.action(() =>
      plan === undefined || command.args.length > 0 ? this.#tellVerbs(command) : this.#act(plan, command),
    );
  }

  /** A noun alone asks for nothing. */
  #tellVerbs(command: Command): never {
    const [word] = command.args;
    const verbs = command.commands.map((each) => each.name());
    const start =
      word === undefined ? `say what to do with ${command.name()}` : `${command.name()} does not know "${word}"`;
    const guess = word === undefined ? undefined : didYouMean(word, verbs);
    throw usage(start, guess ?? `there are ${verbs.join(', ')}; see chrono ${command.name()} --help`);
  }

  #equip(command: Command, plan: CommandPlan): void {
    plan.addFlags?.(command);
    addSharedFlags(command);
    if (plan.examples === undefined) return;
    command.addHelpText('after', `\nExamples:\n${plan.examples.map((line) => `  ${line}`).join('\n')}`);
  }

  #addPlan(parent: Command, plan: CommandPlan): void {
    const command = parent.command(plan.words === undefined ? plan.name : `${plan.name} ${plan.words}`);
    command
      .summary(plan.summary)
      .description(plan.description === undefined ? `${plan.summary}.` : `${plan.summary}. ${plan.description}`);
    command.aliases([...(plan.aliases ?? [])]).allowExcessArguments(false);
    this.#equip(command, plan);
    command.exitOverride((error) => {
      this.#misused = command;
      throw error;
    });
    command.action(() => this.#act(plan, command));
  }

  async #act(plan: CommandPlan, command: Command): Promise<void> {
    const values = valuesOf(this.root, command);
    const call: Call = { words: wordsOf(command), values };
    const session = openSession(this.#terminal, values);
    try {
      this.#outcome.exit = await plan.run(session, call);
    } finally {
      session.close();
    }
  }
}

/** An option's value may look like a noun; then its verbs are made for nothing, which harms nobody. */
const mentions = (argv: readonly string[], { name, aliases }: Noun): boolean =>
  argv.some((word) => word === name || aliases.includes(word));

const failureOf = (error: unknown, terminal: Terminal): Failure => {
  if (error instanceof Failure) return error;
  if (terminal.interrupted.aborted) return interrupted();
  throw error;
};

const start = async (argv: readonly string[], terminal: Terminal): Promise<ExitCode> => {
  if (argv[0] === '__complete') return complete(new Program(terminal, argv, true).root, argv.slice(1), terminal);
  const program = new Program(terminal, argv);
  if (argv.length > 0) return program.run(argv);
  terminal.stdout.write(program.root.helpInformation());
  return exitCodes.ok;
};

export const run = async (argv: readonly string[], terminal: Terminal): Promise<ExitCode> => {
  try {
    return await start(argv, terminal);
  } catch (error) {
    if (error instanceof CommanderError && shown.has(error.code)) return exitCodes.ok;
    const failure = failureOf(error, terminal);
    terminal.stderr.write(
      linesOf(failure)
        .map((line) => `${line}\n`)
        .join(''),
    );
    return failure.exit;
  }
};
