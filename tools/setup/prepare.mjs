/** The road every command takes before its own work: look at the machine, bring what is missing, go on under Node 24. */
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { examine, liveMachine, needed, settingsFrom, toText } from '../../libs/doctor/src/index.mjs';
import { bringDependencies } from './dependencies.mjs';
import { goOnUnder24 } from './node24.mjs';
import { bringPackages, updateLists } from './packages.mjs';
import { runOrStop } from './run.mjs';
import { Stop, line, mayColour } from './say.mjs';

export const root = fileURLToPath(new URL('../../', import.meta.url));

const settings = (machine) => {
  try {
    return settingsFrom(process.env, machine.uid, homedir());
  } catch (error) {
    throw new Stop(error.message);
  }
};

const show = (findings) => process.stdout.write(toText(findings, { colour: mayColour() }));

/** Faults a package cures are cured before they count; those of no interest to the command do not count. */
const stopIfUnfit = (findings) => {
  const unfit = findings.filter((finding) => finding.level === 'fail');
  if (unfit.length === 0) return;
  const words = unfit.map((finding) => `${finding.title} ${finding.found}`).join('; ');
  throw new Stop(`this machine is not fit yet: ${words}`, unfit[0].remedy);
};

/** First half, under whatever Node the machine has. `ignore` names findings that do not matter to the command. */
export const prepareMachine = async ({ needs = [], ignore = [] } = {}) => {
  const machine = liveMachine(process.env);
  const own = settings(machine);
  const all = [...needed.filter((need) => need.id !== 'nats' || own.ownNats), ...needs];
  const look = async () => (await examine(machine, own)).filter((finding) => !ignore.includes(finding.id));
  const findings = await look();
  show(findings);
  await bringPackages(machine, all);
  stopIfUnfit(findings.some((finding) => finding.level === 'fail') ? await look() : findings);
};

/** Second half, under Node 24: packages from npm, then the bundles, by a process that gives its memory back. */
export const prepareProject = async () => {
  await bringDependencies(root);
  const said = await runOrStop(process.execPath, [join(root, 'tools', 'build', 'build.mjs')], { cwd: root });
  const built = /^built (.*) in (\d+ ms)$/m.exec(said);
  if (built !== null) line(`ok     build          ${built[1]} (${built[2]})`);
};

/** A fresh machine has no lists of packages yet; root may fetch them, everyone else is told. */
const buildOnceMore = async (build, error) => {
  if (error?.name !== 'GuestBuildError') throw error;
  if (process.getuid?.() !== 0 || !error.remedy.endsWith('apt-get update'))
    throw new Stop(error.message.split('\n')[0], error.remedy);
  await updateLists();
  return build();
};

/** The guest that every machine can boot, built from the distribution's own kernel and busybox. */
export const prepareGuest = async () => {
  const { buildTiny } = await import('../../deploy/guests/tiny/build.mjs');
  const build = () => buildTiny({ log: (text) => line(`       ${text}`) });
  const begun = performance.now();
  const guest = await build().catch((error) => buildOnceMore(build, error));
  const how = guest.cached ? 'from the cache' : 'built here from Debian packages';
  line(`ok     guest tiny     ${how} (${((performance.now() - begun) / 1000).toFixed(1)} s)`);
  return guest;
};

export { goOnUnder24 };
