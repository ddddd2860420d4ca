/** One event as one line: when, what, about whom, by whom, and what went wrong. */
import { cellText, isPlain, type Plain } from '../../output/cells.ts';
import { valueAt } from '../../output/columns.ts';
import type { Paint } from '../../paint.ts';

const trouble = (data: unknown): string => {
  if (!isPlain(data)) return '';
  const { problem, exit } = data;
  if (isPlain(problem)) return cellText('message', problem['message']);
  return isPlain(exit) ? cellText('reason', exit['reason']) : '';
};

/** The name where the event tells it; else as much of the id as tells one from another. */
const about = ({ subject, data }: Plain): string => {
  const [noun = '', id = ''] = String(subject).split('/');
  const name = isPlain(data) && typeof data['name'] === 'string' ? data['name'] : undefined;
  return cellText('subject', `${noun.replace(/s$/, '')} ${name ?? id}`);
};

const bad = /\.(crashed|failed|.*-failed|lost|.*-lost|stuck)$/;

export const eventLine = (event: Plain, columns: readonly string[] | null, paint: Paint): string => {
  if (columns !== null) return columns.map((column) => cellText(column, valueAt(event, column))).join('  ');
  const type = String(event['type']);
  const cells = [
    cellText('time', event['time']),
    paint(bad.test(type) ? 'bad' : 'title', cellText('type', type).padEnd(24)),
    about(event).padEnd(40),
    cellText('actorid', event['actorid']),
    trouble(event['data']),
  ];
  return cells.join('  ').trimEnd();
};
