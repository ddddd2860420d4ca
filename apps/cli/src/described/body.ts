/** The body of a request: from a file, and from flags that win over the file. */
import { readFile } from 'node:fs/promises';
import type { Readable } from 'node:stream';

import type { Command } from 'commander';

import { usage } from '../failure.ts';
import { isPlain } from '../output/cells.ts';
import { addFlag, flagName, optionKey } from './flags.ts';
import { flagValue, type FlagValues } from './flag-values.ts';
import { mapFrom } from './maps.ts';
import { partParsers } from './parts.ts';
import type { Field } from './spec.ts';

type Body = Record<string, unknown>;

const collect = (word: string, before: readonly string[] = []): readonly string[] => [...before, word];

const mapHelp = ({ description = '' }: Field, patch: boolean): string =>
  `${description}; may be given again${patch ? '. "key-" takes it away' : ''}`;

/** `patch`: "no" differs from "as it is". */
export const addBodyFlags = (command: Command, fields: readonly Field[], patch: boolean): void => {
  for (const field of fields) {
    const parser = field.kind === 'parts' ? partParsers[field.path.join('.')] : undefined;
    if (parser !== undefined) command.option(`--${flagName(field)} <${parser.value}>`, parser.help, collect);
    else if (field.kind === 'map') command.option(`--${flagName(field)} <key=value>`, mapHelp(field, patch), collect);
    else if (field.kind !== 'parts') addFlag(command, field, patch);
  }
};

export const addFileFlag = (command: Command): void => {
  command.option('-f, --file <file>', 'the whole as YAML or JSON, "-" for stdin; flags win over it');
};

const readAll = async (stream: Readable): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of stream as AsyncIterable<Buffer>) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString('utf8');
};

export const readText = async (file: string, stdin: Readable): Promise<string> => {
  if (file === '-') return readAll(stdin);
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw usage(`${file} cannot be read: ${(error as NodeJS.ErrnoException).code ?? (error as Error).message}`);
  }
};

/** JSON is YAML too, so one parser reads both and names the line of a fault. */
const parseFile = async (file: string, stdin: Readable): Promise<Body> => {
  const text = await readText(file, stdin);
  const { parseDocument } = await import('yaml');
  const document = parseDocument(text);
  const [fault] = document.errors;
  if (fault !== undefined) throw usage(`${file === '-' ? 'stdin' : file}: ${fault.message.trimEnd()}`);
  const value: unknown = document.toJS();
  if (isPlain(value)) return { ...value };
  throw usage(`${file === '-' ? 'stdin' : file} holds no object`, 'write fields such as "name: web-1"');
};

const setAt = (body: Body, path: readonly string[], value: unknown): Body => {
  const [first = '', ...rest] = path;
  if (rest.length === 0) return { ...body, [first]: value };
  const inner = body[first];
  return { ...body, [first]: setAt(isPlain(inner) ? { ...inner } : {}, rest, value) };
};

const partsOf = (field: Field, values: FlagValues): readonly Body[] | undefined => {
  const words = values[optionKey(flagName(field))] as readonly string[] | undefined;
  const parser = partParsers[field.path.join('.')];
  return parser === undefined ? undefined : words?.map((word) => parser.parse(word));
};

const mapOf = (field: Field, values: FlagValues): Body | undefined => {
  const flag = flagName(field);
  const words = values[optionKey(flag)] as readonly string[] | undefined;
  return words === undefined ? undefined : mapFrom(words, `--${flag}`);
};

const valueOf = (field: Field, values: FlagValues): unknown => {
  if (field.kind === 'parts') return partsOf(field, values);
  return field.kind === 'map' ? mapOf(field, values) : flagValue(field, values);
};

export const bodyFrom = async (fields: readonly Field[], values: FlagValues, stdin: Readable): Promise<Body> => {
  const file = values['file'];
  const start = typeof file === 'string' ? await parseFile(file, stdin) : {};
  return fields.reduce((body, field) => {
    const value = valueOf(field, values);
    return value === undefined ? body : setAt(body, field.path, value);
  }, start);
};
