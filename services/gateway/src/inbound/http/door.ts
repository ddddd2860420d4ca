/** The hooks every request passes: who it is, and what came of it for the log, the metrics and the audit trail. */
import type { Access } from '@chronovisor/contracts';
import { isRefusal } from '@chronovisor/kernel';
import { newId } from '@chronovisor/kernel/ids';
import type { Logger, Metrics } from '@chronovisor/telemetry';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { decideAccess, type Knock, type Openness } from '../../domain/access/decide.ts';
import type { AdminToken } from './admin-token.ts';
import type { AuditTrail } from './audit-trail.ts';
import { headerOf, openCall, pathOf } from './call.ts';
import { HttpProblem } from './http-problem.ts';
import { isPage } from './pages/static-pages.ts';
import { firstError, firstFault, statusOf, switching } from './status.ts';

const LOOPBACK = /^(127\.\d+\.\d+\.\d+|::1|::ffff:127\.\d+\.\d+\.\d+)$/;

const opennessOf = (path: string): Openness => {
  if (path === '/healthz' || path === '/readyz') return 'public';
  if (isPage(path)) return 'page';
  return path === '/metrics' ? 'loopback' : 'admin';
};

/** Browsers cannot put a header on a WebSocket, so the token may come as a subprotocol. */
const SUBPROTOCOL = /(?:^|,)\s*chrono\.bearer\.([\w-]+)\s*(?:,|$)/;

type Presented = { readonly token: string } | 'none' | 'malformed';

/** What a browser asks its user for and then sends by itself: good for looking at pages, and for nothing that changes anything. */
const passwordIn = (header: string): string | undefined => {
  const basic = /^basic +([\w+/=-]+) *$/i.exec(header)?.[1] ?? '';
  return /:(.+)$/.exec(Buffer.from(basic, 'base64').toString())?.[1];
};

const tokenIn = (header: string, openness: Openness): Presented => {
  const bearer = /^bearer +([\w.~+/=-]+) *$/i.exec(header)?.[1];
  const token = bearer ?? (openness === 'page' ? passwordIn(header) : undefined);
  return token === undefined ? 'malformed' : { token };
};

const presentedIn = (request: FastifyRequest, openness: Openness): Presented => {
  const header = headerOf(request, 'authorization');
  if (header !== undefined) return tokenIn(header, openness);
  if (headerOf(request, 'upgrade')?.toLowerCase() !== 'websocket') return 'none';
  const token = SUBPROTOCOL.exec(headerOf(request, 'sec-websocket-protocol') ?? '')?.[1];
  return token === undefined ? 'none' : { token };
};

const credentialsOf = (request: FastifyRequest, right: AdminToken, openness: Openness): Knock['credentials'] => {
  const presented = presentedIn(request, openness);
  if (typeof presented === 'string') return presented;
  return right.is(presented.token) ? 'right' : 'wrong';
};

export interface DoorParts {
  readonly token: AdminToken;
  readonly audit: AuditTrail;
  readonly log: Logger;
  readonly metrics: Metrics;
}

const resultOf = (status: number): Access['result'] => {
  if (status === statusOf.unauthenticated || status === statusOf.forbidden) return 'denied';
  if (status >= firstFault) return 'failed';
  return status >= firstError ? 'refused' : 'accepted';
};

const accessOf = (request: FastifyRequest, status: number): Access => {
  const { call } = request;
  return {
    at: new Date().toISOString(),
    actor: call.actor,
    action: call.action ?? `${request.method} ${request.routeOptions.url ?? ''}`.trim().slice(0, 200),
    object: (call.object ?? pathOf(request)).slice(0, 500),
    result: resultOf(status),
    status,
    code: call.code,
    operationId: call.operationId,
    correlationId: call.traceId,
  };
};

const isChange = ({ method, call }: FastifyRequest): boolean =>
  !call.dryRun && (method !== 'GET' || call.object !== null);

export class Door {
  readonly #parts: DoorParts;
  readonly #seconds: { observe(labels: Record<string, string | number>, seconds: number): void };

  constructor(parts: DoorParts) {
    this.#parts = parts;
    this.#seconds = parts.metrics.seconds('chrono_http_request_seconds', 'Time to answer, by endpoint and status', [
      'endpoint',
      'status',
    ]);
  }

  /** Runs before the body is read. Throws what keeps the request out. */
  enter(request: FastifyRequest): void {
    request.call = openCall(request);
    const { source } = request.call;
    const openness = opennessOf(pathOf(request));
    const credentials = credentialsOf(request, this.#parts.token, openness);
    const entry = decideAccess({ openness, fromLoopback: LOOPBACK.test(source), credentials });
    const scheme = openness === 'page' ? 'Basic' : 'Bearer';
    if (isRefusal(entry))
      throw new HttpProblem(entry, undefined, { 'www-authenticate': `${scheme} realm="chronovisor"` });
    request.call.actor = { kind: 'user', id: entry.actorId, source };
  }

  /** A connection that becomes a WebSocket gets no answer that could be seen leaving. */
  letThrough(request: FastifyRequest): Promise<void> {
    return this.#parts.audit.keep(newId(), accessOf(request, switching));
  }

  /** Runs before the answer goes out: what the log does not tell is on the trail by then. */
  async answer(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const { audit } = this.#parts;
    const { call } = request;
    const { statusCode } = reply;
    if (!isChange(request) && resultOf(statusCode) !== 'denied') return;
    const id = call.accessId ?? newId();
    const access = accessOf(request, statusCode);
    if (call.isInLog) audit.record(id, access);
    else await audit.keep(id, access);
  }

  leave(request: FastifyRequest, reply: FastifyReply): void {
    const { call } = request;
    const status = reply.raw.statusCode;
    const ms = Math.round(reply.elapsedTime * 100) / 100;
    this.#seconds.observe({ endpoint: call.action ?? 'none', status }, reply.elapsedTime / 1000);
    const level = isChange(request) || status >= firstError ? 'info' : 'debug';
    const { method } = request;
    this.#parts.log[level](
      {
        method,
        path: pathOf(request),
        status,
        ms,
        code: call.code,
        actor: call.actor.id,
        source: call.source,
        operationId: call.operationId,
        traceId: call.traceId,
      },
      'request',
    );
  }
}
