/** What a benchmark gives: a figure, what it is to reach, and whether it does. */
import { cpus, totalmem } from 'node:os';

export interface Row {
  readonly name: string;
  readonly figure: number;
  readonly unit: string;
  /** `<=` or `>=` the target. */
  readonly reach: '<=' | '>=';
  readonly target: number;
  /** Everything behind the figure: the runs, both sides of a ratio. */
  readonly detail: Readonly<Record<string, unknown>>;
}

export const median = (numbers: readonly number[]): number => quantile(numbers, 0.5);

export const quantile = (numbers: readonly number[], share: number): number =>
  numbers.toSorted((a, b) => a - b)[Math.min(numbers.length - 1, Math.floor(numbers.length * share))] ?? Number.NaN;

export const reached = ({ figure, reach, target }: Row): boolean =>
  reach === '<=' ? figure <= target : figure >= target;

const rounded = (figure: number): string => (Math.abs(figure) >= 100 ? figure.toFixed(0) : figure.toPrecision(3));

export const line = (row: Row): string =>
  `${reached(row) ? 'reached' : 'MISSED '}  ${row.name.padEnd(72)} ${rounded(row.figure).padStart(9)} ${row.unit.padEnd(9)} (${row.reach} ${row.target})`;

export const machine = (): Readonly<Record<string, unknown>> => ({
  cpus: cpus().length,
  model: cpus()[0]?.model,
  memory: totalmem(),
  node: process.version,
});
