/** A WebSocket joined to a vm's serial line: bytes from one to the other, for as long as both are there. */
import { consoleSubject, type Bus, type BusSubscription } from '@chronovisor/bus';
import { HostOpenConsole } from '@chronovisor/contracts';
import { newId } from '@chronovisor/kernel/ids';
import type { WebSocket } from '@fastify/websocket';
import type { FastifyRequest } from 'fastify';
import type { HostAsker } from '../host-asker.ts';
import { HttpProblem } from '../http-problem.ts';

const ALIVE_MS = 10_000;
/** What may wait for a slow reader; a terminal that is further behind is cut rather than shown gaps. */
const LARGEST_BACKLOG = 1024 * 1024;

/** RFC 6455 close codes: the reason tells a person which of ours it is. */
const closing = { tryLater: 1013, refused: 1008, done: 1000 } as const;

const EMPTY = new Uint8Array();

export interface ConsoleParts {
  readonly bus: Bus;
  readonly asker: HostAsker;
}

export interface ConsoleSeat {
  readonly request: FastifyRequest;
  readonly vmId: string;
  readonly hostId: string;
}

const bytesOf = (data: unknown): Uint8Array => {
  if (data instanceof ArrayBuffer) return new Uint8Array(data);
  return Array.isArray(data) ? Buffer.concat(data as Buffer[]) : (data as Buffer);
};

const reasonOf = (error: unknown): { readonly code: number; readonly reason: string } => {
  if (!(error instanceof HttpProblem)) return { code: closing.tryLater, reason: 'internal.bug' };
  const code = error.class === 'unavailable' ? closing.tryLater : closing.refused;
  return { code, reason: `${error.refusal.code}: ${error.refusal.message}`.slice(0, 120) };
};

export const joinConsole = async (
  socket: WebSocket,
  seat: ConsoleSeat,
  { bus, asker }: ConsoleParts,
): Promise<void> => {
  const { request, vmId, hostId } = seat;
  const sessionId = newId();
  const cut = (): void => socket.close(closing.tryLater, 'the reader is too slow');
  const output: BusSubscription = bus.subscribe(consoleSubject(sessionId, 'out'), (payload) => {
    if (socket.bufferedAmount > LARGEST_BACKLOG) cut();
    else socket.send(payload, { binary: true });
  });
  const alive = setInterval(() => bus.publish(consoleSubject(sessionId, 'alive'), EMPTY), ALIVE_MS);
  const leave = (): void => {
    clearInterval(alive);
    output.close().catch((error: unknown) => request.log.warn({ err: error, vmId }, 'a console could not be left'));
  };
  socket.on('close', leave);
  socket.on('error', (error) => request.log.debug({ err: error, vmId }, 'a console connection failed'));
  const opened = asker.ask(request.call, hostId, { definition: HostOpenConsole, data: { vmId, sessionId } });
  // What is typed before the host listens would be lost on the bus, so it waits.
  const type = (data: unknown): void => bus.publish(consoleSubject(sessionId, 'in'), bytesOf(data));
  socket.on('message', (data: unknown) => {
    opened.then(
      () => type(data),
      () => undefined,
    );
  });
  try {
    await opened;
    request.log.info({ vmId, sessionId, actor: request.call.actor.id }, 'a console was opened');
  } catch (error) {
    const { code, reason } = reasonOf(error);
    socket.close(code, reason);
  }
};
