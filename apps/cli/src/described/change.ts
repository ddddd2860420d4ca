/** Commands that change things: their body from words and flags, one operation per target, waited for. */
import type { Operation } from '@chronovisor/client';

import type { Api } from '../api/api.ts';
import { durationMs } from '../durations.ts';
import { usage } from '../failure.ts';
import { nameOf } from '../output/printer.ts';
import { carryOut, type Work } from '../operations/carry-out.ts';
import { foretell, type Question } from '../operations/foretell.ts';
import type { Call, CommandPlan } from '../plan.ts';
import type { Session } from '../session.ts';
import { addBodyFlags, addFileFlag, bodyFrom } from './body.ts';
import { addFlag } from './flags.ts';
import { flagValue, wordValue, type FlagValues } from './flag-values.ts';
import { queryFrom, withQuery } from './list.ts';
import { placesOf } from './places.ts';
import { hasTarget, pathFor, type Field, type OperationSpec } from './spec.ts';
import { withTarget } from './targets.ts';
import type { Command } from 'commander';

export type Body = Readonly<Record<string, unknown>>;

const isName = ({ path }: Field): boolean => path.length === 1 && path[0] === 'name';

const isSettings = (spec: OperationSpec): boolean =>
  spec.body !== null && (!hasTarget(spec) || (spec.method === 'PATCH' && spec.body.length > 1));

/** The one thing that must be said beside the target, such as the size to grow to, is a word and no flag. */
const valueWord = (spec: OperationSpec): Field | undefined => {
  const required = (spec.body ?? []).filter((field) => field.required === true);
  return hasTarget(spec) && required.length === 1 ? required[0] : undefined;
};

/** A new thing's name is a word; a thing's new name is a flag. */
const nameWord = (spec: OperationSpec): Field | undefined =>
  hasTarget(spec) ? undefined : (spec.body ?? []).find(isName);

const wordsOf = (spec: OperationSpec): string | undefined => {
  const value = valueWord(spec);
  if (value !== undefined) return `<${spec.noun}> <${value.path.at(-1) as string}>`;
  if (spec.method === 'PATCH') return `<${spec.noun}>`;
  if (hasTarget(spec)) return `<${spec.noun}...>`;
  return nameWord(spec) === undefined ? undefined : '[name]';
};

const flaggedFields = (spec: OperationSpec): readonly Field[] => {
  const asWord = [valueWord(spec), nameWord(spec)];
  return (spec.body ?? []).filter((field) => !asWord.includes(field));
};

const WAIT_MS = 600_000;

export const addTimeoutFlag = (command: Command): void => {
  command.option('--timeout <time>', 'wait so long at most, such as 30s or 10m (usual: 10m)');
};

/** A guest that is given an hour to power off is waited for longer than that. */
export const timeoutFrom = (values: FlagValues, spec?: OperationSpec): number => {
  const given = values['timeout'];
  if (typeof given === 'string') return durationMs(given, '--timeout');
  const grace = spec?.body?.find(({ path }) => path[0] === 'timeoutSeconds');
  const seconds = grace === undefined ? undefined : flagValue(grace, values);
  return WAIT_MS + (typeof seconds === 'number' ? seconds * 1000 : 0);
};

export const addChangeFlags = (command: Command, spec: OperationSpec): void => {
  for (const field of spec.query) addFlag(command, field, false);
  addBodyFlags(command, flaggedFields(spec), spec.method === 'PATCH');
  if (isSettings(spec)) addFileFlag(command);
  if (spec.conditional === true) command.option('--if-revision <number>', 'only while it is still at this revision');
  command.option('--dry-run', 'tell what would happen, or why it would be refused; nothing changes');
  command.option('--no-wait', 'do not wait for the end; print the id of the operation');
  addTimeoutFlag(command);
};

const headersFrom = (values: FlagValues): Record<string, string> => {
  const revision = values['ifRevision'];
  if (revision === undefined) return {};
  if (/^\d{1,15}$/.test(revision as string)) return { 'if-match': `"${revision as string}"` };
  throw usage(`--if-revision takes a number, not "${revision as string}"`, 'it is the revision that `show` shows');
};

