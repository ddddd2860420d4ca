/** Tells a newcomer, once everything runs, where things are and what to type next. */
import { tokenFile } from './api.ts';
import type { UpConfig } from './config.ts';
import { seconds, type Voice } from './say.ts';

/** Settings that the command line has to be told when they are not the usual ones. */
const prefix = ({ environment }: UpConfig): string =>
  ['CHRONO_DATA_DIR', 'CHRONO_HTTP_PORT']
    .filter((name) => (environment[name] ?? '') !== '')
    .map((name) => `${name}=${environment[name]} `)
    .join('');

/** Only what works as it stands: without the demo there is neither its image nor its vm. */
const tries = (demo: boolean): readonly string[] =>
  demo
    ? ['vm list', 'vm create web-1 --image tiny --memory 128MiB --network user --start', 'console hello']
    : ['vm list', 'vm create web-1 --memory 128MiB --network user', 'events -f'];

export interface Welcome {
  readonly demo: boolean;
  /** Since the reader typed it. */
  readonly elapsed: number;
}

export const sayWelcome = (config: UpConfig, voice: Voice, { demo, elapsed }: Welcome): void => {
  const chrono = `${prefix(config)}npx chrono`;
  const lines = [
    '',
    `Chronovisor runs (${seconds(elapsed)})`,
    `  API        ${config.url}/api/v1`,
    `  reference  ${config.url}/docs  (a browser asks: any name, and the token for the password)`,
    `  token      ${tokenFile(config.dataDir)}`,
    `  logs       ${config.logDir}`,
    '',
    'Try in another terminal, in this folder:',
    ...tries(demo).map((command) => `  ${chrono} ${command}`),
    '',
    'Ctrl-C stops everything started here. What happens from now on:',
  ];
  lines.forEach((line) => voice.line(line));
};
