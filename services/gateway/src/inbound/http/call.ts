/** What is known of a request from its first byte: who asks, under which trace, and what came of it. */
import { continueTrace, traceIdOf } from '@chronovisor/telemetry';
import type { Actor } from '@chronovisor/contracts';
import type { FastifyRequest } from 'fastify';

export interface Call {
  readonly traceparent: string;
  readonly traceId: string;
  readonly source: string;
  actor: Actor;
  /** Only what would happen is asked. */
  dryRun: boolean;
  /** Told by the handler, for the log and the audit trail. */
  action: string | null;
  object: string | null;
  operationId: string | null;
  /** Names its record on the audit trail: derived from the operation where there is one, so that the log leads to it. */
  accessId: string | null;
  /** Events in the log say who asked for what: its record can be made from them at any time. */
  isInLog: boolean;
  /** Code of the problem it was answered with. */
  code: string | null;
}

declare module 'fastify' {
  interface FastifyRequest {
    call: Call;
  }
}

const headerOf = (request: FastifyRequest, name: string): string | undefined => {
  const value = request.headers[name];
  return typeof value === 'string' ? value : undefined;
};

export const openCall = (request: FastifyRequest): Call => {
  const traceparent = continueTrace(headerOf(request, 'traceparent'));
  const source = request.ip;
  return {
    traceparent,
    traceId: traceIdOf(traceparent) as string,
    source,
    actor: { kind: 'user', id: 'anonymous', source },
    dryRun: false,
    action: null,
    object: null,
    operationId: null,
    accessId: null,
    isInLog: false,
    code: null,
  };
};

/** Without its query: that may hold names, but never belongs in a log line that is grouped by path. */
export const pathOf = (request: FastifyRequest): string => request.url.split('?', 1)[0] as string;

export { headerOf };
