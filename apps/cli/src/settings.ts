/** Where the API is and with which token it is asked: flags first, then the environment, then what a start on this machine left behind. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { settingsFrom } from '@chronovisor/doctor';

import { exitCodes } from './exit-codes.ts';
import { Failure, usage } from './failure.ts';
import type { Terminal } from './terminal.ts';

export interface Connection {
  /** Without a slash at the end. */
  readonly url: string;
  readonly token: string | null;
  /** Why there is no token, for the moment one is asked for. */
  readonly tokenHint: string;
  /** Nobody said where: it is looked for where `npm start` puts it. */
  readonly assumed: boolean;
}

export interface ConnectionFlags {
  readonly url?: string | undefined;
  readonly token?: string | undefined;
}

const loopback = /^(localhost|127(\.\d+){3}|\[::1\])$/;
const everyAddress = new Set(['0.0.0.0', '::', '[::]']);

const localSettings = ({ env, uid, home }: Terminal) => {
  try {
    return settingsFrom(env, uid, home);
  } catch (error) {
    throw usage((error as Error).message);
  }
};

const localUrl = (host: string, port: number): string => {
  const reachable = everyAddress.has(host) ? '127.0.0.1' : host;
  return `http://${reachable.includes(':') && !reachable.startsWith('[') ? `[${reachable}]` : reachable}:${port}`;
};

const parseUrl = (text: string): URL => {
  const full = /^[a-z]+:\/\//i.test(text) ? text : `http://${text}`;
  if (!URL.canParse(full)) throw usage(`"${text}" is no address`, 'write it like http://127.0.0.1:7080');
  const url = new URL(full);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw usage(`${url.protocol}// is not spoken here`, 'write it like http://127.0.0.1:7080');
  }
  return url;
};

const readToken = (file: string): { token: string | null; tokenHint: string } => {
  try {
    return { token: readFileSync(file, 'utf8').trim(), tokenHint: '' };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      return { token: null, tokenHint: `there is no ${file}: set CHRONO_TOKEN, or CHRONO_DATA_DIR to the data folder` };
    }
    if (code === 'EACCES') {
      return { token: null, tokenHint: `${file} may only be read by the user who started it: set CHRONO_TOKEN` };
    }
    throw new Failure(exitCodes.unauthenticated, `${file} cannot be read`, { cause: (error as Error).message });
  }
};

const given = (text: string | undefined): string | undefined => (text === undefined || text === '' ? undefined : text);

/** A token goes into a header: what cannot stand there was copied wrongly. */
const sendable = (token: string): string => {
  if (/^[\u0021-\u007e]+$/.test(token)) return token;
  throw usage(
    'the token holds what no token can hold',
    'it is one line without spaces; look at --token or CHRONO_TOKEN',
  );
};

export const connectionFrom = (flags: ConnectionFlags, terminal: Terminal): Connection => {
  const { env } = terminal;
  const said = given(flags.url) ?? given(env['CHRONO_URL']);
  const { dataDir, httpHost, httpPort } = localSettings(terminal);
  const address = parseUrl(said ?? localUrl(httpHost, httpPort));
  const url = `${address.origin}${address.pathname.replace(/\/+$/, '')}`;
  const assumed = said === undefined;
  const token = given(flags.token) ?? given(env['CHRONO_TOKEN']);
  if (token !== undefined) return { url, token: sendable(token), tokenHint: '', assumed };
  // The token of this machine is for this machine alone: whoever runs another address must not be handed it.
  if (!assumed && !loopback.test(address.hostname)) {
    return { url, token: null, tokenHint: `give the token of ${address.host} with CHRONO_TOKEN`, assumed };
  }
  return { url, assumed, ...readToken(join(dataDir, 'admin-token')) };
};
