/** Debian's dnsmasq as a daemon of its own, known by pid and start time. */
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Fault } from '@chronovisor/kernel';
import { z } from 'zod';
import type { Program } from '../program/program.port.ts';
import { type Files, commandLine, hostsText, outdatedLeases, pidArgument, withoutLeases } from './command-line.ts';
import type { Dnsmasq, Reservation, ServerWanted } from './dnsmasq.port.ts';
import { type ProcessIdentity, identify, isRunning } from './process-identity.ts';

export interface LiveDnsmasqOptions {
  readonly program: Program;
  /** This host's own directory. */
  readonly dataDir: string;
  /** For what the server reads as an ordinary user; everybody may enter it. */
  readonly runDir: string;
}

const STOP_WITHIN_MS = 3_000;
const Identity = z.object({ pid: z.int().positive(), startTicks: z.int() });

const readText = async (path: string): Promise<string> => {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
};

const replace = async (path: string, text: string, mode: number): Promise<void> => {
  await writeFile(`${path}.new`, text, { mode });
  await rename(`${path}.new`, path);
};

const signal = async (identity: ProcessIdentity, name: NodeJS.Signals): Promise<void> => {
  if (!(await isRunning(identity))) return;
  try {
    // WHY SAFE: pid and start time were compared this moment, and both were noted for our own server.
    process.kill(identity.pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
};

const parsedIdentity = (text: string): ProcessIdentity | null => {
  try {
    return Identity.parse(JSON.parse(text));
  } catch {
    // Torn or empty: the pid file tells as well.
    return null;
  }
};

class LiveDnsmasq implements Dnsmasq {
  readonly #options: LiveDnsmasqOptions;

  constructor(options: LiveDnsmasqOptions) {
    this.#options = options;
  }

  async isAlive(networkId: string): Promise<boolean> {
    return (await this.#find(networkId)) !== null;
  }

  async ensure(server: ServerWanted, reservations: readonly Reservation[]): Promise<void> {
    const files = this.#files(server);
    const wanted = hostsText(reservations);
    const changed = (await readText(files.hosts)) !== wanted;
    if (changed) await this.#writeHosts(server.bridge, wanted);
    const leases = await readText(files.leases);
    const outdated = outdatedLeases(leases, reservations);
    const running = await this.#find(server.networkId);
    if (running !== null && outdated.length === 0) {
      if (changed) await signal(running, 'SIGHUP');
      return;
    }
    if (running !== null) await this.#end(running);
    await mkdir(this.#dir(server.networkId), { recursive: true });
    if (outdated.length > 0) await replace(files.leases, withoutLeases(leases, outdated), 0o600);
    await this.#start(server, files);
  }

  async stop(server: Pick<ServerWanted, 'networkId' | 'bridge'>): Promise<void> {
    const running = await this.#find(server.networkId);
    if (running !== null) await this.#end(running);
    const folder = join(this.#options.runDir, server.bridge);
    // WHY SAFE: the folder is named for a bridge of ours and holds nothing but the server's own file.
    await rm(folder, { recursive: true, force: true });
  }

  #dir(networkId: string): string {
    return join(this.#options.dataDir, 'networks', networkId);
  }

  #files({ networkId, bridge }: Pick<ServerWanted, 'networkId' | 'bridge'>): Files {
    const dir = this.#dir(networkId);
    return {
      pid: join(dir, 'dnsmasq.pid'),
      log: join(dir, 'dnsmasq.log'),
      leases: join(dir, 'dnsmasq.leases'),
      hosts: join(this.#options.runDir, bridge, 'hosts'),
    };
  }

  #identityFile(networkId: string): string {
    return join(this.#dir(networkId), 'dnsmasq.json');
  }

  async #writeHosts(bridge: string, text: string): Promise<void> {
    await mkdir(join(this.#options.runDir, bridge), { recursive: true, mode: 0o755 });
    await replace(join(this.#options.runDir, bridge, 'hosts'), text, 0o644);
  }

  /** The program returns when the server in the background is ready, or says why it will never be. */
  async #start(server: ServerWanted, files: Files): Promise<void> {
    await this.#options.program.run('dnsmasq', commandLine(server, files));
    const identity = await identify(Number(await readText(files.pid)), pidArgument(files));
    if (identity === null) {
      const log = (await readText(files.log)).trim().split('\n').slice(-5).join('\n');
      throw new Fault('dnsmasq.ended', `dnsmasq ended right after its start: ${log}`, { retry: 'later' });
    }
    await replace(this.#identityFile(server.networkId), JSON.stringify(identity), 0o600);
  }

  /** By our own note, or by its pid file where we ended between its start and the note. */
  async #find(networkId: string): Promise<ProcessIdentity | null> {
    const argument = pidArgument({ pid: join(this.#dir(networkId), 'dnsmasq.pid') });
    const noted = parsedIdentity(await readText(this.#identityFile(networkId)));
    if (noted !== null && (await isRunning(noted))) return noted;
    const pid = Number(await readText(join(this.#dir(networkId), 'dnsmasq.pid')));
    return Number.isSafeInteger(pid) && pid > 0 ? identify(pid, argument) : null;
  }

  async #end(identity: ProcessIdentity): Promise<void> {
    for (const name of ['SIGTERM', 'SIGKILL'] as const) {
      await signal(identity, name);
      for (let waited = 0; waited < STOP_WITHIN_MS; waited += 10) {
        if (!(await isRunning(identity))) return;
        await sleep(10);
      }
    }
    throw new Fault('dnsmasq.immortal', `dnsmasq ${identity.pid} did not end`, { retry: 'later' });
  }
}

export const liveDnsmasq = (options: LiveDnsmasqOptions): Dnsmasq => new LiveDnsmasq(options);
