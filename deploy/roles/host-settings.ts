/** Settings of a host process, parsed once from the environment; every fault is told at once. */
import { hostname } from 'node:os';
import type { SimulationSettings } from '@chronovisor/bus';
import { z } from 'zod';
import { simulationVariables } from './simulation-settings.ts';

/** What is left of the machine's own name when it has to be a DNS label. */
const labelOf = (name: string): string =>
  name
    .toLowerCase()
    .replaceAll(/[^a-z0-9-]+/gu, '-')
    .slice(0, 63)
    .replaceAll(/^-+|-+$/gu, '') || 'local';

const Environment = z.object({
  CHRONO_NATS_URL: z.url({
    protocol: /^nats$/u,
    error: 'write an address such as nats://user:password@127.0.0.1:4222',
  }),
  CHRONO_DATA_DIR: z.string({ error: 'set it to a directory' }).regex(/^\//u, 'write an absolute path'),
  CHRONO_HOST_NAME: z
    .string()
    .regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/u, 'use 1 to 63 of a-z, 0-9 and "-", not starting or ending with "-"')
    .default(() => labelOf(hostname())),
  CHRONO_ACCEL: z.enum(['auto', 'kvm', 'tcg'], { error: 'write auto, kvm or tcg' }).default('auto'),
  CHRONO_HOST_DRIVER: z.enum(['qemu', 'sim'], { error: 'write qemu or sim' }).default('qemu'),
  ...simulationVariables,
  CHRONO_DRIFT_INTERVAL: z.coerce
    .number({ error: 'write seconds, 0 for never' })
    .min(0, 'write seconds, 0 for never')
    .max(86_400, 'write at most a day, 86400')
    .default(60),
  /** For simulated hosts and tests: a boot that is none. */
  CHRONO_BOOT_ID: z.string().min(1).max(64).optional(),
  CHRONO_LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
});

export interface HostSettings {
  readonly natsUrl: string;
  readonly dataDir: string;
  readonly hostName: string;
  readonly accelerator: 'auto' | 'kvm' | 'tcg';
  /** Null where QEMU runs. */
  readonly simulation: SimulationSettings | null;
  /** Between two looks at what vms have; 0: none. */
  readonly driftIntervalMs: number;
  /** Undefined: the kernel says which boot this is. */
  readonly bootId: string | undefined;
  readonly logLevel: z.infer<typeof Environment>['CHRONO_LOG_LEVEL'];
}

type Variables = Readonly<Record<string, string | undefined>>;

const shown = (name: string, value: string | undefined): string => {
  if (value === undefined) return 'not set';
  return name.includes('URL') ? '[hidden]' : JSON.stringify(value);
};

/** The settings, or one line per fault, each naming its variable. */
export const parseHostSettings = (env: Variables): HostSettings | readonly string[] => {
  const parsed = Environment.safeParse(env);
  if (!parsed.success) {
    return parsed.error.issues.map(({ path, message }) => {
      const name = String(path[0] ?? 'environment');
      return `${name}: ${message} (it is ${shown(name, env[name])})`;
    });
  }
  const value = parsed.data;
  return {
    natsUrl: value.CHRONO_NATS_URL,
    dataDir: value.CHRONO_DATA_DIR,
    hostName: value.CHRONO_HOST_NAME,
    accelerator: value.CHRONO_ACCEL,
    simulation:
      value.CHRONO_HOST_DRIVER === 'qemu'
        ? null
        : { latency: value.CHRONO_SIM_LATENCY, failures: value.CHRONO_SIM_FAILURES, seed: value.CHRONO_SIM_SEED },
    driftIntervalMs: value.CHRONO_DRIFT_INTERVAL * 1_000,
    bootId: value.CHRONO_BOOT_ID,
    logLevel: value.CHRONO_LOG_LEVEL,
  };
};
