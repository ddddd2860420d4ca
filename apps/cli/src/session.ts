/** What a command works with: its shell, its output and, once asked for, the API. */
import type { Command } from 'commander';

import { openApi, type Api } from './api/api.ts';
import { httpTransport } from './api/transport.ts';
import { outputChoice, type OutputFlags } from './output/formats.ts';
import { Printer } from './output/printer.ts';
import { connectionFrom, type ConnectionFlags } from './settings.ts';
import type { Terminal } from './terminal.ts';

export type SharedFlags = OutputFlags & ConnectionFlags;

export interface Session {
  readonly terminal: Terminal;
  readonly printer: Printer;
  /** Finds the API on first use: some commands never need it. */
  readonly api: () => Api;
  readonly close: () => void;
}

/** Flags that every command takes. */
export const addSharedFlags = (command: Command): Command =>
  command
    .optionsGroup('Output and connection:')
    .option('-o, --output <format>', 'table, wide, json, yaml, csv, ndjson or name')
    .option('-q, --quiet', 'names only, and no word on stderr but errors')
    .option('--columns <a,b>', 'fields to show, with dots for inner ones: name,boot.order')
    .option('--no-headers', 'a table or CSV without its first line')
    .option('--url <url>', 'address of the API (or CHRONO_URL)')
    .option('--token <token>', 'token (or CHRONO_TOKEN, which does not show in a list of processes)');

export const openSession = (terminal: Terminal, flags: SharedFlags): Session => {
  const printer = new Printer(terminal, outputChoice(flags), flags.quiet === true);
  let opened: Api | undefined;
  const api = (): Api => (opened ??= openApi(connectionFrom(flags, terminal), httpTransport(), terminal.interrupted));
  return { terminal, printer, api, close: () => opened?.close() };
};
