/** One monitor of the fake: a Unix socket that greets one client at a time, as QEMU's does; the next ones wait in silence. */
import { createServer, type Server, type Socket } from 'node:net';
import { createFramer } from '../framing.ts';
import { shortened } from '../dial.ts';
import type { Answer } from './machine.ts';
import type { Accident, Script } from './script.ts';

export interface Received {
  readonly command: string;
  readonly arguments: Readonly<Record<string, unknown>>;
  readonly outOfBand: boolean;
}

export interface MonitorParts {
  readonly path: string;
  readonly script: Script;
  readonly received: Received[];
  readonly handle: (command: string, args: Readonly<Record<string, unknown>>) => Promise<Answer>;
}

export interface Monitor {
  /** To the client that has finished its negotiation, if there is one. */
  send(message: object): void;
  sendRaw(text: string): void;
  close(): Promise<void>;
}

interface Request {
  readonly id?: unknown;
  readonly execute?: string;
  readonly 'exec-oob'?: string;
  readonly arguments?: Readonly<Record<string, unknown>>;
}

const greeting = {
  QMP: { version: { qemu: { micro: 22, minor: 2, major: 7 }, package: 'fake' }, capabilities: ['oob'] },
};
const write = (socket: Socket, message: object): void => void socket.write(`${JSON.stringify(message)}\r\n`);

export const startMonitor = async (parts: MonitorParts): Promise<Monitor> => {
  const line = new Line(parts);
  const server = createServer((socket) => line.arrive(socket));
  const short = await shortened(parts.path);
  await listening(server, short.path);
  return {
    send: (message) => line.send(message),
    sendRaw: (text) => line.sendRaw(text),
    close: async () => {
      line.hangUp();
      await new Promise((resolve) => server.close(resolve));
      await short.release();
    },
  };
};

const listening = (server: Server, path: string): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, () => resolve());
  });

class Line {
  readonly #parts: MonitorParts;
  readonly #queue: Socket[] = [];
  #ready = false;
  /** In-band commands are carried out one after another. */
  #turn: Promise<void> = Promise.resolve();

  constructor(parts: MonitorParts) {
    this.#parts = parts;
  }

  arrive(socket: Socket): void {
    socket.on('error', () => {}); // A client that goes away in mid-sentence is its own affair; 'close' follows.
    socket.on('close', () => this.#leave(socket));
    this.#queue.push(socket);
    if (this.#queue[0] === socket) this.#serve(socket);
  }

  send(message: object): void {
    const served = this.#queue[0];
    if (served !== undefined && this.#ready) write(served, message);
  }

  sendRaw(text: string): void {
    this.#queue[0]?.write(text);
  }

  hangUp(): void {
    for (const socket of this.#queue.splice(0)) socket.destroy();
  }

  #leave(socket: Socket): void {
    const at = this.#queue.indexOf(socket);
    if (at === -1) return;
    this.#queue.splice(at, 1);
    const next = this.#queue[0];
    if (at === 0 && next !== undefined) this.#serve(next);
  }

  #serve(socket: Socket): void {
    this.#ready = false;
    this.#turn = Promise.resolve();
    const framer = createFramer(64 * 1024 * 1024);
    socket.on('data', (chunk: Buffer) => framer.push(chunk).lines.forEach((line) => this.#hear(socket, line)));
    const accident = this.#parts.script.take('greeting');
    if (accident === undefined) write(socket, greeting);
    else befall(socket, accident, greeting);
  }

  #hear(socket: Socket, line: string): void {
    const request = asRequest(line);
    const command = request?.['exec-oob'] ?? request?.execute;
    if (request === undefined || command === undefined) {
      return write(socket, { error: { class: 'GenericError', desc: 'JSON parse error, expecting value' } });
    }
    const outOfBand = request['exec-oob'] !== undefined;
    this.#parts.received.push({ command, arguments: request.arguments ?? {}, outOfBand });
    const accident = this.#parts.script.take(command);
    if (outOfBand) void this.#carryOut(socket, request, command, accident);
    else this.#turn = this.#turn.then(() => this.#carryOut(socket, request, command, accident));
  }

  async #carryOut(socket: Socket, request: Request, command: string, accident: Accident | undefined): Promise<void> {
    if (accident?.do === 'delay') await new Promise((resolve) => setTimeout(resolve, accident.ms));
    const prevented = accident !== undefined && !['delay', 'dribble', 'lose-reply'].includes(accident.do);
    const answer = prevented ? { value: {} } : await this.#answer(command, request.arguments ?? {});
    const reply = 'value' in answer ? { return: answer.value, id: request.id } : { error: answer, id: request.id };
    if (accident === undefined || accident.do === 'delay') write(socket, reply);
    else befall(socket, accident, reply, request.id);
  }

  async #answer(command: string, args: Readonly<Record<string, unknown>>): Promise<Answer> {
    if (command !== 'qmp_capabilities') {
      if (this.#ready) return this.#parts.handle(command, args);
      return { class: 'CommandNotFound', desc: "Expecting capabilities negotiation with 'qmp_capabilities'" };
    }
    if (this.#ready)
      return { class: 'CommandNotFound', desc: 'Capabilities negotiation is already complete, command ignored' };
    this.#ready = true;
    return { value: {} };
  }
}

const asRequest = (line: string): Request | undefined => {
  try {
    return JSON.parse(line) as Request;
  } catch {
    return undefined;
  }
};

const befall = (socket: Socket, accident: Accident, reply: object, id?: unknown): void => {
  switch (accident.do) {
    case 'hang':
      return;
    case 'disconnect':
    case 'lose-reply':
      return void socket.destroy();
    case 'garbage':
      return void socket.write(`${accident.text}\r\n`);
    case 'refuse':
      return write(socket, { error: { class: accident.class ?? 'GenericError', desc: accident.desc }, id });
    case 'dribble':
    case 'delay':
      return void dribble(socket, Buffer.from(`${JSON.stringify(reply)}\r\n`));
  }
};

/** Each byte in a write of its own, with the event loop turning between them. */
const dribble = async (socket: Socket, bytes: Buffer): Promise<void> => {
  for (const byte of bytes) {
    socket.write(Uint8Array.of(byte));
    await new Promise((resolve) => setImmediate(resolve));
  }
};
