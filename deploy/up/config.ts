/** Environment to typed settings for the supervisor; what the processes themselves read is passed through to them. */
import { homedir, hostname } from 'node:os';
import { join, resolve } from 'node:path';

import { settingsFrom, type Environment } from '@chronovisor/doctor';

import { StartFailure } from './start-failure.ts';

export interface UpConfig {
  readonly dataDir: string;
  readonly runDir: string;
  readonly logDir: string;
  readonly httpHost: string;
  readonly httpPort: number;
  /** Where people and programs on this machine reach the API. */
  readonly url: string;
  readonly hostName: string;
  /** Set: NATS is somebody else's and none is started. */
  readonly natsUrl: string | undefined;
  /** Readers of the events in our own NATS, beside the first. */
  readonly feedReaders: readonly string[];
  readonly natsProgram: string;
  readonly environment: Environment;
}

/** A machine's name as a host's name: the first label, in lower case, without what a name may not have. */
export const hostNameFrom = (machineName: string): string => {
  const label = (machineName.split('.')[0] ?? '').toLowerCase().replaceAll(/[^a-z0-9-]/g, '-');
  const name = label.replaceAll(/^-+|-+$/g, '').slice(0, 63);
  return name === '' || name === 'localhost' ? 'local' : name;
};

const everyAddress = new Set(['0.0.0.0', '::', '[::]']);

const urlOf = (host: string, port: number): string => {
  const reachable = everyAddress.has(host) ? '127.0.0.1' : host;
  return `http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}`;
};

/** What of the address of somebody else's NATS may be shown; the address itself holds a password. */
export const natsPlaceOf = (natsUrl: string): string => {
  const parsed = URL.canParse(natsUrl) ? new URL(natsUrl) : undefined;
  if (parsed?.protocol === 'nats:' && parsed.host !== '') return parsed.host;
  throw new StartFailure(
    'CHRONO_NATS_URL is no address of a nats-server',
    'write one such as nats://user:password@127.0.0.1:4222, or leave it out: one is started here then',
  );
};

const RESERVED: ReadonlySet<string> = new Set(['feed', 'reader', 'chronovisor']);

const readersIn = (text: string): readonly string[] => {
  const names = text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  const bad = names.find((name) => !/^[a-z][a-z0-9-]{0,31}$/.test(name) || RESERVED.has(name));
  if (bad === undefined) return [...new Set(names)];
  throw new StartFailure(
    `CHRONO_FEED_READERS has ${bad}, which is no name for a reader`,
    'write names of small letters, digits and "-" joined by ",", such as billing,search; reader is there already',
  );
};

export const configFrom = (environment: Environment, which: (program: string) => string | undefined): UpConfig => {
  const settings = settingsFrom(environment, process.getuid?.() ?? -1, homedir());
  const dataDir = resolve(settings.dataDir);
  return {
    dataDir,
    runDir: join(dataDir, 'run'),
    logDir: join(dataDir, 'logs'),
    httpHost: settings.httpHost,
    httpPort: settings.httpPort,
    url: urlOf(settings.httpHost, settings.httpPort),
    hostName: environment['CHRONO_HOST_NAME'] || hostNameFrom(hostname()),
    natsUrl: environment['CHRONO_NATS_URL'] || undefined,
    feedReaders: readersIn(environment['CHRONO_FEED_READERS'] ?? ''),
    natsProgram: which('nats-server') ?? 'nats-server',
    environment,
  };
};
