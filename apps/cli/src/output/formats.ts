/** The output formats and the flags that choose among them. */
import { usage } from '../failure.ts';
import { didYouMean } from '@chronovisor/kernel';

export const formats = ['table', 'wide', 'json', 'yaml', 'csv', 'ndjson', 'name'] as const;
export type Format = (typeof formats)[number];

export interface OutputFlags {
  readonly output?: string | undefined;
  readonly quiet?: boolean | undefined;
  readonly columns?: string | undefined;
  /** False with `--no-headers`. */
  readonly headers?: boolean | undefined;
}

export interface OutputChoice {
  readonly format: Format;
  readonly columns: readonly string[] | null;
  readonly headers: boolean;
}

const formatOf = (text: string): Format => {
  const known = formats.find((format) => format === text);
  if (known !== undefined) return known;
  throw usage(`there is no output format "${text}"`, didYouMean(text, formats) ?? `there are ${formats.join(', ')}`);
};

const listOf = (text: string): readonly string[] => {
  const names = text.split(',').map((name) => name.trim());
  if (names.includes('')) throw usage(`--columns takes names joined by ",", not "${text}"`);
  return names;
};

export const outputChoice = ({ output, quiet, columns, headers }: OutputFlags): OutputChoice => ({
  format: quiet === true ? 'name' : formatOf(output ?? 'table'),
  columns: columns === undefined ? null : listOf(columns),
  headers: headers ?? true,
});

/** For eyes rather than programs. */
export const isForPeople = (format: Format): boolean => format === 'table' || format === 'wide';
