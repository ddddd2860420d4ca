/** What a command sees of the shell it runs in; tests hand in one of their own. */
import type { Readable, Writable } from 'node:stream';

export type Environment = Readonly<Record<string, string | undefined>>;

export interface TerminalOutput extends Writable {
  readonly isTTY?: boolean;
  readonly columns?: number;
}

export interface TerminalInput extends Readable {
  readonly isTTY?: boolean;
  setRawMode?(raw: boolean): unknown;
}

export interface Terminal {
  readonly stdin: TerminalInput;
  readonly stdout: TerminalOutput;
  readonly stderr: TerminalOutput;
  readonly env: Environment;
  readonly uid: number;
  readonly home: string;
  /** Aborted by the first Ctrl-C. */
  readonly interrupted: AbortSignal;
}

const isSet = (value: string | undefined): boolean => value !== undefined && value !== '' && value !== '0';

export const mayColour = (env: Environment, stream: TerminalOutput): boolean => {
  if (isSet(env['CLICOLOR_FORCE'])) return true;
  return stream.isTTY === true && (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb';
};

/** Lines that are drawn over each other are for eyes on a terminal only. */
export const mayRedraw = (env: Environment, stream: TerminalOutput): boolean =>
  stream.isTTY === true && env['TERM'] !== 'dumb' && !isSet(env['CHRONO_ACCESSIBLE']);
