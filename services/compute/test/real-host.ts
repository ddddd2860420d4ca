/** Compute's host role for real: NATS, QEMU, a directory of its own; everything it started is ended by `close`. */
import { type HostPlatform, createHeartbeatParts, createReporter, hostClock, openNatsBus } from '@chronovisor/bus';
import type { HostId } from '@chronovisor/contracts';
import { newId } from '@chronovisor/kernel/ids';
import { createLogger } from '@chronovisor/telemetry';
import { temporaryNats } from '@chronovisor/testing';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startComputeHost } from '../src/compute.host.ts';
import { asking } from './asking.ts';
import { RecordingControl } from './recording-control.ts';

const log = createLogger('test', 'silent');

/** Ends what still runs in the vms' directories: only processes whose arguments name a vm of this very directory. */
const endLeftOver = async (dataDir: string): Promise<void> => {
  const vmIds = await readdir(join(dataDir, 'vms')).catch((): string[] => []);
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/u.test(name));
  for (const pid of pids) {
    const args = (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).split('\0');
    if (args[0]?.includes('qemu-system') && vmIds.includes(args[args.indexOf('-uuid') + 1] ?? ''))
      process.kill(Number(pid), 'SIGKILL');
  }
};

export const realPlace = async () => {
  const nats = await temporaryNats();
  const dataDir = await mkdtemp(join(tmpdir(), 'chrono-compute-'));
  const hostId = newId() as HostId;
  const controlBus = await openNatsBus({ url: nats.url, name: 'control', log });
  const control = new RecordingControl(controlBus);
  const lives: { end(): Promise<void> }[] = [];
  let reports = 0;

  const startHost = async () => {
    const bus = await openNatsBus({ url: nats.url, name: 'host', log });
    const reporter = createReporter({ hostId, bus, clock: hostClock, log });
    const platform: HostPlatform = {
      hostId,
      hostName: 'a',
      sessionId: newId(),
      dataDir,
      bus,
      log,
      clock: hostClock,
      report: reporter.report,
      heartbeatParts: createHeartbeatParts(),
    };
    const part = await startComputeHost(platform, { version: '0', accelerator: 'auto', driftIntervalMs: 0 });
    const life = {
      platform,
      end: async () => {
        lives.splice(lives.indexOf(life), 1);
        await part.close();
        reporter.close();
        await bus.close();
      },
    };
    lives.push(life);
    // Its report follows its subscriptions on the same line: from now on it can be asked.
    reports += 1;
    await control.hears('RecordHostReport', () => control.of('RecordHostReport').length >= reports);
    return life;
  };

  return {
    nats,
    dataDir,
    hostId,
    control,
    controlBus,
    startHost,
    fileOf: (vmId: string, name: string) => join(dataDir, 'vms', vmId, name),
    ...asking(controlBus, hostId),
    close: async () => {
      await Promise.all(lives.slice().map((life) => life.end()));
      await controlBus.close();
      await nats.stop();
      await endLeftOver(dataDir);
      await rm(dataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
    },
  };
};

export type RealPlace = Awaited<ReturnType<typeof realPlace>>;
