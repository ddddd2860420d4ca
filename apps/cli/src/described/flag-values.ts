/** What the values of flags become in a query or a body. */
import { durationMs } from '../durations.ts';
import { usage } from '../failure.ts';
import { momentText } from '../moments.ts';
import { flagName, isMoment, isSeconds, optionKey } from './flags.ts';
import type { Field, FieldKind } from './spec.ts';

export type FlagValues = Readonly<Record<string, unknown>>;

/** `what`: who takes it, as the user wrote it. */
const wholeNumber = (text: string, what: string): number => {
  if (/^-?\d{1,15}$/.test(text)) return Number(text);
  throw usage(`${what} takes a whole number, not "${text}"`);
};

const anyNumber = (text: string, flag: string): number => {
  if (/^-?\d{1,15}(\.\d{1,15})?$/.test(text)) return Number(text);
  throw usage(`--${flag} takes a number such as 4 or 1.5, not "${text}"`);
};

const oneOf = (text: string, flag: string, choices: readonly string[]): string => {
  if (choices.includes(text)) return text;
  throw usage(`--${flag} takes ${choices.join(' or ')}, not "${text}"`);
};

/** Bytes may be given bare; units are the API's to judge. */
export const sizeValue = (text: string): string | number => (/^\d{1,15}$/.test(text) ? Number(text) : text);

/** Of a word that is no flag. */
export const wordValue = ({ kind, path }: Field, text: string): string | number => {
  if (kind === 'size') return sizeValue(text);
  return kind === 'integer' ? wholeNumber(text, `<${path.at(-1) as string}>`) : text;
};

const listValue = (text: string, field: Field): readonly string[] => {
  const members = text === '' ? [] : text.split(',').map((member) => member.trim());
  const { choices } = field;
  return choices === undefined ? members : members.map((each) => oneOf(each, flagName(field), choices));
};

const readers: Readonly<Record<FieldKind, (text: string, field: Field) => unknown>> = {
  text: (text) => text,
  integer: (text, field) => wholeNumber(text, `--${flagName(field)}`),
  number: (text, field) => anyNumber(text, flagName(field)),
  size: sizeValue,
  choice: (text, field) => oneOf(text, flagName(field), field.choices ?? []),
  list: listValue,
  flag: (text) => text === 'true',
  parts: (text) => text,
  map: (text) => text,
};

const textValue = (field: Field, text: string): unknown => {
  if (field.nullable === true && text === 'none') return null;
  if (isMoment(field)) return momentText(text, `--${flagName(field)}`);
  if (isSeconds(field)) return Math.ceil(durationMs(text, `--${flagName(field)}`) / 1000);
  return readers[field.kind](text, field);
};

/** Undefined: not given. */
export const flagValue = (field: Field, values: FlagValues): unknown => {
  const given = values[optionKey(flagName(field))];
  return typeof given === 'string' ? textValue(field, given) : given;
};
