/** Settings of a control process, parsed once from the environment; every fault is told at once. */
import { z } from 'zod';

const port = z.coerce.number().int().min(0).max(65_535);
const seconds = z.coerce.number().positive();

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
  CHRONO_EVENT_STORE: z
    .string()
    .regex(/^(sqlite|memory|(esdb|kurrentdb)(\+discover)?:\/\/.+)$/, 'write sqlite, memory or a kurrentdb:// address')
    .default('sqlite'),
  CHRONO_LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  /** Seconds without a heartbeat after which a host counts as lost. */
  CHRONO_HOST_TIMEOUT: seconds.default(10),
  OTEL_EXPORTER_OTLP_ENDPOINT: z.url().optional(),
});

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
  readonly eventStore: string;
  readonly logLevel: z.infer<typeof Environment>['CHRONO_LOG_LEVEL'];
  readonly hostTimeoutSeconds: number;
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
    eventStore: value.CHRONO_EVENT_STORE,
    logLevel: value.CHRONO_LOG_LEVEL,
    hostTimeoutSeconds: value.CHRONO_HOST_TIMEOUT,
    otlpEndpoint: value.OTEL_EXPORTER_OTLP_ENDPOINT,
  };
};
