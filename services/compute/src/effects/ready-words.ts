/** Hears in what a guest writes on its serial line whether it says that it is ready. */
import { starPattern } from '@chronovisor/kernel';

/** Colours and cursor moves stand between the words of many guests. */
// oxlint-disable-next-line no-control-regex -- control characters are what is taken out
const moves = /\u001b(?:\[[0-?]*[ -/]*[@-~]|[@-_])/gu;
const longestLine = 4_096;

/** What the built-in guests say, and what every guest with a login on its serial line asks. */
const saysUsual = (line: string): boolean => line.includes('@@READY') || /(?:^|\s)login: ?$/u.test(line);

export type Hearing = (bytes: Uint8Array) => boolean;

/** Takes the bytes in order; true once a line, finished or not, says so. Without a pattern the usual words count. */
export const readyWords = (pattern: string | undefined): Hearing => {
  const says = pattern === undefined ? saysUsual : starPattern(`*${pattern}*`);
  const decoder = new TextDecoder();
  let rest = '';
  return (bytes) => {
    const lines = (rest + decoder.decode(bytes, { stream: true })).split(/[\r\n]+/u);
    rest = (lines.at(-1) ?? '').slice(-longestLine);
    return lines.some((line) => says(line.replaceAll(moves, '')));
  };
};
