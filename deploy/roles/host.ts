/** The host process: the hands of compute, storage, network and passthrough beside the vms; listens on nothing but the bus. */
import {
  type HostPart,
  type HostPlatform,
  createHeartbeatParts,
  createReporter,
  createSimulation,
  hostClock,
  openNatsBus,
} from '@chronovisor/bus';
import { startComputeHost } from '@chronovisor/compute/host';
import { isFault, messageOf } from '@chronovisor/kernel';
import { newId } from '@chronovisor/kernel/ids';
import { startNetworkHost } from '@chronovisor/network/host';
import { startPassthroughHost } from '@chronovisor/passthrough/host';
import { startStorageHost } from '@chronovisor/storage/host';
import { type Logger, createLogger } from '@chronovisor/telemetry';
import process from 'node:process';
import product from '../../package.json' with { type: 'json' };
import { type HeldHost, holdHost } from './host-identity.ts';
import { type HostSettings, parseHostSettings } from './host-settings.ts';
import { untilTold } from './until-told.ts';

/** Compute last: its vms need TAPs and volumes, and control sends work as soon as compute has announced the host. */
const startParts = async (platform: HostPlatform, settings: HostSettings): Promise<readonly HostPart[]> => {
  const around = await Promise.all([
    startStorageHost(platform),
    startNetworkHost(platform),
    startPassthroughHost(platform),
  ]);
  const { accelerator, driftIntervalMs, bootId } = settings;
  return [
    ...around,
    await startComputeHost(platform, { version: product.version, accelerator, driftIntervalMs, bootId }),
  ];
};

const serve = async (settings: HostSettings, held: HeldHost, log: Logger): Promise<void> => {
  const bus = await openNatsBus({ url: settings.natsUrl, name: `host ${settings.hostName}`, log });
  const { hostId, directory } = held;
  const reporter = createReporter({ hostId, bus, clock: hostClock, log });
  const platform: HostPlatform = {
    hostId,
    hostName: settings.hostName,
    sessionId: newId(),
    dataDir: directory,
    bus,
    log,
    clock: hostClock,
    report: reporter.report,
    heartbeatParts: createHeartbeatParts(),
    ...(settings.simulation !== null && { simulation: createSimulation(settings.simulation, hostClock) }),
  };
  const parts = await startParts(platform, settings);
  log.info({ hostId, host: settings.hostName }, 'the host is ready');
  const signal = await untilTold();
  log.info({ signal }, 'the host is stopping; its vms go on');
  for (const part of parts.toReversed()) await part.close();
  reporter.close();
  await bus.close();
};

const run = async (settings: HostSettings, log: Logger): Promise<void> => {
  const held = await holdHost(settings.dataDir, settings.hostName);
  try {
    await serve(settings, held, log);
  } finally {
    held.release();
  }
};

const settings = parseHostSettings(process.env);
if (!('dataDir' in settings)) {
  process.stderr.write(`The settings do not hold:\n${settings.map((line) => `  ${line}\n`).join('')}`);
  process.exit(2);
}
const log = createLogger('host', settings.logLevel);
try {
  await run(settings, log);
  process.exit(0);
} catch (error) {
  const hint = isFault(error) && typeof error.facts['hint'] === 'string' ? ` ${error.facts['hint']}` : '';
  process.stderr.write(
    `the host cannot go on: ${messageOf(error)}${isFault(error) ? ` (${error.code})` : ''}${hint}\n`,
  );
  log.fatal({ err: error }, 'the host cannot go on');
  process.exit(1);
}
