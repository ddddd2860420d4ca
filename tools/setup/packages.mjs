/** Brings missing Debian packages with apt when root; for everyone else it gives the exact line to type. */
import { existsSync } from 'node:fs';

import { aptLine, missingPackages, osRelease, wordsForOthers } from '../../libs/doctor/src/index.mjs';
import { oneAtATime } from './one-at-a-time.mjs';
import { run, runOrStop } from './run.mjs';
import { Stop, line, step } from './say.mjs';

const namesOf = (needs) => needs.map((need) => need.package);

const quietly = () => ({ ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C' });

// Another package manager may be at work: wait for it as long as a long upgrade takes.
const patience = ['-o', 'DPkg::Lock::Timeout=900'];

const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

/** `update` does not honour the lock time-out, so it is asked again while somebody else holds the lists. */
const update = async (deadline) => {
  const { code, said } = await run('apt-get', [...patience, 'update', '-q'], { env: quietly() });
  if (code === 0) return;
  if (said.includes('Could not get lock') && Date.now() < deadline) {
    await pause(2_000);
    return update(deadline);
  }
  throw new Stop(
    `apt-get update failed:\n${said.trimEnd().split('\n').slice(-10).join('\n')}`,
    'check the network and /etc/apt/sources.list, then: apt-get update',
  );
};

/** Fetches the lists of what there is to install. */
export const updateLists = () => oneAtATime('apt', () => update(Date.now() + 900_000));

/** The package starts a server of its own at every boot; nobody asked for that, so it is taken back. */
const keepNatsServiceOff = async (installed) => {
  if (!installed.includes('nats-server') || !existsSync('/run/systemd/system')) return;
  await runOrStop('systemctl', ['disable', '--now', 'nats-server.service']);
  line('       the service nats-server that came with the package is switched off: Chronovisor runs its own');
};

const install = async (machine, needs) => {
  // Whoever held the claim before us may have brought some of them.
  const packages = namesOf(missingPackages(machine, needs));
  if (packages.length === 0) return 'another set-up brought them';
  await update(Date.now() + 900_000);
  const args = [...patience, 'install', '-y', '-q', '--no-install-recommends', ...packages];
  await runOrStop('apt-get', args, { env: quietly(), remedy: aptLine(packages, { sudo: false }) });
  await keepNatsServiceOff(packages);
  return packages.join(' ');
};

/** What must be brought: everything when root can have it for the asking, else only what nothing works without. */
const wantedBy = (machine, needs) => (machine.uid === 0 ? needs : needs.filter((need) => need.use === 'start'));

export const bringPackages = async (machine, needs) => {
  const missing = missingPackages(machine, wantedBy(machine, needs));
  if (missing.length === 0) return;
  const { name, debian } = osRelease(machine);
  const programs = missing.map((need) => need.program ?? need.package).join(', ');
  if (!debian) {
    if (missing.every((need) => need.use !== 'start')) return;
    throw new Stop(`${programs} missing, and ${name} has no apt`, wordsForOthers(missing));
  }
  if (machine.uid !== 0)
    throw new Stop(`${programs} missing`, `${aptLine(namesOf(missing))}   (then the same command again)`);
  await step('packages', `apt-get installs ${namesOf(missing).join(' ')}`, () =>
    oneAtATime('apt', () => install(machine, missing)),
  );
};
