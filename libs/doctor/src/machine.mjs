/** The real machine behind the doctor's questions: programs, files, memory, ports. */
import { execFile } from 'node:child_process';
import { accessSync, constants, existsSync, readFileSync, statfsSync } from 'node:fs';
import { createServer } from 'node:net';
import { userInfo } from 'node:os';
import { delimiter, dirname, join } from 'node:path';

import { portHolder } from './port-holder.mjs';

// Debian keeps nats-server, nft and dnsmasq where an ordinary user's PATH does not look.
/** @type {typeof import('./index.mjs').systemFolders} */
export const systemFolders = ['/usr/local/sbin', '/usr/sbin', '/sbin', '/usr/local/bin', '/usr/bin', '/bin'];

const mayRun = (path) => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

const whichIn = (path) => (program) =>
  [...(path ?? '').split(delimiter).filter((folder) => folder.startsWith('/')), ...systemFolders]
    .map((folder) => join(folder, program))
    .find(mayRun);

const exitCode = (error) => {
  if (error === null) return 0;
  return typeof error.code === 'number' ? error.code : null;
};

const run = (file, args) =>
  new Promise((done) => {
    execFile(file, [...args], { timeout: 10_000, encoding: 'utf8' }, (error, stdout, stderr) =>
      done({ code: exitCode(error), stdout, stderr: stderr || (error?.message ?? '') }),
    );
  });

const readText = (path) => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
};

const access = (path) => {
  try {
    accessSync(path, constants.R_OK | constants.W_OK);
    return 'ok';
  } catch (error) {
    return error.code === 'ENOENT' || error.code === 'ENOTDIR' ? 'missing' : 'denied';
  }
};

const nearest = (path) => {
  let folder = path;
  while (!existsSync(folder) && dirname(folder) !== folder) folder = dirname(folder);
  return folder;
};

const freeBytes = (path) => {
  try {
    const { bavail, bsize } = statfsSync(nearest(path));
    return bavail * bsize;
  } catch {
    return undefined;
  }
};

const tryListen = (host, port) =>
  new Promise((done) => {
    const server = createServer();
    server.once('error', (error) => done(error.code ?? error.message));
    server.listen({ host, port, exclusive: true }, () => server.close(() => done('free')));
  });

const userName = () => {
  try {
    return userInfo().username;
  } catch {
    return '$USER';
  }
};

/** @type {typeof import('./index.mjs').liveMachine} */
export const liveMachine = (env) => ({
  platform: process.platform,
  arch: process.arch,
  uid: process.getuid?.() ?? -1,
  user: userName(),
  nodeVersion: process.versions.node,
  now: () => Date.now(),
  which: whichIn(env['PATH']),
  run,
  readText,
  exists: existsSync,
  access,
  nearest,
  freeBytes,
  tryListen,
  portHolder,
});
