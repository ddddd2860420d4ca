/** Finds the word somebody probably meant. */

const distance = (a: string, b: string): number => {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  let before = row;
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1];
      const least = Math.min(
        (row[j] as number) + 1,
        (next[j - 1] as number) + 1,
        (row[j - 1] as number) + (same ? 0 : 1),
      );
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      next.push(swapped ? Math.min(least, (before[j - 2] as number) + 1) : least);
    }
    before = row;
    row = next;
  }
  return row[b.length] as number;
};

const LONGEST = 64;

/** At most three, nearest first; none when nothing is near. The word itself is no guess: it was not there when it was looked for. */
export const closest = (word: string, words: readonly string[]): readonly string[] => {
  if (word.length > LONGEST) return [];
  const most = Math.max(1, Math.floor(word.length / 3));
  return words
    .filter((each) => each.length <= LONGEST && each !== word)
    .map((each) => ({ each, far: each.startsWith(word) ? 0.5 : distance(word.toLowerCase(), each.toLowerCase()) }))
    .filter(({ far }) => far <= most)
    .toSorted((a, b) => a.far - b.far || a.each.localeCompare(b.each))
    .slice(0, 3)
    .map(({ each }) => each);
};

export const didYouMean = (word: string, words: readonly string[]): string | undefined => {
  const near = closest(word, words);
  return near.length === 0 ? undefined : `did you mean ${near.join(' or ')}?`;
};
