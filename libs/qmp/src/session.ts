/** One connected line: reads what QEMU says, hands it on, holds the line back when listeners fall behind, and knows how it ended. */
import type { Socket } from 'node:net';
import { Fault } from '@chronovisor/kernel';
import { createCommandTable, type CommandTable } from './commands.ts';
import * as faults from './faults.ts';
import { createFramer, type Framer } from './framing.ts';
import { createListeners, type Listeners, type QmpEvent, type QmpEventOf } from './listeners.ts';
import { parseMessage, type EventMessage, type Greeting, type Message } from './message.ts';
import { callOutside, type OnTrace } from './trace.ts';

/** How a connection ended. QEMU that ends in good order says SHUTDOWN first: its absence after `peer` means it was killed or crashed. */
export interface QmpClosed {
  /** `asked`: by us; `peer`: QEMU went away; `fault`: we could not go on with what came. */
  readonly reason: 'asked' | 'peer' | 'fault';
  readonly fault?: Fault;
  /** The last SHUTDOWN heard on this connection. */
  readonly shutdown?: QmpEventOf<'SHUTDOWN'>;
}

export interface SessionOptions {
  readonly path: string;
  readonly maxLineBytes: number;
  readonly maxInFlight: number;
  readonly maxWaiting: number;
  readonly maxHeldEvents: number;
  readonly trace: OnTrace;
}

/** While an answer is awaited we must read on, so a queue may grow past its bound by this many. One chunk holds about 900 at most. */
const floodMargin = 4096;

export class Session {
  readonly listeners: Listeners;
  readonly commands: CommandTable;
  readonly greeting: Promise<Greeting>;
  readonly closed: Promise<QmpClosed>;
  readonly #socket: Socket;
  readonly #options: SessionOptions;
  readonly #framer: Framer;
  readonly #trace: OnTrace;
  readonly #heard = Promise.withResolvers<Greeting>();
  readonly #gone = Promise.withResolvers<QmpClosed>();
  #greeted = false;
  #over = false;
  #shutdown: QmpEventOf<'SHUTDOWN'> | undefined;

  constructor(socket: Socket, options: SessionOptions) {
    this.#socket = socket;
    this.#options = options;
    this.#framer = createFramer(options.maxLineBytes);
    this.#trace = (entry) => {
      callOutside(() => options.trace(entry));
    };
    this.greeting = this.#heard.promise;
    this.greeting.catch(() => {}); // Also told by `closed`; whoever waits for the greeting hears it there.
    this.closed = this.#gone.promise;
    this.listeners = createListeners(() => this.#breathe());
    this.commands = createCommandTable({
      ...options,
      trace: this.#trace,
      write: (line) => {
        socket.write(line);
        this.#breathe();
      },
    });
    this.#attach();
  }

  /** Ends the connection. Not QEMU. */
  close(): void {
    this.#end('asked');
  }

  #attach(): void {
    let cause: unknown;
    this.#socket.on('error', (error) => (cause = error));
    this.#socket.on('close', () => this.#end('peer', cause));
    this.#socket.on('data', (chunk: Buffer) => this.#read(chunk));
    if (this.#socket.destroyed) this.#end('peer');
  }

  #read(chunk: Buffer): void {
    const { lines, overflow } = this.#framer.push(chunk);
    for (const line of lines) {
      if (this.#over) return;
      this.#hear(parseMessage(line), line);
    }
    if (overflow)
      this.#fail(faults.garbage(this.#options.path, `a line longer than ${this.#options.maxLineBytes} bytes`, ''));
    this.#breathe();
  }

  #hear(message: Message, line: string): void {
    const { path } = this.#options;
    if (message.kind === 'garbage') return this.#fail(faults.garbage(path, message.why, line));
    if (message.kind === 'greeting') {
      this.#greeted = true;
      return this.#heard.resolve(message);
    }
    if (!this.#greeted) return this.#fail(faults.garbage(path, `a ${message.kind} before the greeting`, line));
    if (message.kind === 'event') return this.#tell(message);
    if (!this.commands.settle(message))
      this.#fail(faults.garbage(path, `an answer to command ${message.id}, which was never sent`, line));
  }

  #tell({ name, data, at }: EventMessage): void {
    this.#trace({ kind: 'event', at: Date.now(), name, data, sentAt: at });
    // QEMU's schema is taken at its word here; a newer QEMU's unknown events reach only those who listen to all.
    const event = { name, data, at } as QmpEvent;
    if (event.name === 'SHUTDOWN') this.#shutdown = event;
    this.listeners.tell(event);
  }

  /** Reads on, or lets the kernel's buffer fill, by how far the listeners are behind. */
  #breathe(): void {
    const held = this.listeners.held();
    const { maxHeldEvents, path } = this.#options;
    if (held >= maxHeldEvents + floodMargin) return this.#fail(faults.flooded(path, held));
    // Never while an answer is awaited: the listener that is behind may be the one that waits for it.
    if (held >= maxHeldEvents && !this.commands.awaited()) this.#socket.pause();
    else if (this.#socket.isPaused()) this.#socket.resume();
  }

  #fail(fault: Fault): void {
    this.#end('fault', fault);
  }

  #end(reason: QmpClosed['reason'], cause?: unknown): void {
    if (this.#over) return;
    this.#over = true;
    this.#socket.destroy();
    const { path } = this.#options;
    const fault = cause instanceof Fault ? cause : undefined;
    this.commands.end((waiting) =>
      fault === undefined ? faults.disconnected(path, waiting, cause) : inItsPlace(fault, waiting),
    );
    this.#heard.reject(fault ?? faults.disconnected(path, { command: 'the greeting', sent: false }, cause));
    const facts = {
      ...(fault === undefined ? {} : { fault }),
      ...(this.#shutdown === undefined ? {} : { shutdown: this.#shutdown }),
    };
    this.#gone.resolve({ reason, ...facts });
  }
}

/** The same fault for each command it cut off, with that command's own advice. */
const inItsPlace = (fault: Fault, waiting: faults.Waiting): Fault =>
  new Fault(fault.code, fault.message, {
    retry: waiting.sent ? 'look-first' : 'later',
    facts: { ...fault.facts, ...waiting },
    cause: fault,
  });
