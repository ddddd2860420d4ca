/**
 * Builds the guest `tiny` on this machine from Debian's own packages: `node build.mjs`, or `buildTiny()` from the set-up.
 * Runs on a plain Node 20 without any npm package, because the set-up does.
 *
 * Cached below `${XDG_CACHE_HOME:-~/.cache}/chronovisor/guests/tiny-<hash of its contents>/{vmlinuz,initrd.gz,image.json}`.
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Tree } from './initrd.mjs';
import { collectModules } from './modules.mjs';
import { resolvePackages, unpackPackages } from './packages.mjs';

/**
 * @typedef {object} TinyGuest
 * @property {string} dir
 * @property {string} kernel absolute path
 * @property {string} initrd absolute path
 * @property {string} cmdline
 * @property {number} memoryMin bytes
 * @property {{ kernel: string, initrd: string }} sha256
 * @property {string} imageJson absolute path
 * @property {boolean} cached true when nothing had to be built
 */

const here = fileURLToPath(new URL('.', import.meta.url));
/** Under TCG one boot in fifty hung at the timer check, so that is left out. */
const cmdline = 'console=ttyS0 quiet panic=-1 no_timer_check';
/** 80 MiB boots, less does not; the rest is for what runs in it. */
const memoryMin = 96 * 1024 * 1024;

/** @param {Uint8Array | string} content */
const sha256 = (content) => createHash('sha256').update(content).digest('hex');

const defaultCacheDir = () => join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'chronovisor', 'guests');

/** Everything the result depends on besides the packages: as long as it is the same, what is in the cache will do. */
const recipeHash = async () => {
  const sources = (await readdir(here)).filter((file) => /\.(mjs|sh)$/.test(file)).toSorted();
  const hash = createHash('sha256');
  for (const file of sources) hash.update(`${file}\0`).update(await readFile(join(here, file)));
  return hash.digest('hex');
};

/**
 * @param {{ log?: (line: string) => void, cacheDir?: string, refresh?: boolean }} [options] `refresh`: take Debian's newest kernel
 *   even though an older one is cached.
 * @returns {Promise<TinyGuest>}
 */
