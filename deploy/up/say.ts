/** The supervisor's voice: lines on the terminal, in colour only where that is welcome. */

export interface Voice {
  readonly line: (text?: string) => void;
  /** A line of the report: something is in place. */
  readonly ok: (title: string, text: string) => void;
  readonly warn: (title: string, text: string) => void;
  /** The guest's own words, set apart from ours. */
  readonly guest: (text: string) => void;
}

interface Terminal {
  write(text: string): unknown;
  readonly isTTY?: boolean;
}

export const mayColour = (env: Readonly<Record<string, string | undefined>>, terminal: Terminal): boolean =>
  terminal.isTTY === true && (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb';

const painted = (code: number, text: string, colour: boolean): string =>
  colour ? `\u001b[${code}m${text}\u001b[0m` : text;

export const voiceOn = (terminal: Terminal, colour: boolean): Voice => {
  const line = (text = ''): void => void terminal.write(`${text}\n`);
  return {
    line,
    ok: (title, text) => line(`${painted(32, 'ok', colour)}     ${title.padEnd(13)}  ${text}`),
    warn: (title, text) => line(`${painted(33, 'warn', colour)}   ${title.padEnd(13)}  ${text}`),
    guest: (text) => line(`  ${painted(2, '│', colour)} ${text}`),
  };
};

/** Seconds with one decimal, as people read them. */
export const seconds = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(1)} s`;
