/** Prepares our own nats-server: loopback only, credentials of its own, events in an account apart, the same port again after a restart. */
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';

import { EVENT_STREAM, everyEvent } from '@chronovisor/bus/subjects';

import { freePort, tryPort } from './free-port.ts';

export interface NatsPlace {
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly configFile: string;
  readonly url: string;
  /** For control, which alone writes events there. */
  readonly feedUrl: string;
}

interface Remembered {
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly feedPassword: string;
  /** Passwords by name. */
  readonly readers: Readonly<Record<string, string>>;
}

type Recalled = Partial<Remembered> & { readonly readerPassword?: string };

const FIRST_READER = 'reader';

const writeSecret = (file: string, text: string): void => {
  writeFileSync(file, text, { mode: 0o600 });
  // `mode` counts for new files only.
  chmodSync(file, 0o600);
};

const newPassword = (): string => randomBytes(24).toString('hex');

/** What is not there yet is made now: an older version remembered less. */
const recall = (file: string): Recalled => {
  try {
    const value = (JSON.parse(readFileSync(file, 'utf8')) ?? {}) as Recalled;
    return typeof value.port === 'number' && typeof value.password === 'string' ? value : {};
  } catch {
    return {};
  }
};

/** Host processes elsewhere may know the port, so it changes only when somebody else has taken it. */
const choosePort = async (port: number | undefined): Promise<number> =>
  (port === undefined ? undefined : await tryPort(port)) ?? (await freePort());

/**
 * A reader may hear events as they come, and keep one consumer, which bears its own name: the server knows no finer words than
 * whole names. It writes nothing, and knows neither other readers' places nor what they are answered.
 */
const readerMay = (name: string): object => {
  const own = `${EVENT_STREAM}.${name}`;
  return {
    publish: [
      '$JS.API.INFO',
      `$JS.API.STREAM.INFO.${EVENT_STREAM}`,
      `$JS.API.CONSUMER.CREATE.${own}`,
      `$JS.API.CONSUMER.CREATE.${own}.>`,
      `$JS.API.CONSUMER.DURABLE.CREATE.${own}`,
      `$JS.API.CONSUMER.INFO.${own}`,
      `$JS.API.CONSUMER.DELETE.${own}`,
      `$JS.API.CONSUMER.MSG.NEXT.${own}`,
      `$JS.ACK.${own}.>`,
    ],
    subscribe: [everyEvent, `_INBOX.${name}.>`],
  };
};

/** NATS reads JSON as well. Commands and events are worlds apart: who reads events sees nothing of the bus. */
const accountsText = ({ user, password, feedPassword, readers }: Remembered): string =>
  JSON.stringify({
    BUS: { users: [{ user, password }] },
    EVENTS: {
      jetstream: 'enabled',
      users: [
        { user: 'feed', password: feedPassword },
        ...Object.entries(readers).map(([name, secret]) => ({
          user: name,
          password: secret,
          permissions: readerMay(name),
        })),
      ],
    },
  });

const configText = (folder: string, remembered: Remembered): string =>
  [
    '# Written by Chronovisor at each start: changes made here are lost.',
    'host: "127.0.0.1"',
    `port: ${remembered.port}`,
    'server_name: "chronovisor"',
    'max_payload: 8MB',
    `jetstream { store_dir: ${JSON.stringify(join(folder, 'jetstream'))}, max_memory_store: 64MB, max_file_store: 1GB }`,
    `accounts: ${accountsText(remembered)}`,
    'authorization { timeout: 5 }',
    '',
  ].join('\n');

/** Older versions knew one reader, by its password. */
const readersIn = ({ readers = {}, readerPassword }: Recalled): Readonly<Record<string, string>> =>
  readerPassword === undefined ? readers : { [FIRST_READER]: readerPassword, ...readers };

const readersFor = (names: readonly string[], known: Recalled): Readonly<Record<string, string>> => {
  const before = readersIn(known);
  const all = [FIRST_READER, ...names];
  return Object.fromEntries(all.map((name) => [name, before[name] ?? newPassword()]));
};

export interface NatsWishes {
  /** The port that was chosen last time did not serve; take another. */
  readonly again?: boolean;
  /** Readers of events beside the first. */
  readonly readers?: readonly string[];
}

export const prepareNats = async (
  dataDir: string,
  { again = false, readers = [] }: NatsWishes = {},
): Promise<NatsPlace> => {
  const folder = join(dataDir, 'nats');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const memory = join(folder, 'settings.json');
  const known = recall(memory);
  const chosen: Remembered = {
    port: again ? await freePort() : await choosePort(known.port),
    user: known.user ?? 'chronovisor',
    password: known.password ?? newPassword(),
    feedPassword: known.feedPassword ?? newPassword(),
    readers: readersFor(readers, known),
  };
  const address = (user: string, password: string): string => `nats://${user}:${password}@127.0.0.1:${chosen.port}`;
  const configFile = join(folder, 'nats.conf');
  const { port, user, password } = chosen;
  const url = address(user, password);
  writeSecret(memory, `${JSON.stringify(chosen)}\n`);
  writeSecret(configFile, configText(folder, chosen));
  // For a second host process: CHRONO_NATS_URL=$(cat <data>/nats/url).
  writeSecret(join(folder, 'url'), `${url}\n`);
  // For readers of events: docs/subscribers.md.
  for (const [name, secret] of Object.entries(chosen.readers))
    writeSecret(
      join(folder, name === FIRST_READER ? 'reader-url' : `reader-${name}-url`),
      `${address(name, secret)}\n`,
    );
  return { port, user, password, configFile, url, feedUrl: address('feed', chosen.feedPassword) };
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
