/** Logs: one JSON line per fact on standard output, key-values with the ids that tie a line to its operation. */
import process from 'node:process';
import { type Logger, pino } from 'pino';

export type { Logger } from 'pino';

export type LogLevel = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';

/** What is kept of lines that could not be written, to be written with the next one. */
const KEPT_BYTES = 2 ** 20;

/**
 * A log that cannot be written, as on a full disk, has nobody to be told to, and is no reason to end: its lines are tried again with
 * the next. Nor may it hold up an end, where the stream would try until there is room.
 */
const standardOutput = (): ReturnType<typeof pino.destination> => {
  const output = pino.destination({ fd: process.stdout.fd, sync: false, maxLength: KEPT_BYTES });
  let fails = false;
  output.on('error', () => (fails = true));
  output.on('write', () => (fails = false));
  const flush = output.flushSync.bind(output);
  output.flushSync = () => {
    if (!fails) flush();
  };
  return output;
};

/** `redact` covers every key under which a secret could be handed over by mistake. */
export const createLogger = (name: string, level: LogLevel = 'info'): Logger =>
  pino(
    {
      name,
      level,
      base: { process: name },
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: {
        paths: ['token', 'password', 'authorization', '*.token', '*.password', '*.authorization'],
        censor: '[hidden]',
      },
      formatters: { level: (label) => ({ level: label }) },
    },
    standardOutput(),
  );
