/** A small machine for the doctor's specs: it has programs, files and ports of its own and answers as a real one would. */
import type { Machine, RunResult } from './index.mjs';

export interface Parts {
  /** Program name to what `--version` prints. */
  programs: Record<string, string>;
  files: Record<string, string>;
  denied: readonly string[];
  taken: Record<number, { pid: number; name: string } | undefined>;
  freeDisk: number | undefined;
  uid: number;
  user: string;
  node: string;
  platform: string;
  clock: number;
}

const gib = 1024 ** 3;

const debian = 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nID=debian\n';

const everything: Record<string, string> = {
  'apt-get': 'apt 2.6.1',
  'qemu-system-x86_64': 'QEMU emulator version 7.2.22 (Debian 1:7.2)',
  'qemu-img': 'qemu-img version 7.2.22',
  'nats-server': 'nats-server: v2.9.10',
  ip: 'ip utility, iproute2-6.1.0',
  nft: 'nftables v1.0.6',
  dnsmasq: 'Dnsmasq version 2.90',
  xorriso: 'xorriso 1.5.4',
};

export const wholeParts = (): Parts => ({
  programs: { ...everything },
  files: {
    '/etc/os-release': debian,
    '/proc/meminfo': 'MemTotal: 8000000 kB\nMemAvailable:    6000000 kB\n',
    '/dev/kvm': '',
    '/usr/share/OVMF/OVMF_CODE_4M.fd': '',
    '/usr/share/hwdata/usb.ids': '',
    '/data': '',
  },
  denied: [],
  taken: {},
  freeDisk: 40 * gib,
  uid: 0,
  user: 'root',
  node: '24.21.0',
  platform: 'linux',
  clock: Date.UTC(2026, 10, 20),
});

const lookAt = (parts: Parts, path: string): 'ok' | 'denied' | 'missing' => {
  if (parts.files[path] === undefined) return 'missing';
  return parts.denied.includes(path) ? 'denied' : 'ok';
};

const listen = (parts: Parts, port: number): string => {
  if (port in parts.taken) return 'EADDRINUSE';
  return port < 1024 && parts.uid !== 0 ? 'EACCES' : 'free';
};

export const fakeMachine = (change: Partial<Parts> = {}): Machine => {
  const parts = { ...wholeParts(), ...change };
  const which = (program: string): string | undefined =>
    program in parts.programs ? `/usr/bin/${program}` : undefined;
  const run = (file: string): Promise<RunResult> => {
    const said = parts.programs[file.slice('/usr/bin/'.length)];
    return Promise.resolve(
      said === undefined
        ? { code: null, stdout: '', stderr: `spawn ${file} ENOENT` }
        : { code: 0, stdout: said, stderr: '' },
    );
  };
  const nearest = (path: string): string =>
    path === '/' || path in parts.files ? path : nearest(path.slice(0, path.lastIndexOf('/')) || '/');
  return {
    platform: parts.platform,
    arch: 'x64',
    uid: parts.uid,
    user: parts.user,
    nodeVersion: parts.node,
    now: () => parts.clock,
    which,
    run,
    readText: (path) => (parts.denied.includes(path) ? undefined : parts.files[path]),
    exists: (path) => path in parts.files,
    access: (path) => lookAt(parts, path),
    nearest,
    freeBytes: () => parts.freeDisk,
    tryListen: (_host, port) => Promise.resolve(listen(parts, port)),
    portHolder: (port) => parts.taken[port],
  };
};