/** A wrong value is told before anybody is asked for anything. */
export const checkValues = (spec: OperationSpec, values: FlagValues): void => {
  queryFrom(spec.query, values);
  headersFrom(values);
  timeoutFrom(values, spec);
};

/** The body from flags, file and words together. */
export const changeBody = async (
  spec: OperationSpec,
  { words, values }: Call,
  session: Session,
): Promise<Body | null> => {
  if (spec.body === null) return null;
  const body = await bodyFrom(flaggedFields(spec), values, session.terminal.stdin);
  const value = valueWord(spec);
  if (value !== undefined) {
    const [, text = ''] = words;
    return { ...body, [value.path[0] as string]: wordValue(value, text) };
  }
  const [name] = words;
  return nameWord(spec) === undefined || name === undefined ? body : { ...body, name };
};

export interface Sending {
  readonly path: string;
  readonly call: Call;
  readonly body: Body | null;
}

const changeQuery = (spec: OperationSpec, values: FlagValues): URLSearchParams => {
  const query = queryFrom(spec.query, values);
  if (isDryRun(values)) query.set('dryRun', 'true');
  return query;
};

export const isDryRun = (values: FlagValues): boolean => values['dryRun'] === true;

export const send = (api: Api, spec: OperationSpec, { path, call, body }: Sending): Promise<Operation> =>
  api.ask<Operation>({
    method: spec.method,
    path: withQuery(path, changeQuery(spec, call.values)),
    headers: headersFrom(call.values),
    placeOf: placesOf(spec),
    ...(body === null ? {} : { body }),
  });

const targetsOf = (spec: OperationSpec, words: readonly string[]): readonly string[] =>
  valueWord(spec) !== undefined || spec.method === 'PATCH' ? words.slice(0, 1) : [...new Set(words)];

const worksFor = (api: Api, spec: OperationSpec, call: Call, body: Body | null): readonly Work[] => {
  if (!hasTarget(spec)) {
    const label = body === null ? spec.noun : nameOf(body) || `the ${spec.noun}`;
    return [{ label, ask: () => send(api, spec, { path: spec.path, call, body }) }];
  }
  return targetsOf(spec, call.words).map((word) => ({
    label: word,
    ask: () => withTarget(api, spec, word, (found) => send(api, spec, { path: pathFor(spec, found), call, body })),
  }));
};

const nothingToChange = (spec: OperationSpec, body: Body | null): boolean =>
  spec.method === 'PATCH' && body !== null && Object.keys(body).length === 0;

export interface ChangeExtras {
  readonly addFlags?: (command: Command) => void;
  /** A last hand on the body. */
  readonly refine?: (body: Body, call: Call) => Body;
  readonly examples?: readonly string[];
  readonly aliases?: readonly string[];
}

export const carryOutChange = (session: Session, spec: OperationSpec, call: Call, works: readonly Work[]) => {
  // Asked only what would happen, the API answers with that instead of an operation.
  if (isDryRun(call.values)) return foretell(works as unknown as readonly Question[], session.printer);
  return carryOut(works, {
    api: session.api(),
    printer: session.printer,
    verb: spec.verb,
    wait: call.values['wait'] !== false,
    timeoutMs: timeoutFrom(call.values, spec),
  });
};

export const changePlan = (spec: OperationSpec, extras: ChangeExtras = {}): CommandPlan => {
  const words = wordsOf(spec);
  return {
    name: spec.verb,
    summary: spec.summary,
    description: spec.description,
    ...(words === undefined ? {} : { words }),
    ...(extras.examples === undefined ? {} : { examples: extras.examples }),
    ...(extras.aliases === undefined ? {} : { aliases: extras.aliases }),
    addFlags: (command) => {
      extras.addFlags?.(command);
      addChangeFlags(command, spec);
    },
    run: async (session, call) => {
      checkValues(spec, call.values);
      const given = await changeBody(spec, call, session);
      const body = given === null ? null : (extras.refine?.(given, call) ?? given);
      if (nothingToChange(spec, body))
        throw usage('there is nothing to change', `chrono ${spec.noun} ${spec.verb} --help`);
      return carryOutChange(session, spec, call, worksFor(session.api(), spec, call, body));
    },
  };
};
