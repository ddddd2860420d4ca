/** Logs: one JSON line per fact on standard output, key-values with the ids that tie a line to its operation. */
import { type Logger, pino } from 'pino';

export type { Logger } from 'pino';

export type LogLevel = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';

/** `redact` covers every key under which a secret could be handed over by mistake. */
export const createLogger = (name: string, level: LogLevel = 'info'): Logger =>
  pino({
    name,
    level,
    base: { process: name },
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: {
      paths: ['token', 'password', 'authorization', '*.token', '*.password', '*.authorization'],
      censor: '[hidden]',
    },
    formatters: { level: (label) => ({ level: label }) },
  });
