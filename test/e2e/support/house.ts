/** A whole control plane of a test's own: nats-server, control and hosts as real processes, on free ports, in a temporary folder. */
import { mkdtemp, rm, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually, temporaryNats, type TemporaryNats } from '@chronovisor/testing';
import { type Api, connectApi } from './api.ts';
import type { Namespace } from './namespace.ts';
import { type OwnProcess, startBundle } from './processes.ts';
import { endVms } from './vm-processes.ts';

export interface HouseOptions {
  /** Names of the hosts to start. Default: one, `h1`. */
  readonly hosts?: readonly string[];
  /** Hosts run inside it and reach the bus through it. */
  readonly namespace?: Namespace;
  /** Put before the command line of hosts. */
  readonly through?: readonly string[];
  /** NATS keeps streams: the events are copied there. */
  readonly jetstream?: boolean;
  /** Where the data folder is made. Default: where temporary files go. */
  readonly within?: string;
  /** The same for the folder of nats-server. */
  readonly natsWithin?: string;
  /** More environment for all processes. */
  readonly env?: Readonly<Record<string, string>>;
}

export interface House {
  readonly dataDir: string;
  readonly nats: TemporaryNats;
  readonly api: Api;
  readonly control: OwnProcess;
  readonly hosts: ReadonlyMap<string, OwnProcess>;
  /** A host process of a name that is new, or that ended. */
  startHost(name: string, env?: Readonly<Record<string, string>>): Promise<OwnProcess>;
  /** Control again, on the same port and data, after it ended. */
  startControl(): Promise<void>;
  /** Ends every process and every VM, and removes the folder. */
  close(): Promise<void>;
}

const READY_WITHIN_MS = 30_000;

export const startHouse = async (options: HouseOptions = {}): Promise<House> => {
  const dataDir = await mkdtemp(join(options.within ?? tmpdir(), 'chrono-e2e-'));
  const nats = await temporaryNats({
    address: options.namespace?.outside,
    jetstream: options.jetstream ?? false,
    within: options.natsWithin,
  });
  const env = {
    CHRONO_DATA_DIR: dataDir,
    CHRONO_NATS_URL: nats.url,
    CHRONO_HOST_TIMEOUT: '3',
    CHRONO_LOG_LEVEL: 'info',
    ...options.env,
  };
  await mkdir(join(dataDir, 'log'));
  const log = (name: string): string => join(dataDir, 'log', `${name}.log`);
  const hosts = new Map<string, OwnProcess>();
  let port = '0';

  const startControlProcess = async (): Promise<{ readonly control: OwnProcess; readonly api: Api }> => {
    const control = startBundle('control', { ...env, CHRONO_HTTP_PORT: port }, log('control'));
    const url = await control.saidUrl().catch(async (error: unknown) => {
      await control.end();
      throw error;
    });
    port = new URL(url).port;
    return { control, api: await connectApi(url, dataDir) };
  };
  let current: Awaited<ReturnType<typeof startControlProcess>> | null = null;
  const running = (): NonNullable<typeof current> => {
    if (current === null) throw new Error('control has not started');
    return current;
  };
  const close = async (): Promise<void> => {
    await Promise.all([...hosts.values()].map((host) => host.end()));
    await current?.control.end();
    await nats.stop();
    await endVms(dataDir);
    if (process.env['CHRONO_TEST_KEEP'] === undefined)
      await rm(dataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  };

  const startHost: House['startHost'] = async (name, more = {}) => {
    const host = startBundle(
      'host',
      { ...env, ...more, CHRONO_HOST_NAME: name },
      log(`host-${name}`),
      options.through ?? options.namespace?.through ?? [],
    );
    hosts.set(name, host);
    await eventually(async () => (await running().api.get(`/hosts/${name}`)).status === 200, {
      withinMs: READY_WITHIN_MS,
    });
    return host;
  };
  try {
    current = await startControlProcess();
    for (const name of options.hosts ?? ['h1']) await startHost(name);
    for (const name of options.hosts ?? ['h1']) {
      await eventually(
        async () =>
          (await running().api.list('/pools')).some((pool) => pool['host'] === name && pool['status'] === 'ready'),
        { withinMs: READY_WITHIN_MS },
      );
    }
  } catch (error) {
    await close();
    throw error;
  }

  return {
    dataDir,
    nats,
    hosts,
    get api() {
      return running().api;
    },
    get control() {
      return running().control;
    },
    startHost,
    startControl: async () => {
      current = await startControlProcess();
    },
    close,
  };
};
