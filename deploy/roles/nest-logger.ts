/** Nest's own words go to the same log as ours. */
import type { Logger } from '@chronovisor/telemetry';
import type { LoggerService } from '@nestjs/common';

/** Nest gives the place where something was said as the last argument. */
const contextOf = (rest: readonly unknown[]): string => {
  const last = rest.at(-1);
  return typeof last === 'string' ? last : 'nest';
};

/** Nest tells every route and module at `log` level: that is detail here. */
export const nestLogger = (log: Logger): LoggerService => ({
  log: (message: unknown, ...rest: unknown[]) => log.debug({ context: contextOf(rest) }, String(message)),
  error: (message: unknown, ...rest: unknown[]) =>
    log.error({ context: contextOf(rest), detail: rest[0] }, String(message)),
  warn: (message: unknown, ...rest: unknown[]) => log.warn({ context: contextOf(rest) }, String(message)),
  debug: (message: unknown, ...rest: unknown[]) => log.debug({ context: contextOf(rest) }, String(message)),
  verbose: (message: unknown, ...rest: unknown[]) => log.trace({ context: contextOf(rest) }, String(message)),
});
