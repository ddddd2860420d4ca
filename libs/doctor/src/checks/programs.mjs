/** Checks the programs themselves: Node, and everything the distribution must bring. */
import { osRelease } from '../distribution.mjs';
import { aptLine, missingPackages, needed, wordsForOthers } from '../needed.mjs';

const oldest = { node: '24.0.0', qemu: '7.2.0', nats: '2.9.0' };

const titles = {
  qemu: 'QEMU',
  'qemu-img': 'qemu-img',
  nats: 'nats-server',
  ovmf: 'UEFI firmware',
  xorriso: 'xorriso',
  hwdata: 'device names',
};

export const isOlder = (version, than) => {
  const [left, right] = [version, than].map((text) => text.split('.').map(Number));
  const at = left.findIndex((part, index) => part !== (right[index] ?? 0));
  return at !== -1 && left[at] < (right[at] ?? 0);
};

const nodeCheck = (machine) => {
  const base = { id: 'node', title: 'Node', found: machine.nodeVersion };
  if (!isOlder(machine.nodeVersion, oldest.node)) return { ...base, level: 'ok' };
  if (isOlder(machine.nodeVersion, '18.15.0')) {
    return {
      ...base,
      level: 'fail',
      why: 'the set-up itself needs Node 18.15',
      remedy: 'install Node 20 or newer from https://nodejs.org',
    };
  }
  return {
    ...base,
    level: 'warn',
    why: 'the processes need Node 24',
    remedy: 'none needed: npm start brings Node 24 for this project alone',
  };
};

const systemCheck = (machine) => {
  const { name, debian } = osRelease(machine);
  if (machine.platform !== 'linux') {
    return {
      id: 'system',
      title: 'system',
      level: 'fail',
      found: machine.platform,
      why: 'vms are run by QEMU on Linux',
      remedy: 'use a Linux machine, or a Linux vm with Debian 12',
    };
  }
  const found = `${name}, ${machine.arch}, ${machine.uid === 0 ? 'root' : `user ${machine.user}`}`;
  if (debian) return { id: 'system', title: 'system', level: 'ok', found };
  return {
    id: 'system',
    title: 'system',
    level: 'warn',
    found,
    why: 'the set-up installs packages with apt only',
    remedy: 'install the programs named below with your package manager',
  };
};

export const remedyFor = (machine, needs) => {
  if (!osRelease(machine).debian) return wordsForOthers(needs);
  return aptLine(
    needs.map((need) => need.package),
    { sudo: machine.uid !== 0 },
  );
};

const absent = (machine, need) => ({
  id: need.id,
  title: titles[need.id],
  level: need.use === 'start' ? 'fail' : 'warn',
  found: 'missing',
  why: `it ${need.purpose}`,
  remedy: remedyFor(machine, [need]),
  packages: [need.package],
});

const versionOf = async (machine, need) => {
  const { code, stdout, stderr } = await machine.run(machine.which(need.program), ['--version']);
  return { code, version: /(\d+\.\d+(?:\.\d+)?)/.exec(`${stdout}\n${stderr}`)?.[1], said: stderr };
};

const present = async (machine, need) => {
  const base = { id: need.id, title: titles[need.id] };
  if (need.program === undefined)
    return { ...base, level: 'ok', found: need.files.find((path) => machine.exists(path)) };
  const least = oldest[need.id];
  if (least === undefined) return { ...base, level: 'ok', found: machine.which(need.program) };
  const { code, version, said } = await versionOf(machine, need);
  if (version === undefined) {
    return {
      ...base,
      level: 'fail',
      found: `does not tell its version (exit ${code}): ${said.trim()}`,
      remedy: remedyFor(machine, [need]),
      packages: [need.package],
    };
  }
  if (!isOlder(version, least)) return { ...base, level: 'ok', found: version };
  return {
    ...base,
    level: 'fail',
    found: version,
    why: `${least} or newer is needed`,
    remedy: 'use Debian 12 or newer',
    packages: [need.package],
  };
};

/** @returns {Promise<import('../index.mjs').Finding[]>} */
export const programChecks = async (machine, settings) => {
  const wanted = needed.filter((need) => need.use !== 'network' && (need.id !== 'nats' || settings.ownNats));
  const missing = missingPackages(machine, wanted);
  const findings = wanted.map((need) => (missing.includes(need) ? absent(machine, need) : present(machine, need)));
  return [systemCheck(machine), nodeCheck(machine), ...(await Promise.all(findings))];
};
