/** Fastify under Nest, set so that every way a request can go wrong ends in a problem document. */
import { maxHeaderSize } from 'node:http';
import type { Socket } from 'node:net';
import { continueTrace, traceIdOf } from '@chronovisor/telemetry';
import { refuse, type Refusal } from '@chronovisor/kernel';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { HttpProblem, problemDocument } from './http-problem.ts';
import { problemOfError, sendProblem } from './problem-filter.ts';
import { statusOf } from './status.ts';

/** Bytes of a body that are taken. */
const BODY_LIMIT = 1024 * 1024;
/** Bytes of a body that are still read, so that its sender hears why it is not taken; more is cut off. */
const READ_LIMIT = 16 * BODY_LIMIT;
const LONGEST_PARAMETER = 256;
const KEEP_ALIVE_MS = 72_000;

type Done = (error: Error | null, body?: unknown) => void;

/** An empty body is no body: many clients send the header all the same. */
const parseJson = (_request: unknown, text: string, done: Done): void => {
  if (Buffer.byteLength(text) > BODY_LIMIT) {
    const hint = `Send at most ${BODY_LIMIT} bytes.`;
    done(new HttpProblem(refuse('request.too-large', `the body has ${Buffer.byteLength(text)} bytes`, { hint })));
    return;
  }
  if (text.trim() === '') {
    done(null, undefined);
    return;
  }
  try {
    done(null, JSON.parse(text));
  } catch (error) {
    const hint = 'Send one JSON value.';
    done(new HttpProblem(refuse('request.malformed', `the body is not JSON: ${(error as Error).message}`, { hint })));
  }
};

class GatewayAdapter extends FastifyAdapter {
  /** Nest would take forms as well; here only JSON is spoken. */
  override registerParserMiddleware(): void {
    this.instance.removeAllContentTypeParsers();
    const types = ['application/json', 'application/merge-patch+json'];
    this.instance.addContentTypeParser(types, { parseAs: 'string' }, parseJson);
  }
}

const notTaken = ({ code }: NodeJS.ErrnoException): Refusal =>
  code === 'HPE_HEADER_OVERFLOW'
    ? refuse('request.malformed', 'the headers are too large', { hint: `Send at most ${maxHeaderSize} bytes of them.` })
    : refuse('request.malformed', 'this is no HTTP request', { hint: 'Speak HTTP/1.1.' });

/** What is no HTTP at all never becomes a request: the answer is written by hand, and the connection closed. */
const answerGarbage = (error: NodeJS.ErrnoException, socket: Socket): void => {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const problem = new HttpProblem(notTaken(error));
  const body = JSON.stringify(
    problemDocument(problem, { traceId: traceIdOf(continueTrace(undefined)) as string, path: '' }),
  );
  const lines = [
    `HTTP/1.1 ${statusOf.invalid} Bad Request`,
    'Content-Type: application/problem+json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ];
  socket.end(`${lines.join('\r\n')}\r\n\r\n${body}`);
};

export const createHttpAdapter = (): FastifyAdapter =>
  new GatewayAdapter({
    bodyLimit: READ_LIMIT,
    keepAliveTimeout: KEEP_ALIVE_MS,
    exposeHeadRoutes: false,
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: LONGEST_PARAMETER },
    clientErrorHandler: answerGarbage,
    // Bad URLs are found before routing, where no filter looks.
    frameworkErrors: (error: unknown, request: FastifyRequest, reply: FastifyReply) =>
      sendProblem(request, reply, problemOfError(error)),
  });
