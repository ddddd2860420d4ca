/** Finds which process listens on a TCP port, by the socket inode in /proc, so that "port in use" can name a culprit. */
import { readFileSync, readdirSync, readlinkSync } from 'node:fs';

const listening = '0A';

const socketInodes = (port) => {
  const hex = port.toString(16).toUpperCase().padStart(4, '0');
  return ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((table) => {
    const rows = quietly(() => readFileSync(table, 'utf8').split('\n').slice(1)) ?? [];
    return rows
      .map((row) => row.trim().split(/\s+/))
      .filter((cells) => cells[3] === listening && cells[1]?.endsWith(`:${hex}`))
      .map((cells) => `socket:[${cells[9]}]`);
  });
};

// Processes come and go, and other users' descriptors are closed to us: what cannot be read is not the answer.
const quietly = (read) => {
  try {
    return read();
  } catch {
    return undefined;
  }
};

const holds = (pid, inodes) => {
  const folder = `/proc/${pid}/fd`;
  const descriptors = quietly(() => readdirSync(folder)) ?? [];
  return descriptors.some((fd) => inodes.includes(quietly(() => readlinkSync(`${folder}/${fd}`)) ?? ''));
};

/** @type {typeof import('./index.mjs').portHolder} */
export const portHolder = (port) => {
  const inodes = socketInodes(port);
  if (inodes.length === 0) return undefined;
  const pids = (quietly(() => readdirSync('/proc')) ?? []).filter((name) => /^\d+$/.test(name));
  const pid = pids.find((candidate) => holds(candidate, inodes));
  if (pid === undefined) return undefined;
  return { pid: Number(pid), name: quietly(() => readFileSync(`/proc/${pid}/comm`, 'utf8').trim()) ?? 'a process' };
};
