/** First station of the build: the kernel and busybox as Debian ships them, fetched by apt and unpacked, nothing installed. */
import { execFile } from 'node:child_process';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Something is missing on this machine that only its owner can put there; `remedy` is the exact line. */
export class GuestBuildError extends Error {
  name = 'GuestBuildError';
  /**
   * @param {string} message
   * @param {string} remedy
   */
  constructor(message, remedy) {
    super(`${message}\n  remedy: ${remedy}`);
    this.remedy = remedy;
  }
}

/** @param {string} line */
const asRoot = (line) => (process.getuid?.() === 0 ? line : `sudo ${line}`);

/**
 * @param {string} command
 * @param {string[]} args
 * @param {string} [cwd]
 */
const tool = async (command, args, cwd) => {
  const options = { cwd, env: { ...process.env, LC_ALL: 'C' }, maxBuffer: 64 * 1024 * 1024 };
  try {
    return (await run(command, args, options)).stdout;
  } catch (error) {
    if (error.code === 'ENOENT') {
      throw new GuestBuildError(
        `${command} is not there: the guest is made from Debian's packages`,
        'use Debian 12 or newer',
      );
    }
    throw error;
  }
};

/** @param {string} name */
const known = async (name) => {
  const text = await tool('apt-cache', ['show', '--no-all-versions', name]).catch((error) => {
    if (error instanceof GuestBuildError) throw error;
    return '';
  });
  /** @param {string} field */
  const field = (field) => new RegExp(`^${field}: (.*)$`, 'm').exec(text)?.[1] ?? '';
  if (field('SHA256') === '') {
    throw new GuestBuildError(`apt knows no package ${name} to download`, asRoot('apt-get update'));
  }
  return { name, version: field('Version'), sha256: field('SHA256'), depends: field('Depends') };
};

/** The packages as apt would give them now. The kernel's is named by a package that only points at the newest. */
export const resolvePackages = async () => {
  const architecture = (await tool('dpkg', ['--print-architecture'])).trim();
  if (architecture !== 'amd64')
    throw new GuestBuildError(`the tiny guest is for amd64, this is ${architecture}`, 'use an amd64 machine');
  const pointer = await known('linux-image-cloud-amd64');
  const kernel = /linux-image-[^ ,]+/.exec(pointer.depends)?.[0];
  if (kernel === undefined) throw new Error(`linux-image-cloud-amd64 names no kernel: ${pointer.depends}`);
  return Promise.all([known(kernel), known('busybox-static')]);
};

/**
 * Downloads (apt checks the sums) and unpacks all of it into one tree.
 *
 * @param {{ name: string, version: string }[]} packages
 * @param {string} into
 */
export const unpackPackages = async (packages, into) => {
  const downloads = join(into, 'debs');
  const tree = join(into, 'tree');
  await mkdir(downloads);
  await mkdir(tree);
  const wanted = packages.map(({ name, version }) => `${name}=${version}`);
  await tool('apt-get', ['download', '-q', ...wanted], downloads).catch((error) => {
    if (error instanceof GuestBuildError) throw error;
    const why = String(error.stderr ?? error.message).trim();
    throw new GuestBuildError(`apt could not download ${wanted.join(' ')}: ${why}`, asRoot('apt-get update'));
  });
  for (const file of (await readdir(downloads)).toSorted()) await tool('dpkg-deb', ['-x', join(downloads, file), tree]);
  return tree;
};
