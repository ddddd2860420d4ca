/** Which fields of a document become columns, and what stands above them. */
import { didYouMean } from '@chronovisor/kernel';
import { usage } from '../failure.ts';
import { isPlain, type Plain } from './cells.ts';
import type { OutputChoice } from './formats.ts';

/** What is known of the documents of a command. */
export interface Shape {
  /** `vm`, for messages. */
  readonly noun: string;
  /** Shown without a word from the user. */
  readonly columns: readonly string[];
  /** Every field, in the order of the document. */
  readonly fields: readonly string[];
}

const shorter: Readonly<Record<string, string>> = {
  createdAt: 'created',
  updatedAt: 'updated',
  finishedAt: 'finished',
  joinedAt: 'joined',
  actorid: 'actor',
  memoryFree: 'memory free',
};

export const titleOf = (path: string): string =>
  path
    .split('.')
    .map((part) => shorter[part] ?? part.replaceAll(/([a-z])([A-Z])/g, '$1 $2'))
    .join(' ')
    .toUpperCase();

export const valueAt = (document: unknown, path: string): unknown =>
  path.split('.').reduce<unknown>((value, part) => {
    if (Array.isArray(value)) return value.map((each: unknown) => valueAt(each, part));
    return isPlain(value) ? value[part] : undefined;
  }, document);

const checkKnown = (names: readonly string[], { noun, fields }: Shape): void => {
  if (fields.length === 0) return;
  const unknown = names.find((name) => !fields.includes(name.split('.')[0] as string));
  if (unknown === undefined) return;
  const hint = didYouMean(unknown, fields) ?? `there are ${fields.join(', ')}`;
  throw usage(`a ${noun} has no field ${unknown}`, hint);
};

const allOf = (shape: Shape, items: readonly Plain[]): readonly string[] => {
  const fields = shape.fields.length > 0 ? shape.fields : Object.keys(items[0] ?? {});
  return [...shape.columns, ...fields.filter((field) => !shape.columns.includes(field))];
};

export const columnsFor = (choice: OutputChoice, shape: Shape, items: readonly Plain[]): readonly string[] => {
  if (choice.columns !== null) {
    checkKnown(choice.columns, shape);
    return choice.columns;
  }
  if (choice.format === 'table' && shape.columns.length > 0) return shape.columns;
  return allOf(shape, items);
};
