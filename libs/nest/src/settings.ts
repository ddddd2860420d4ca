/** Settings of a control process, parsed once from the environment; every fault is told at once. */
import { isIP } from 'node:net';
import { z } from 'zod';

/** `10.0.0.0/8` */
const isNetwork = (text: string): boolean => {
  const [address = '', bits = '', ...more] = text.split('/');
  const most = { 4: 32, 6: 128 }[isIP(address)] ?? -1;
  return more.length === 0 && /^\d{1,3}$/.test(bits) && Number(bits) <= most;
};

const port = z.coerce.number().int().min(0).max(65_535);
const seconds = z.coerce.number().positive();

const networks = z.string().refine((text) => text.split(',').every((part) => isNetwork(part)));

const Environment = z.object({
  CHRONO_DATA_DIR: z.string().min(1).regex(/^\//, 'write an absolute path'),
  CHRONO_HTTP_HOST: z.string().min(1).default('127.0.0.1'),
  CHRONO_HTTP_PORT: port.default(7080),
  CHRONO_NATS_URL: z.url({ protocol: /^nats$/, error: 'write an address such as nats://user:password@127.0.0.1:4222' }),
  /** Where the copy of the events for readers goes, when not to the bus. */
  CHRONO_FEED_URL: z
    .union([z.literal('off'), z.url({ protocol: /^nats$/ })], {
      error: 'write an address such as nats://user:password@127.0.0.1:4222, or off',
    })
    .optional(),
  CHRONO_FEED_FROM: z.coerce.number().int().min(0).default(0),
  /** Webhooks may go to addresses that only this side of the network knows: all of them, or these. */
  CHRONO_WEBHOOK_ALLOW_PRIVATE: z
    .union([z.enum(['true', 'false']), networks], {
      error: 'write true, false, or networks such as 10.0.0.0/8,fd00::/8',
    })
    .default('false'),
  CHRONO_EVENT_STORE: z
    .string()
    .regex(/^(sqlite|memory|(esdb|kurrentdb)(\+discover)?:\/\/.+)$/, 'write sqlite, memory or a kurrentdb:// address')
    .default('sqlite'),
  CHRONO_LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  /** Seconds without a heartbeat after which a host counts as lost. */
  CHRONO_HOST_TIMEOUT: seconds.default(10),
  /** Seconds between two checks of the views against the log; 0: none. */
  CHRONO_SELF_CHECK_INTERVAL: z.coerce
    .number({ error: 'write seconds, 0 for never' })
    .min(0, 'write seconds, 0 for never')
    .max(2_000_000, 'write at most 2000000, some three weeks')
    .default(86_400),
  OTEL_EXPORTER_OTLP_ENDPOINT: z.url().optional(),
});

const ALLOWED: Readonly<Record<string, ControlSettings['webhookPrivate']>> = { true: 'all', false: [] };

export interface ControlSettings {
  readonly dataDir: string;
  readonly httpHost: string;
  /** 0: any free port. */
  readonly httpPort: number;
  readonly natsUrl: string;
  /** Null: no copy of the events is kept in NATS. */
  readonly feedUrl: string | null;
  /** A copy that is made anew begins after this position. */
  readonly feedFrom: number;
  /** Networks that webhooks may reach although they are private. */
  readonly webhookPrivate: 'all' | readonly string[];
  readonly eventStore: string;
  readonly logLevel: z.infer<typeof Environment>['CHRONO_LOG_LEVEL'];
  readonly hostTimeoutSeconds: number;
  /** 0: the views are not checked by themselves. */
  readonly selfCheckSeconds: number;
  readonly otlpEndpoint: string | undefined;
}

/** The settings, or one line per fault, each naming its variable. */
export const parseControlSettings = (
  env: Readonly<Record<string, string | undefined>>,
): ControlSettings | readonly string[] => {
  const parsed = Environment.safeParse(env);
  if (!parsed.success) {
    return parsed.error.issues.map((issue) => {
      const name = String(issue.path[0] ?? 'environment');
      return `${name}: ${issue.message} (it is ${env[name] === undefined ? 'not set' : JSON.stringify(name.includes('URL') ? '[hidden]' : env[name])})`;
    });
  }
  const value = parsed.data;
  const feedUrl = value.CHRONO_FEED_URL ?? value.CHRONO_NATS_URL;
  return {
    dataDir: value.CHRONO_DATA_DIR,
    httpHost: value.CHRONO_HTTP_HOST,
    httpPort: value.CHRONO_HTTP_PORT,
    natsUrl: value.CHRONO_NATS_URL,
    feedUrl: feedUrl === 'off' ? null : feedUrl,
    feedFrom: value.CHRONO_FEED_FROM,
    webhookPrivate: ALLOWED[value.CHRONO_WEBHOOK_ALLOW_PRIVATE] ?? value.CHRONO_WEBHOOK_ALLOW_PRIVATE.split(','),
    eventStore: value.CHRONO_EVENT_STORE,
    logLevel: value.CHRONO_LOG_LEVEL,
    hostTimeoutSeconds: value.CHRONO_HOST_TIMEOUT,
    selfCheckSeconds: value.CHRONO_SELF_CHECK_INTERVAL,
    otlpEndpoint: value.OTEL_EXPORTER_OTLP_ENDPOINT,
  };
};
