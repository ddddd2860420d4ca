/** Asks every question in the order a reader would, side by side, and returns the findings. */
import { accelerationChecks } from './checks/acceleration.mjs';
import { networkChecks } from './checks/network.mjs';
import { programChecks } from './checks/programs.mjs';
import { roomChecks } from './checks/room.mjs';

/** @type {typeof import('./index.mjs').examine} */
export const examine = async (machine, settings) => {
  const groups = [programChecks, accelerationChecks, networkChecks, roomChecks];
  const findings = await Promise.all(groups.map((group) => group(machine, settings)));
  return findings.flat();
};

const order = ['ok', 'warn', 'fail'];

/** @type {typeof import('./index.mjs').worst} */
export const worst = (findings) =>
  findings.reduce(
    (level, finding) => (order.indexOf(finding.level) > order.indexOf(level) ? finding.level : level),
    'ok',
  );
