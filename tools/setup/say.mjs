/** Speaks during set-up: one line per step, and one way to stop with a next step for the reader. */
import { stdout } from 'node:process';

/** Set-up cannot go on; the reader can do something about it. */
export class Stop extends Error {
  name = 'Stop';

  constructor(message, remedy) {
    super(message);
    this.remedy = remedy;
  }
}

export const mayColour = (env = process.env, isTerminal = stdout.isTTY) =>
  isTerminal && !env['NO_COLOR'] && env['TERM'] !== 'dumb';

export const line = (text = '') => void stdout.write(`${text}\n`);

const seconds = (since) => `${((performance.now() - since) / 1000).toFixed(1)} s`;

/** Runs one step that takes a while: says what it is about to do, then what came of it and how long it took. */
export const step = async (title, about, work) => {
  const begun = performance.now();
  line(`       ${about} …`);
  const outcome = await work();
  line(`ok     ${title.padEnd(13)}  ${outcome} (${seconds(begun)})`);
};

/** Ends the process in words when set-up could not do its work. */
export const endingInWords = async (work) => {
  try {
    process.exitCode = await work();
  } catch (error) {
    process.exitCode = 1;
    if (error?.name !== 'Stop') throw error;
    line(`\ncannot go on: ${error.message}`);
    if (error.remedy !== undefined) line(`do this:      ${error.remedy}`);
  }
};
