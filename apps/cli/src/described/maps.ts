/** `--label set=web --label old-`: names with their texts; a "-" at the end takes a name away. */
import { usage } from '../failure.ts';

type Entry = readonly [key: string, value: string | null];

const entryOf = (word: string, flag: string): Entry => {
  const [, key, value] = /^([^=]+)=(.*)$/s.exec(word) ?? [];
  if (key !== undefined && value !== undefined) return [key, value];
  const [, gone] = /^([^=]+)-$/s.exec(word) ?? [];
  if (gone !== undefined) return [gone, null];
  throw usage(`${flag} does not know "${word}"`, `for example ${flag} set=web; ${flag} set- takes it away`);
};

export const mapFrom = (words: readonly string[], flag: string): Record<string, string | null> =>
  Object.fromEntries(words.map((word) => entryOf(word, flag)));
