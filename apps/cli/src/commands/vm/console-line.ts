/** The WebSocket to a guest's serial line, and what its end means. */
import type { WebSocket } from 'ws';
import type { IncomingMessage } from 'node:http';

import type { Api } from '../../api/api.ts';
import { failureOf, unreachable } from '../../api/problems.ts';
import { exitCodes } from '../../exit-codes.ts';
import { Failure, interrupted } from '../../failure.ts';

const HANDSHAKE_MS = 15_000;

const textOf = async (response: IncomingMessage): Promise<string> => {
  let text = '';
  for await (const chunk of response.setEncoding('utf8') as AsyncIterable<string>) text += chunk;
  return text;
};

/** Resolves once bytes can go both ways. */
export const openLine = async ({ connection }: Api, path: string, stop: AbortSignal): Promise<WebSocket> => {
  const { WebSocket: Socket } = await import('ws');
  const url = `${connection.url.replace(/^http/, 'ws')}${path}`;
  const headers = connection.token === null ? {} : { authorization: `Bearer ${connection.token}` };
  const socket = new Socket(url, { headers, handshakeTimeout: HANDSHAKE_MS, perMessageDeflate: false });
  const { promise, resolve, reject } = Promise.withResolvers<WebSocket>();
  const leave = (): void => {
    reject(interrupted());
    socket.terminate();
  };
  stop.addEventListener('abort', leave, { once: true });
  socket.once('open', () => resolve(socket));
  socket.once('unexpected-response', (request, response) => {
    textOf(response)
      .then((text) => reject(failureOf(response.statusCode ?? 0, text, connection)))
      .catch(reject)
      .finally(() => request.destroy());
  });
  socket.once('error', (error: NodeJS.ErrnoException) => reject(unreachable(error.code ?? error.message, connection)));
  return promise.finally(() => stop.removeEventListener('abort', leave));
};

/** RFC 6455: normal, going away, none given, abnormal, against a rule. */
const codes = { normal: 1000, away: 1001, none: 1005, abnormal: 1006, refused: 1008 } as const;
const cut: ReadonlySet<number> = new Set([codes.away, codes.none, codes.abnormal]);

/** Null: the line ended as lines do. */
export const endOf = (code: number, reason: string): Failure | null => {
  if (code === codes.normal) return null;
  if (cut.has(code)) {
    return new Failure(exitCodes.failed, 'the console was cut', { hint: 'the vm goes on; open it again' });
  }
  const [, name, message = ''] = /^([a-z]+\.[a-z0-9-]+): (.*)$/s.exec(reason) ?? [];
  const exit = code === codes.refused ? exitCodes.conflict : exitCodes.failed;
  return new Failure(exit, message || reason || `the console was closed (${code})`, { code: name });
};
