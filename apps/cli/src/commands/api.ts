/** `api`: a request as it is, with the address and the token found as for every other command. */
import type { Command } from 'commander';

import { exitCodes, exitOfStatus, type ExitCode } from '../exit-codes.ts';
import { usage } from '../failure.ts';
import { readText } from '../described/body.ts';
import type { Call, CommandPlan } from '../plan.ts';
import type { Session } from '../session.ts';

const methods = ['GET', 'POST', 'PATCH', 'DELETE', 'PUT', 'HEAD'];
const PREFIX = '/api/v1';
const collect = (word: string, before: readonly string[] = []): readonly string[] => [...before, word];

interface Words {
  readonly method: string;
  readonly path: string;
}

const wordsOf = (words: readonly string[], hasBody: boolean): Words => {
  const [first = '', second] = words;
  if (second === undefined) return { method: hasBody ? 'POST' : 'GET', path: first };
  const method = first.toUpperCase();
  if (!methods.includes(method)) throw usage(`there is no method "${first}"`, `there are ${methods.join(', ')}`);
  return { method, path: second };
};

const rooted = /^\/(api|healthz|readyz|metrics|docs)(\/|\?|$)/;

/** `vms` and `/vms` mean `/api/v1/vms`. */
const fullPath = (path: string): string => {
  const slashed = path.startsWith('/') ? path : `/${path}`;
  return rooted.test(slashed) ? slashed : `${PREFIX}${slashed}`;
};

const headerOf = (text: string): readonly [string, string] => {
  const [, name, value] = /^([\w-]+):\s*(.*)$/s.exec(text) ?? [];
  if (name === undefined || value === undefined) throw usage(`"${text}" is no header`, 'write "Name: value"');
  return [name.toLowerCase(), value];
};

/** JSON where it reads as such: `count=2` is a number, `name=web` a text, `name="2"` a text too. */
const fieldOf = (text: string): readonly [string, unknown] => {
  const equals = text.indexOf('=');
  if (equals < 1) throw usage(`"${text}" is no field`, 'write field=value');
  const value = text.slice(equals + 1);
  try {
    return [text.slice(0, equals), JSON.parse(value) as unknown];
  } catch {
    return [text.slice(0, equals), value];
  }
};

const fileBody = async (given: string, session: Session): Promise<unknown> => {
  const file = given.startsWith('@') ? given.slice(1) : null;
  const text = file === null && given !== '-' ? given : await readText(file ?? '-', session.terminal.stdin);
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw usage(`the body is no JSON: ${(error as Error).message}`);
  }
};

const bodyOf = async ({ values }: Call, session: Session): Promise<unknown> => {
  const fields = values['field'] as readonly string[] | undefined;
  const given = values['body'] as string | undefined;
  if (fields !== undefined && given !== undefined) throw usage('--field and --body do not go together');
  if (given !== undefined) return fileBody(given, session);
  return fields === undefined ? undefined : Object.fromEntries(fields.map(fieldOf));
};

const run = async (session: Session, call: Call): Promise<ExitCode> => {
  const { printer, terminal } = session;
  const body = await bodyOf(call, session);
  const { method, path } = wordsOf(call.words, body !== undefined);
  const given = (call.values['header'] as readonly string[] | undefined) ?? [];
  const headers = Object.fromEntries(given.map(headerOf));
  const request = { method, path: fullPath(path), headers, ...(body === undefined ? {} : { body }) };
  const answer = await session.api().raw(request);
  if (call.values['include'] === true) {
    printer.line(`HTTP ${answer.status}`);
    for (const [name, value] of Object.entries(answer.headers)) printer.line(`${name}: ${String(value)}`);
    printer.line('');
  }
  for await (const chunk of answer.body as AsyncIterable<Buffer>) await printer.bytes(chunk);
  if (terminal.stdout.isTTY === true) printer.line('');
  return answer.status < 400 ? exitCodes.ok : exitOfStatus(answer.status);
};

export const apiPlan: CommandPlan = {
  name: 'api',
  summary: 'Send a request as it is and print the answer',
  description: 'The path may leave out /api/v1. The exit code follows the status.',
  words: '<method-or-path> [path]',
  addFlags: (command: Command) =>
    void command
      .option('-f, --field <field=value>', 'a field of a JSON body; may be given again', collect)
      .option('--body <json|@file|->', 'the whole body: JSON, @ and a file, or - for stdin')
      .option('-H, --header <Name: value>', 'a header; may be given again', collect)
      .option('-i, --include', 'also status and headers'),
  examples: [
    'chrono api /vms',
    'chrono api POST /vms -f name=web-1 -f \'nics=[{"network":"user"}]\' -H \'Prefer: wait=60\'',
  ],
  run,
};
