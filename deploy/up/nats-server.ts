/** Prepares our own nats-server: loopback only, credentials of its own, the same port again after a restart. */
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';

import { freePort, tryPort } from './free-port.ts';

export interface NatsPlace {
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly configFile: string;
  readonly url: string;
}

interface Remembered {
  readonly port: number;
  readonly user: string;
  readonly password: string;
}

const writeSecret = (file: string, text: string): void => {
  writeFileSync(file, text, { mode: 0o600 });
  // `mode` counts for new files only.
  chmodSync(file, 0o600);
};

const isRemembered = (value: unknown): value is Remembered => {
  const { port, user, password } = (value ?? {}) as Partial<Remembered>;
  return typeof port === 'number' && typeof user === 'string' && typeof password === 'string';
};

const recall = (file: string): Remembered | undefined => {
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return isRemembered(value) ? value : undefined;
  } catch {
    return undefined;
  }
};

/** Host processes elsewhere may know the port, so it changes only when somebody else has taken it. */
const choosePort = async (remembered: Remembered | undefined): Promise<number> =>
  (remembered === undefined ? undefined : await tryPort(remembered.port)) ?? (await freePort());

const configText = (folder: string, { port, user, password }: Remembered): string =>
  [
    '# Written by Chronovisor at each start: changes made here are lost.',
    'host: "127.0.0.1"',
    `port: ${port}`,
    'server_name: "chronovisor"',
    'max_payload: 8MB',
    `jetstream { store_dir: ${JSON.stringify(join(folder, 'jetstream'))}, max_memory_store: 64MB, max_file_store: 1GB }`,
    `authorization { user: ${JSON.stringify(user)}, password: ${JSON.stringify(password)}, timeout: 5 }`,
    '',
  ].join('\n');

/** `again`: the port that was chosen last time did not serve; take another. */
export const prepareNats = async (dataDir: string, again = false): Promise<NatsPlace> => {
  const folder = join(dataDir, 'nats');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const memory = join(folder, 'settings.json');
  const remembered = recall(memory);
  const chosen: Remembered = {
    port: again ? await freePort() : await choosePort(remembered),
    user: remembered?.user ?? 'chronovisor',
    password: remembered?.password ?? randomBytes(24).toString('hex'),
  };
  const configFile = join(folder, 'nats.conf');
  const url = `nats://${chosen.user}:${chosen.password}@127.0.0.1:${chosen.port}`;
  writeSecret(memory, `${JSON.stringify(chosen)}\n`);
  writeSecret(configFile, configText(folder, chosen));
  // For a second host process: CHRONO_NATS_URL=$(cat <data>/nats/url).
  writeSecret(join(folder, 'url'), `${url}\n`);
  return { ...chosen, configFile, url };
};

/** True once a NATS server says who it is on that port. */
export const natsAnswers = (port: number, host = '127.0.0.1'): Promise<boolean> =>
  new Promise((done) => {
    const socket = connect({ port, host, timeout: 1_000 });
    const answer = (value: boolean): void => {
      socket.destroy();
      done(value);
    };
    socket.once('data', (data) => answer(data.toString('utf8').startsWith('INFO ')));
    socket.once('error', () => answer(false));
    socket.once('timeout', () => answer(false));
    socket.once('close', () => done(false));
  });
