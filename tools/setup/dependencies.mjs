/** Brings the packages of package-lock.json, and does nothing when they are there already. */
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { oneAtATime } from './one-at-a-time.mjs';
import { runOrStop } from './run.mjs';
import { Stop, step } from './say.mjs';

const hashOf = (text) => createHash('sha256').update(text).digest('hex');

const readQuietly = (path) => readFile(path, 'utf8').catch(() => undefined);

const stampIn = (root) => join(root, 'node_modules', '.chronovisor-lock');

const same = (left, right) => JSON.stringify(left) === JSON.stringify(right);

const isOther = (path, wanted, found) => {
  // Workspaces are the clone itself; only the commands they bring are put into node_modules.
  if (!path.includes('node_modules/')) return wanted.bin !== undefined && !same(found?.bin, wanted.bin);
  if (found === undefined) return wanted.optional !== true;
  return found.version !== wanted.version || found.link !== wanted.link;
};

/** Packages of the lock that node_modules does not have as locked; those for other platforms may be missing. */
export const differences = (lock, installed) =>
  Object.entries(lock.packages)
    .filter(([path, wanted]) => isOther(path, wanted, installed.packages?.[path]))
    .map(([path]) => path);

const missingFrom = async (root, lockText) => {
  const installed = await readQuietly(join(root, 'node_modules', '.package-lock.json'));
  return installed === undefined ? ['node_modules'] : differences(JSON.parse(lockText), JSON.parse(installed));
};

const readLock = async (root) => {
  const lockText = await readQuietly(join(root, 'package-lock.json'));
  if (lockText === undefined) throw new Stop('package-lock.json is missing', 'git checkout package-lock.json');
  return lockText;
};

export const isInstalled = async (root) => {
  const lockText = await readLock(root);
  if ((await readQuietly(stampIn(root)))?.trim() === hashOf(lockText)) return true;
  if ((await missingFrom(root, lockText)).length > 0) return false;
  await stamp(root, lockText);
  return true;
};

const stamp = (root, lockText) => writeFile(stampIn(root), `${hashOf(lockText)}\n`);

/** What npm left out it did not need: no package asks for it any more. What it put there has to be what was locked. */
const stopIfOther = async (root, lockText) => {
  const installed = JSON.parse(await readFile(join(root, 'node_modules', '.package-lock.json'), 'utf8'));
  const other = differences(JSON.parse(lockText), installed).filter((path) => path in installed.packages);
  if (other.length === 0) return;
  throw new Stop(
    `npm put ${other.length} packages there that are other than package-lock.json says, first ${other[0]}`,
    'rm -rf node_modules, then the same command again',
  );
};

// `npm ci` refuses a lock made where the registry carries this platform's packages only; `install --no-save` takes the same
// locked versions with the same integrity, leaves the lock alone, and what it did is checked afterwards.
const install = async (root) => {
  if (await isInstalled(root)) return 'another set-up brought them';
  const args = ['install', '--no-save', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  await runOrStop('npm', args, { cwd: root, remedy: 'check that `npm ping` succeeds, then the same command again' });
  const lockText = await readLock(root);
  await stopIfOther(root, lockText);
  await stamp(root, lockText);
  return 'as package-lock.json says';
};

export const bringDependencies = async (root) => {
  if (await isInstalled(root)) return;
  // The claim is per clone, so that two clones do not wait for each other.
  const claim = `npm-${hashOf(root).slice(0, 16)}`;
  await step('npm packages', 'npm brings the packages of package-lock.json', () =>
    oneAtATime(claim, () => install(root)),
  );
};
