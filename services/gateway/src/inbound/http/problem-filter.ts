/** Writes every error as a problem document: refusals as they are, faults with their advice, mistakes of ours without their inside. */
import { isFault, messageOf, refuse } from '@chronovisor/kernel';
import type { Logger } from '@chronovisor/telemetry';
import { HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { headerOf, openCall, pathOf } from './call.ts';
import { HttpProblem, problemDocument, problemOfFault } from './http-problem.ts';
import { statusOf, uriTooLong } from './status.ts';

/** Which methods a path knows; none when there is no such path. */
export type MethodsOf = (path: string) => readonly string[];

const malformed = (detail: string): HttpProblem =>
  new HttpProblem(refuse('request.malformed', detail, { hint: 'Check how the request was put together.' }));

/** Fastify's own errors, as it or Nest hands them on: a status number and a sentence. */
const ofStatus: Readonly<Record<number, (message: string) => HttpProblem>> = {
  [statusOf.invalid]: malformed,
  [uriTooLong]: () =>
    new HttpProblem(refuse('request.not-found', 'nothing has so long a name', { hint: 'Check the path.' })),
  [statusOf['too-large']]: () =>
    new HttpProblem(refuse('request.too-large', 'the body is larger than 1 MiB', { hint: 'Send less at once.' })),
  [statusOf['unsupported-type']]: () =>
    new HttpProblem(
      refuse('request.unsupported-type', 'the body is not JSON', { hint: 'Send "Content-Type: application/json".' }),
    ),
};

const bug = (): HttpProblem =>
  new HttpProblem(
    refuse('internal.bug', 'something went wrong on our side', {
      hint: 'Look up the traceId in the log of the control process and report it.',
    }),
  );

const statusIn = (error: unknown): number | undefined =>
  error instanceof HttpException ? error.getStatus() : (error as { readonly statusCode?: number } | null)?.statusCode;

export const problemOfError = (error: unknown): HttpProblem => {
  if (error instanceof HttpProblem) return error;
  if (isFault(error))
    return problemOfFault({ kind: 'fault', code: error.code, message: error.message, retry: error.retry });
  return ofStatus[statusIn(error) ?? 0]?.(messageOf(error)) ?? bug();
};

export const notFoundProblem = (request: FastifyRequest, methods: readonly string[]): HttpProblem => {
  if (methods.length === 0) {
    return new HttpProblem(
      refuse('request.not-found', `there is nothing at ${pathOf(request)}`, { hint: 'The API reference is at /docs.' }),
    );
  }
  const allow = methods.join(', ');
  const detail = `${request.method} does not go with ${pathOf(request)}`;
  return new HttpProblem(refuse('request.method', detail, { hint: `It takes ${allow}.` }), 'method', { allow });
};

export const sendProblem = (request: FastifyRequest, reply: FastifyReply, problem: HttpProblem): void => {
  // An error before the first hook leaves a request without its call.
  request.call ??= openCall(request);
  request.call.code = problem.refusal.code;
  // A connection that came to be upgraded knows no further request: without this it would stay open for ever.
  if (headerOf(request, 'upgrade') !== undefined) reply.raw.once('finish', () => request.raw.socket.end());
  const document = problemDocument(problem, { traceId: request.call.traceId, path: pathOf(request) });
  void reply
    .code(document.status)
    .headers({
      'content-type': 'application/problem+json; charset=utf-8',
      'cache-control': 'no-store',
      ...problem.headers,
    })
    .send(JSON.stringify(document));
};

export class ProblemFilter implements ExceptionFilter {
  readonly #log: Logger;
  readonly #methodsOf: MethodsOf;

  constructor(log: Logger, methodsOf: MethodsOf) {
    this.#log = log;
    this.#methodsOf = methodsOf;
  }

  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const problem = this.#problemOf(error, request);
    if (problem.class === 'bug')
      this.#log.error({ err: error, traceId: request.call?.traceId, path: pathOf(request) }, 'a request failed');
    if (reply.sent || reply.raw.headersSent) {
      reply.raw.destroy();
      return;
    }
    sendProblem(request, reply, problem);
  }

  /** Nest's own exception here is only ever its word for a path without a handler. */
  #problemOf(error: unknown, request: FastifyRequest): HttpProblem {
    const unrouted = error instanceof HttpException && error.getStatus() === statusOf['not-found'];
    return unrouted ? notFoundProblem(request, this.#methodsOf(pathOf(request))) : problemOfError(error);
  }
}
