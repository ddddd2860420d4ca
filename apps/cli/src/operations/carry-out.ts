/** Carries a change through for each of its targets: ask, wait, report; several side by side. */
import type { Operation } from '@chronovisor/client';

import type { Api } from '../api/api.ts';
import { secondsText } from '../durations.ts';
import { exitCodes, exitOfMany, type ExitCode } from '../exit-codes.ts';
import { Failure, linesOf } from '../failure.ts';
import type { Shape } from '../output/columns.ts';
import type { Printer } from '../output/printer.ts';
import { Progress } from './progress.ts';
import { sideBySide } from './side-by-side.ts';
import { badEnd, waitForEnd } from './wait.ts';
import { doneWord } from './words.ts';

export interface Work {
  readonly label: string;
  readonly ask: () => Promise<Operation>;
}

export interface Carrying {
  readonly api: Api;
  readonly printer: Printer;
  readonly verb: string;
  readonly wait: boolean;
  readonly timeoutMs: number;
}

export const operationShape: Shape = {
  noun: 'operation',
  columns: ['id', 'type', 'status', 'target', 'createdAt'],
  fields: [],
};

interface Outcome {
  readonly label: string;
  readonly operation: Operation | null;
  readonly failure: Failure | null;
}

/** Only the answer to the request itself tells it: what is read of the operation later does not. */
const secretIn = (operation: Operation): { readonly secret?: string } => {
  const { secret } = operation as { readonly secret?: unknown };
  return typeof secret === 'string' ? { secret } : {};
};

const failed = (label: string, operation: Operation | null, error: unknown): Outcome => {
  if (error instanceof Failure) return { label, operation, failure: error };
  throw error;
};

const carryOne = async (work: Work, progress: Progress, { api, verb, wait, timeoutMs }: Carrying): Promise<Outcome> => {
  const { label } = work;
  const begun = performance.now();
  let operation: Operation | null = null;
  try {
    operation = await work.ask();
    if (!wait) return { label, operation, failure: null };
    const told = secretIn(operation);
    const onProgress = (seen: Operation): void => progress.update(label, seen);
    operation = { ...(await waitForEnd(operation, { api, timeoutMs, onProgress })), ...told };
    const failure = badEnd(operation);
    progress.end(
      label,
      failure === null ? `${label}: ${doneWord(verb)} (${secondsText(performance.now() - begun)})` : '',
    );
    return { label, operation, failure };
  } catch (error) {
    progress.end(label, '');
    return failed(label, operation, error);
  }
};

const printSecret = (printer: Printer, secret: string): void => {
  printer.say('its secret, shown this once:');
  printer.line(secret);
};

/** Data on stdout: secrets that are told once, else operations for programs; ids where nobody waits; names for -q. */
const printOutcomes = async (outcomes: readonly Outcome[], { printer, wait }: Carrying): Promise<void> => {
  const operations = outcomes.flatMap(({ operation }) => operation ?? []);
  const { format } = printer.choice;
  if (format === 'name') {
    const good = outcomes.filter(({ operation, failure }) => operation !== null && failure === null);
    return good.forEach(({ label, operation }) => printer.line(wait ? label : (operation as Operation).id));
  }
  if (printer.forPeople) {
    if (!wait) operations.forEach(({ id }) => printer.line(id));
    for (const { secret } of operations.map(secretIn)) if (secret !== undefined) printSecret(printer, secret);
    return;
  }
  const [only] = operations;
  if (outcomes.length === 1 && only !== undefined) return printer.document(operationShape, only);
  if (outcomes.length > 1) await printer.list(operationShape, operations, { items: operations, nextCursor: null });
};

export const carryOut = async (works: readonly Work[], carrying: Carrying): Promise<ExitCode> => {
  const progress = new Progress(carrying.printer);
  let outcomes: readonly Outcome[];
  try {
    outcomes = await sideBySide(works, (work) => carryOne(work, progress, carrying));
  } finally {
    progress.close();
  }
  await printOutcomes(outcomes, carrying);
  const failures = outcomes.filter(({ failure }) => failure !== null);
  const [first] = failures;
  if (outcomes.length === 1 && first !== undefined) throw first.failure as Failure;
  for (const { label, failure } of failures) carrying.printer.complain(linesOf(failure as Failure, label));
  return exitOfMany(outcomes.map(({ failure }) => failure?.exit ?? exitCodes.ok));
};
