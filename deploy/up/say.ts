/** The supervisor's voice: lines on the terminal, in colour only where that is welcome. */

export interface Voice {
  line(text?: string): void;
  /** A line of the report: something is in place. */
  ok(title: string, text: string): void;
  warn(title: string, text: string): void;
  /** The guest's own words, set apart from ours. */
  guest(text: string): void;
  dim(text: string): string;
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
    dim: (text) => painted(2, text, colour),
  };
};

/** Seconds with one decimal, as people read them. */
export const seconds = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(1)} s`;
