/** A command before it is given to the parser: its words, its flags, what it does. */
import type { Command } from 'commander';

import type { FlagValues } from './described/flag-values.ts';
import type { ExitCode } from './exit-codes.ts';
import type { Session } from './session.ts';

export interface Call {
  /** Words after the verb, lists spread out. */
  readonly words: readonly string[];
  readonly values: FlagValues;
}

export interface CommandPlan {
  /** A verb below its noun; a word of its own at the top. */
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly summary: string;
  readonly description?: string | undefined;
  /** In commander's notation: `<vm...>`, `<name> [file]`. */
  readonly words?: string;
  readonly addFlags?: (command: Command) => void;
  readonly examples?: readonly string[];
  readonly run: (session: Session, call: Call) => Promise<ExitCode>;
}
