/** Reads the few settings that decide where Chronovisor lives on a machine, the same way for set-up, doctor and start. */
import { join } from 'node:path';

/** @type {typeof import('./index.mjs').settingsFrom} */
export const settingsFrom = (env, uid, home) => ({
  dataDir: env['CHRONO_DATA_DIR'] || usualDataDir(env, uid, home),
  httpHost: env['CHRONO_HTTP_HOST'] || '127.0.0.1',
  httpPort: portFrom(env['CHRONO_HTTP_PORT']),
  ownNats: !env['CHRONO_NATS_URL'],
});

const usualDataDir = (env, uid, home) =>
  uid === 0 ? '/var/lib/chronovisor' : join(env['XDG_DATA_HOME'] || join(home, '.local', 'share'), 'chronovisor');

const portFrom = (text) => {
  if (text === undefined || text === '') return 7080;
  const port = Number(text);
  if (Number.isInteger(port) && port >= 1 && port <= 65535) return port;
  throw new Error(
    `CHRONO_HTTP_PORT is "${text}"; give a port number from 1 to 65535, for example CHRONO_HTTP_PORT=7081`,
  );
};
