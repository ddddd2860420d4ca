/** Lists what runs on one machine: nats-server unless there is one, the control process, the host process. */
import { join } from 'node:path';

import type { UpConfig } from './config.ts';
import type { NatsPlace } from './nats-server.ts';
import { markName } from './orphans.ts';
import type { ProcessPlan } from './supervised.ts';

/** Command-line words by which a process of ours is known again; also the processes' names. */
export const programsOf = (config: UpConfig, root: string): Record<string, string> => ({
  nats: config.natsProgram,
  control: join(root, 'dist', 'control.js'),
  host: join(root, 'dist', 'host.js'),
});

const basis = (config: UpConfig, name: string): Pick<ProcessPlan, 'name' | 'pidFile' | 'logFile' | 'cwd'> => ({
  name,
  pidFile: join(config.runDir, `${name}.pid`),
  logFile: join(config.logDir, `${name}.log`),
  cwd: config.dataDir,
});

export const natsPlan = (config: UpConfig, place: NatsPlace): ProcessPlan => ({
  ...basis(config, 'nats'),
  file: config.natsProgram,
  args: ['-c', place.configFile],
  env: { ...config.environment, [markName]: config.dataDir },
});

/** Where the processes of this machine find NATS. */
export interface NatsUrls {
  readonly natsUrl: string;
  /** Of a server that keeps events apart; control alone is told. */
  readonly feedUrl?: string;
}

/** Credentials travel by environment, which only the owner of a process can read, never as arguments. */
export const nodeEnvironment = (config: UpConfig, natsUrl: string): Record<string, string | undefined> => ({
  ...config.environment,
  CHRONO_DATA_DIR: config.dataDir,
  CHRONO_HTTP_HOST: config.httpHost,
  CHRONO_HTTP_PORT: String(config.httpPort),
  CHRONO_HOST_NAME: config.hostName,
  CHRONO_NATS_URL: natsUrl,
  [markName]: config.dataDir,
});

const nodePlan = (config: UpConfig, name: string, script: string, natsUrl: string): ProcessPlan => ({
  ...basis(config, name),
  file: process.execPath,
  args: [script],
  env: nodeEnvironment(config, natsUrl),
});

export const controlPlan = (config: UpConfig, root: string, { natsUrl, feedUrl }: NatsUrls): ProcessPlan => {
  const plan = nodePlan(config, 'control', join(root, 'dist', 'control.js'), natsUrl);
  if (feedUrl === undefined) return plan;
  // What the user says comes first.
  return { ...plan, env: { CHRONO_FEED_URL: feedUrl, ...plan.env } };
};

export const hostPlan = (config: UpConfig, root: string, { natsUrl }: NatsUrls): ProcessPlan =>
  nodePlan(config, `host-${config.hostName}`, join(root, 'dist', 'host.js'), natsUrl);
