/** Checks that there is room to work in: disk, memory, a clock that can be believed, a data folder that can be written. */

const mib = 1024 ** 2;
const gib = 1024 ** 3;
// No event of this project can be older than the project.
const firstRelease = Date.UTC(2026, 0, 1);

const size = (bytes) => (bytes >= gib ? `${(bytes / gib).toFixed(1)} GiB` : `${Math.floor(bytes / mib)} MiB`);

const dataDirCheck = (machine, { dataDir }) => {
  const base = { id: 'data-dir', title: 'data folder' };
  const folder = machine.nearest(dataDir);
  if (machine.access(folder) === 'ok')
    return { ...base, level: 'ok', found: folder === dataDir ? dataDir : `${dataDir} (will be made)` };
  return {
    ...base,
    level: 'fail',
    found: `${folder} cannot be written by ${machine.user}`,
    why: 'events, volumes and logs are kept there',
    remedy: 'CHRONO_DATA_DIR="$HOME/chronovisor" npm start',
  };
};

const diskCheck = (machine, { dataDir }) => {
  const base = { id: 'disk', title: 'free disk' };
  const free = machine.freeBytes(dataDir);
  if (free === undefined)
    return { ...base, level: 'warn', found: `unknown for ${dataDir}`, why: 'the file system does not tell' };
  const finding = { ...base, found: `${size(free)} for ${dataDir}` };
  if (free >= 5 * gib) return { ...finding, level: 'ok' };
  const remedy = 'free some space, or CHRONO_DATA_DIR=<a folder on a larger disk> npm start';
  if (free >= gib / 2) return { ...finding, level: 'warn', why: 'volumes of vms will fill it soon', remedy };
  return { ...finding, level: 'fail', why: 'at least 512 MiB are needed to start', remedy };
};

const numberIn = (text) => (text !== undefined && /^\d+\s*$/.test(text) ? Number(text) : undefined);

const available = (machine) => {
  const free = numberIn(/^MemAvailable:\s+(\d+) kB$/m.exec(machine.readText('/proc/meminfo') ?? '')?.[1]);
  const limit = numberIn(machine.readText('/sys/fs/cgroup/memory.max'));
  const used = numberIn(machine.readText('/sys/fs/cgroup/memory.current'));
  const inMachine = free === undefined ? undefined : free * 1024;
  if (limit === undefined || used === undefined) return inMachine;
  return Math.min(inMachine ?? Infinity, Math.max(0, limit - used));
};

const memoryCheck = (machine) => {
  const base = { id: 'memory', title: 'free memory' };
  const free = available(machine);
  if (free === undefined) return { ...base, level: 'warn', found: 'unknown', why: '/proc/meminfo does not tell' };
  const finding = { ...base, found: size(free) };
  if (free >= gib) return { ...finding, level: 'ok' };
  const remedy = 'stop other programs, or use a machine with 2 GiB or more';
  if (free >= 512 * mib) return { ...finding, level: 'warn', why: 'there is room for one small vm only', remedy };
  return { ...finding, level: 'fail', why: 'the processes and the smallest vm need 512 MiB', remedy };
};

const clockCheck = (machine) => {
  const base = { id: 'clock', title: 'clock', found: new Date(machine.now()).toISOString() };
  if (machine.now() >= firstRelease) return { ...base, level: 'ok' };
  return {
    ...base,
    level: 'warn',
    why: 'the clock is years behind: every recorded time will be wrong',
    remedy: 'sudo timedatectl set-ntp true',
  };
};

/** @returns {import('../index.mjs').Finding[]} */
export const roomChecks = (machine, settings) => [
  dataDirCheck(machine, settings),
  diskCheck(machine, settings),
  memoryCheck(machine),
  clockCheck(machine),
];
