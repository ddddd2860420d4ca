import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, it } from 'vitest';

import { connectionFrom, type ConnectionFlags } from './settings.ts';
import type { Environment, Terminal } from './terminal.ts';

let dataDir = '';
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'chrono-settings-'));
  writeFileSync(join(dataDir, 'admin-token'), 'of-this-machine\n');
});
afterEach(() => {
  chmodSync(dataDir, 0o700);
  rmSync(dataDir, { recursive: true });
});

const connect = (env: Environment = {}, flags: ConnectionFlags = {}) =>
  connectionFrom(flags, {
    env: { CHRONO_DATA_DIR: dataDir, ...env },
    uid: 1000,
    home: '/home/u',
  } as unknown as Terminal);

it('finds what npm start left behind', () => {
  expect(connect()).toEqual({ url: 'http://127.0.0.1:7080', token: 'of-this-machine', tokenHint: '', assumed: true });
  expect(connect({ CHRONO_HTTP_PORT: '7099' }).url).toBe('http://127.0.0.1:7099');
  expect(connect({ CHRONO_HTTP_HOST: '::1' }).url).toBe('http://[::1]:7080');
  expect(connect({ CHRONO_HTTP_HOST: '0.0.0.0' }).url).toBe('http://127.0.0.1:7080');
});

it('believes flags before the environment, and the environment before files', () => {
  const env = { CHRONO_URL: 'http://a:1', CHRONO_TOKEN: 'of-env' };
  expect(connect(env)).toMatchObject({ url: 'http://a:1', token: 'of-env', assumed: false });
  expect(connect(env, { url: 'b:2/', token: 'of-flag' })).toMatchObject({ url: 'http://b:2', token: 'of-flag' });
});

it('keeps the token of this machine from other machines', () => {
  expect(connect({ CHRONO_URL: 'https://elsewhere.example' })).toMatchObject({
    token: null,
    tokenHint: 'give the token of elsewhere.example with CHRONO_TOKEN',
  });
  expect(connect({ CHRONO_URL: 'http://127.0.0.1.example:7080' }).token).toBeNull();
  expect(connect({ CHRONO_URL: 'http://localhost:9000' }).token).toBe('of-this-machine');
});

it('says where it looked for a token', () => {
  rmSync(join(dataDir, 'admin-token'));
  expect(connect().tokenHint).toBe(
    `there is no ${dataDir}/admin-token: set CHRONO_TOKEN, or CHRONO_DATA_DIR to the data folder`,
  );
});

it('refuses addresses and ports that are none', () => {
  expect(() => connect({ CHRONO_URL: 'ftp://x' })).toThrow('ftp:// is not spoken here');
  expect(() => connect({}, { url: 'http://:' })).toThrow('"http://:" is no address');
  expect(() => connect({ CHRONO_HTTP_PORT: 'x' })).toThrow('CHRONO_HTTP_PORT is "x"');
});

it('looks where an ordinary user and root have their data', () => {
  const at = (uid: number, env: Environment = {}) =>
    connectionFrom({}, { env, uid, home: '/home/u' } as unknown as Terminal).tokenHint;
  expect(at(1000)).toContain('/home/u/.local/share/chronovisor/admin-token');
  expect(at(1000, { XDG_DATA_HOME: '/nowhere/share' })).toContain('/nowhere/share/chronovisor/admin-token');
});
