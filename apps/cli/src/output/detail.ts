/** One document for people: a line per field, its parts as small tables below it. */
import { meaningOf, type Paint } from '../paint.ts';
import { cellText, isPlain, type Plain } from './cells.ts';
import { titleOf } from './columns.ts';
import { layOut, widthsFor } from './table.ts';

const indented = (lines: readonly string[]): readonly string[] => lines.map((line) => `  ${line}`);

const isListOfParts = (value: unknown): value is readonly Plain[] =>
  Array.isArray(value) && value.length > 0 && value.every(isPlain);

const tableOf = async (parts: readonly Plain[], paint: Paint): Promise<readonly string[]> => {
  const fields = [...new Set(parts.flatMap((part) => Object.keys(part)))];
  const rows = [fields.map(titleOf), ...parts.map((part) => fields.map((field) => cellText(field, part[field])))];
  return layOut(rows, await widthsFor(rows), (text, row) => (row === 0 ? paint('faint', text) : text));
};

const isNested = (value: unknown): value is Plain => isPlain(value) && Object.keys(value).length > 1;

const linesOfText = (text: string): readonly string[] => text.replace(/\n$/, '').split('\n');

const block = async (field: string, value: unknown, paint: Paint): Promise<readonly string[] | null> => {
  if (isListOfParts(value)) return tableOf(value, paint);
  if (isNested(value)) return detailLines(value, paint, `${field}.`);
  if (typeof value !== 'string' || !value.includes('\n')) return null;
  return linesOfText(value).map((line) => cellText(field, line));
};

const painted = (field: string, value: unknown, paint: Paint): string => {
  const text = cellText(field, value);
  return field.endsWith('status') ? paint(meaningOf(text), text) : text;
};

/** Fields that hold one value come as aligned lines; a field with parts is followed by them, indented. */
export const detailLines = async (document: Plain, paint: Paint, within = ''): Promise<readonly string[]> => {
  const width = Math.max(...Object.keys(document).map((field) => field.length), 0);
  const lines: string[] = [];
  for (const [field, value] of Object.entries(document)) {
    const below = await block(within + field, value, paint);
    if (below === null)
      lines.push(
        `${paint('title', field)}${' '.repeat(width - field.length)}  ${painted(within + field, value, paint)}`,
      );
    else lines.push(paint('title', field), ...indented(below));
  }
  return lines;
};
