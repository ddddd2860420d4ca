/** A network namespace of a test's own: what is done in it touches nothing of the machine, and goes with it. Needs root. */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Program } from '../src/drivers/program/program.port.ts';
import { liveProgram } from '../src/drivers/program/program.live.ts';

export interface Namespace {
  readonly name: string;
  /** Put before a command line to run it inside. */
  readonly through: readonly string[];
  readonly program: Program;
  /** Of everything that runs inside. */
  pids(): Promise<number[]>;
  remove(): Promise<void>;
}

const machine = liveProgram();

export const namespace = async (): Promise<Namespace> => {
  const name = `nwt-${randomBytes(4).toString('hex')}`;
  await machine.run('ip', ['netns', 'add', name]);
  const through = ['ip', 'netns', 'exec', name];
  const program = liveProgram({ through });
  await program.run('ip', ['link', 'set', 'dev', 'lo', 'up']);
  return {
    name,
    through,
    program,
    pids: async () => (await machine.run('ip', ['netns', 'pids', name])).split('\n').filter(Boolean).map(Number),
    remove: async () => void (await machine.run('ip', ['netns', 'delete', name])),
  };
};

/** One that goes when the test does. */
export const ownNamespace = async (): Promise<Namespace> => {
  const own = await namespace();
  onTestFinished(() => own.remove());
  return own;
};

export interface Guest {
  readonly program: Program;
  /** What the network's DHCP server gives this MAC; null for silence. */
  dhcp(mac: string): Promise<{
    readonly address: string;
    readonly router: string;
    readonly dns: string;
    readonly hostname: string;
  } | null>;
  /** Takes the address and the route. */
  settle(address: string, router: string): Promise<void>;
  remove(): Promise<void>;
}

const script = '#!/bin/busybox sh\n[ "$1" = bound ] && echo "GIVEN $ip $router $dns $hostname"\nexit 0\n';

/** A namespace that stands for a guest: its card is a port of the bridge. */
export const guestOn = async (host: Namespace, bridge: string): Promise<Guest> => {
  const own = await namespace();
  const folder = await mkdtemp(join(tmpdir(), 'chrono-guest-'));
  const port = `vp${randomBytes(4).toString('hex')}`;
  await writeFile(join(folder, 'script'), script, { mode: 0o755 });
  await host.program.run('ip', ['link', 'add', port, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', own.name]);
  await host.program.run('ip', ['link', 'set', 'dev', port, 'master', bridge, 'up']);
  await own.program.run('ip', ['link', 'set', 'dev', 'eth0', 'up']);
  return {
    program: own.program,
    dhcp: async (mac) => {
      await own.program.run('ip', ['link', 'set', 'dev', 'eth0', 'address', mac]);
      const args = ['udhcpc', '-i', 'eth0', '-f', '-q', '-n', '-t', '3', '-T', '1', '-s', join(folder, 'script')];
      const said = await own.program.run('busybox', args).catch(() => '');
      const [, address, router = '', dns = '', hostname = ''] = /^GIVEN (\S+) (\S*) (\S*) ?(\S*)$/m.exec(said) ?? [];
      return address === undefined ? null : { address, router, dns, hostname };
    },
    settle: async (address, router) => {
      await own.program.run('ip', ['address', 'replace', `${address}/24`, 'dev', 'eth0']);
      await own.program.run('ip', ['route', 'replace', 'default', 'via', router]);
    },
    remove: async () => {
      await own.remove();
      await rm(folder, { recursive: true });
    },
  };
};
