/** Values of the API as people read them in a table; programs get them untouched from the other formats. */

const byteFields = new Set(['memory', 'disk', 'size', 'allocated', 'total', 'free', 'memoryFree']);
/** Called like bytes, and yet counted in something else. */
const counted = new Set(['progress.total', 'overcommit.memory']);
const timestamp = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;
const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const;

/** Exact when it can be said exactly, else with one decimal. */
export const sizeText = (bytes: number): string => {
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${Number.isInteger(value) ? value : value.toFixed(1)}${units[unit]}`;
};

const NOTHING = '-';

const two = (value: number): string => String(value).padStart(2, '0');

/** Local time: the reader's clock is on the same wall. */
export const timeText = (text: string): string => {
  const date = new Date(text);
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join('-');
  return `${day} ${[date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':')}`;
};

/** A guest or another user may have written it: nothing in it may steer the terminal. */
export const harmless = (text: string): string =>
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  text.replaceAll(/[\u0000-\u001f\u007f-\u009f]/g, (character) => (character === '\n' ? ' ' : '\ufffd'));

type Plain = Readonly<Record<string, unknown>>;

const isPlain = (value: unknown): value is Plain =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The one field that stands for the whole, where there is one. */
const standIn = ({ name, type, address, host, id }: Plain): unknown => name ?? type ?? address ?? host ?? id;

const objectText = (field: string, value: Plain): string => {
  const one = standIn(value);
  if (typeof one === 'string') return harmless(one);
  return Object.entries(value)
    .map(([key, each]) => `${key}=${cellText(`${field}.${key}`, each)}`)
    .join(' ');
};

const isBytes = (field: string): boolean => byteFields.has(field.split('.').at(-1) as string) && !counted.has(field);

const listText = (field: string, list: readonly unknown[]): string =>
  list.length === 0 ? NOTHING : list.map((each) => cellText(field, each)).join(',');

const scalarText = (field: string, value: unknown): string => {
  switch (typeof value) {
    case 'boolean':
      return value ? 'yes' : 'no';
    case 'number':
      return isBytes(field) ? sizeText(value) : String(value);
    case 'string':
      return timestamp.test(value) ? timeText(value) : harmless(value);
    default:
      return harmless(JSON.stringify(value));
  }
};

/** `field` may be a path, such as `capacity.memory`. */
export const cellText = (field: string, value: unknown): string => {
  if (value === null || value === undefined || value === '') return NOTHING;
  if (Array.isArray(value)) return listText(field, value);
  return isPlain(value) ? objectText(field, value) : scalarText(field, value);
};

export { isPlain, type Plain };
