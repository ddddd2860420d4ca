/** Sees to it that only its owner can look into the data folder: tokens, disks and consoles are in it. */
import { chmodSync, mkdirSync, readdirSync, statSync } from 'node:fs';

const ours = new Set(['admin-token', 'hosts', 'logs', 'nats', 'run', 'webhook-key']);

export const isOurs = (name: string): boolean => ours.has(name) || name.startsWith('events.sqlite');

/**
 * Makes the folder, or closes one that is there. False for one that stays open: it is somebody else's, or holds what is
 * not ours, as `/srv` would, and shutting others out of that would break more than it protects.
 */
export const closeToOthers = (folder: string): boolean => {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const { mode, uid } = statSync(folder);
  if ((mode & 0o077) === 0) return true;
  if (uid !== process.getuid?.() || !readdirSync(folder).every(isOurs)) return false;
  chmodSync(folder, 0o700);
  return true;
};