export const buildTiny = async ({ log = () => {}, cacheDir = defaultCacheDir(), refresh = false } = {}) => {
  await mkdir(cacheDir, { recursive: true });
  const recipe = await recipeHash();
  const cached = refresh ? undefined : await findCached(cacheDir, recipe, log);
  if (cached !== undefined) return cached;
  await sweep(cacheDir);
  const work = await mkdtemp(join(cacheDir, '.building-'));
  try {
    const made = await make(work, recipe, log);
    return await publish(made, cacheDir, log);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
};

/**
 * The newest guest of this recipe whose files are what they were when they were made.
 *
 * @param {string} cacheDir
 * @param {string} recipe
 * @param {(line: string) => void} log
 */
const findCached = async (cacheDir, recipe, log) => {
  const names = (await readdir(cacheDir)).filter((name) => name.startsWith('tiny-'));
  const dated = await Promise.all(
    names.map(async (name) => ({ name, at: (await stat(join(cacheDir, name))).mtimeMs })),
  );
  for (const { name } of dated.toSorted((a, b) => b.at - a.at)) {
    const dir = join(cacheDir, name);
    const image = await readImage(dir);
    if (image !== undefined && image.recipe !== recipe) continue;
    if (image !== undefined && (await isIntact(dir, image))) return guestIn(dir, image, true);
    log(`${dir} is damaged and is left alone; building the guest again`);
  }
  return undefined;
};

/** @param {string} dir */
const readImage = async (dir) => {
  try {
    return JSON.parse(await readFile(join(dir, 'image.json'), 'utf8'));
  } catch {
    return undefined; // Missing or cut off: damaged either way, and said so by the caller.
  }
};

/**
 * @param {string} dir
 * @param {any} image
 */
const isIntact = async (dir, image) => {
  const sums = await Promise.all(
    [image.kernel, image.initrd].map(async (file) => sha256(await readFile(join(dir, file)).catch(() => ''))),
  );
  return sums[0] === image.sha256.kernel && sums[1] === image.sha256.initrd;
};

/**
 * @param {string} dir
 * @param {any} image
 * @param {boolean} cached
 * @returns {TinyGuest}
 */
const guestIn = (dir, image, cached) => ({
  dir,
  kernel: join(dir, image.kernel),
  initrd: join(dir, image.initrd),
  cmdline: image.cmdline,
  memoryMin: image.memoryMin,
  sha256: image.sha256,
  imageJson: join(dir, 'image.json'),
  cached,
});

/** Leftovers of builds that were killed: older than any build takes. */
const sweep = async (/** @type {string} */ cacheDir) => {
  const hourAgo = Date.now() - 3_600_000;
  for (const name of (await readdir(cacheDir)).filter((name) => /^\.(building|damaged)-/.test(name))) {
    const path = join(cacheDir, name);
    const found = await stat(path).catch(() => undefined); // Its own builder may remove it meanwhile.
    if (found !== undefined && found.mtimeMs < hourAgo) await rm(path, { recursive: true, force: true });
  }
};

/**
 * @param {string} work
 * @param {string} recipe
 * @param {(line: string) => void} log
 */
const make = async (work, recipe, log) => {
  const packages = await resolvePackages();
  log(`downloading ${packages.map(({ name, version }) => `${name} ${version}`).join(', ')}`);
  const tree = await unpackPackages(packages, work);
  log('packing the guest');
  const [version] = await readdir(join(tree, 'lib/modules'));
  if (version === undefined) throw new Error('the kernel package has no modules');
  const initrd = (await fill(tree, version)).pack();
  const kernel = await readFile(join(tree, 'boot', `vmlinuz-${version}`));
  const sums = { kernel: sha256(kernel), initrd: sha256(initrd) };
  const sources = packages.map(({ name, version, sha256 }) => ({ name, version, sha256 }));
  const files = { kernel: 'vmlinuz', initrd: 'initrd.gz' };
  const image = { name: 'tiny', kind: 'kernel', ...files, cmdline, memoryMin, sha256: sums, recipe, packages: sources };
  const dir = join(work, 'guest');
  await mkdir(dir);
  await copyFile(join(tree, 'boot', `vmlinuz-${version}`), join(dir, 'vmlinuz'));
  await writeFile(join(dir, 'initrd.gz'), initrd);
  await writeFile(join(dir, 'image.json'), `${JSON.stringify(image, null, 2)}\n`);
  return { dir, image };
};

/**
 * @param {string} tree
 * @param {string} version
 */
const fill = async (tree, version) => {
  const guest = new Tree();
  for (const path of ['dev/pts', 'proc', 'sys', 'run', 'tmp', 'data', 'root', 'www', 'sbin', 'usr/bin', 'usr/sbin'])
    guest.directory(path);
  guest.characterDevice('dev/console', [5, 1]);
  const busybox = join(tree, 'bin/busybox');
  guest.file('bin/busybox', await readFile(busybox), 0o755);
  for (const name of ['tick', 'console', 'plugged'])
    guest.file(`bin/${name}`, await readFile(join(here, `${name}.sh`)), 0o755);
  const applets = (await promisify(execFile)(busybox, ['--list'])).stdout.split('\n');
  for (const name of applets) if (name !== '' && !guest.has(`bin/${name}`)) guest.link(`bin/${name}`, 'busybox');
  guest.file('init', await readFile(join(here, 'init.sh')), 0o755);
  guest.file('etc/udhcpc.sh', await readFile(join(here, 'udhcpc.sh')), 0o755);
  guest.file('etc/acpi/PWRF/00000080', '#!/bin/sh\necho "@@POWERBUTTON" > /dev/console\nexec poweroff\n', 0o755);
  guest.file('etc/passwd', 'root:x:0:0:root:/root:/bin/sh\n');
  guest.file('etc/group', 'root:x:0:\n');
  const root = join(tree, 'lib/modules', version);
  const { files, dep } = await collectModules(root);
  for (const [path, object] of files) guest.file(`lib/modules/${version}/${path}`, object);
  guest.file(`lib/modules/${version}/modules.dep`, dep);
  return guest;
};

/**
 * Into its place in one step. When another build got there first, its files are as good: the name says what is in them.
 *
 * @param {{ dir: string, image: any }} made
 * @param {string} cacheDir
 * @param {(line: string) => void} log
 */
const publish = async ({ dir, image }, cacheDir, log) => {
  const key = sha256([image.sha256.kernel, image.sha256.initrd, image.cmdline, image.recipe].join('\n')).slice(0, 16);
  const place = join(cacheDir, `tiny-${key}`);
  for (let attempt = 0; ; attempt += 1) {
    try {
      await rename(dir, place);
      break;
    } catch (error) {
      if (!['ENOTEMPTY', 'EEXIST'].includes(error.code) || attempt === 2) throw error;
      const there = await readImage(place);
      if (there !== undefined && (await isIntact(place, there))) break;
      await rename(place, join(cacheDir, `.damaged-${key}-${process.pid}`)).catch((error) => {
        if (error.code !== 'ENOENT') throw error; // Gone already: another build replaces it too.
      });
    }
  }
  log(`guest ready in ${place}`);
  return guestIn(place, image, false);
};

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    const guest = await buildTiny({ log: console.error, refresh: process.argv.includes('--refresh') });
    console.log(JSON.stringify(guest, null, 2));
  } catch (error) {
    console.error(error.name === 'GuestBuildError' ? error.message : error);
    process.exitCode = 1;
  }
}
