/** Checks what NAT networks need, and the port of the API. */
import { join } from 'node:path';

import { missingPackages, needed } from '../needed.mjs';
import { remedyFor } from './programs.mjs';

const natCheck = (machine) => {
  const base = { id: 'nat', title: 'NAT networks' };
  const missing = missingPackages(
    machine,
    needed.filter((need) => need.use === 'network'),
  );
  if (machine.uid !== 0) {
    return {
      ...base,
      level: 'warn',
      found: `not available to ${machine.user}`,
      why: 'NAT networks need root; user-mode networking is used',
      remedy: 'none needed for user-mode networking; else run the host process as root',
    };
  }
  if (missing.length === 0) return { ...base, level: 'ok', found: 'ip, nft and dnsmasq are here and you are root' };
  const names = missing.map((need) => need.program).join(', ');
  return {
    ...base,
    level: 'warn',
    found: `missing: ${names}`,
    why: 'vms can use user-mode networking only',
    remedy: remedyFor(machine, missing),
    packages: missing.map((need) => need.package),
  };
};

const isOurs = (machine, settings, pid) =>
  Number(machine.readText(join(settings.dataDir, 'run', 'control.pid'))) === pid;

const occupied = (machine, settings, base) => {
  const { httpPort: port } = settings;
  const holder = machine.portHolder(port);
  if (holder !== undefined && isOurs(machine, settings, holder.pid)) {
    return { ...base, level: 'ok', found: `${port} is served by this Chronovisor (pid ${holder.pid})` };
  }
  const who = holder === undefined ? 'a process of another user' : `${holder.name} (pid ${holder.pid})`;
  return {
    ...base,
    level: 'fail',
    found: `${port} is taken by ${who}`,
    why: 'the API cannot listen there',
    remedy: `CHRONO_HTTP_PORT=${port + 1} npm start`,
  };
};

const portCheck = async (machine, settings) => {
  const base = { id: 'port', title: 'API port' };
  const { httpHost: host, httpPort: port } = settings;
  const answer = await machine.tryListen(host, port);
  if (answer === 'free') return { ...base, level: 'ok', found: `${host}:${port} is free` };
  if (answer === 'EADDRINUSE') return occupied(machine, settings, base);
  const remedy = answer === 'EACCES' ? 'CHRONO_HTTP_PORT=7080 npm start' : 'CHRONO_HTTP_HOST=127.0.0.1 npm start';
  return {
    ...base,
    level: 'fail',
    found: `${host}:${port} cannot be used (${answer})`,
    why: 'the API cannot listen there',
    remedy,
  };
};

/** @returns {Promise<import('../index.mjs').Finding[]>} */
export const networkChecks = async (machine, settings) => [natCheck(machine), await portCheck(machine, settings)];
