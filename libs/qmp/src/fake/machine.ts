/** The machine behind the fake monitor: the statuses QEMU goes through, what moves it from one to the next, and what it says meanwhile. */
import { writeFile } from 'node:fs/promises';
import type { QmpEvents } from '../../generated/events.ts';
import type { QueryStatus } from '../../generated/shapes.ts';
import { pngOf, ppmOf } from './png.ts';

export interface FakeMachineOptions {
  readonly uuid?: string;
  readonly name?: string;
  readonly chardevs?: readonly string[];
  /** `prelaunch` is what `-S` gives. */
  readonly status?: QueryStatus;
  /** What the guest does when its power button is pressed. */
  readonly guest?: 'obeys-acpi' | 'ignores-acpi';
  /** As `-no-shutdown`: the process outlives its guest. */
  readonly noShutdown?: boolean;
}

export type Emit = <N extends keyof QmpEvents>(name: N, data: QmpEvents[N]) => void;
export type Answer = { readonly value: unknown } | { readonly class: string; readonly desc: string };

/** How the process ended, as its parent would see it. */
export type FakeExit = { readonly code: number } | { readonly signal: 'SIGKILL' };

type Dict = Readonly<Record<string, unknown>>;
type Handler = (args: Dict) => Answer | Promise<Answer>;

const done: Answer = { value: {} };
const refusal = (desc: string, errorClass = 'GenericError'): Answer => ({ class: errorClass, desc });

export class FakeMachine {
  status: QueryStatus;
  readonly uuid: string;
  readonly name: string;
  readonly exited: Promise<FakeExit>;
  readonly #options: FakeMachineOptions;
  readonly #emit: Emit;
  readonly #exit = Promise.withResolvers<FakeExit>();
  readonly #handlers: Readonly<Record<string, Handler>>;

  constructor(options: FakeMachineOptions, emit: Emit) {
    this.#options = options;
    this.#emit = emit;
    this.status = options.status ?? 'prelaunch';
    this.uuid = options.uuid ?? '00000000-0000-0000-0000-000000000000';
    this.name = options.name ?? '';
    this.exited = this.#exit.promise;
    this.#handlers = this.#commands();
  }

  get commandNames(): readonly string[] {
    return Object.keys(this.#handlers);
  }

  async handle(command: string, args: Dict): Promise<Answer> {
    const handler = this.#handlers[command];
    if (handler === undefined) return refusal(`The command ${command} has not been found`, 'CommandNotFound');
    return handler(args);
  }

  /** The guest turns itself off. */
  guestPowersOff(): void {
    this.#shutDown(true, 'guest-shutdown');
  }

  /** The guest reboots; QEMU says so twice. */
  guestResets(): void {
    this.#emit('RESET', { guest: true, reason: 'guest-reset' });
    this.#emit('RESET', { guest: true, reason: 'guest-reset' });
  }

  guestPanics(): void {
    this.#emit('GUEST_PANICKED', { action: 'pause' });
    this.status = 'guest-panicked';
    this.#emit('STOP', {});
  }

  /** As by kill -9: no event, no goodbye. */
  crash(): void {
    this.#exit.resolve({ signal: 'SIGKILL' });
  }

  /** As by SIGTERM. */
  terminate(): void {
    this.#emit('SHUTDOWN', { guest: false, reason: 'host-signal' });
    this.#exit.resolve({ code: 0 });
  }

  #commands(): Record<string, Handler> {
    return {
      'query-status': () => ({ value: { running: this.status === 'running', singlestep: false, status: this.status } }),
      'query-uuid': () => ({ value: { UUID: this.uuid } }),
      'query-name': () => ({ value: this.name === '' ? {} : { name: this.name } }),
      'query-version': () => ({ value: { qemu: { major: 7, minor: 2, micro: 22 }, package: 'fake' } }),
      'query-yank': () => ({ value: (this.#options.chardevs ?? []).map((id) => ({ type: 'chardev', id })) }),
      'query-kvm': () => ({ value: { enabled: false, present: false } }),
      'query-block': () => ({ value: [] }),
      'query-jobs': () => ({ value: [] }),
      cont: () => this.#run(),
      stop: () => this.#pause(),
      system_reset: () => this.#reset(),
      system_powerdown: () => this.#pressPower(),
      screendump: (args) => this.#screendump(args),
      quit: () => this.#quit(),
    };
  }

  #run(): Answer {
    if (this.status === 'shutdown' || this.status === 'guest-panicked')
      return refusal('Resetting the Virtual Machine is required');
    if (this.status === 'inmigrate' || this.status === 'running') return done;
    this.status = 'running';
    this.#emit('RESUME', {});
    return done;
  }

  #pause(): Answer {
    if (this.status !== 'running') return done;
    this.status = 'paused';
    this.#emit('STOP', {});
    return done;
  }

  #reset(): Answer {
    this.#emit('RESET', { guest: false, reason: 'host-qmp-system-reset' });
    if (this.status === 'shutdown' || this.status === 'guest-panicked') this.status = 'paused';
    return done;
  }

  #pressPower(): Answer {
    this.#emit('POWERDOWN', {});
    // A guest whose processors stand still hears nothing, whatever it would do.
    if (this.status === 'running' && this.#options.guest === 'obeys-acpi') setImmediate(() => this.guestPowersOff());
    return done;
  }

  async #screendump({ filename, format }: Dict): Promise<Answer> {
    if (typeof filename !== 'string') return refusal("Parameter 'filename' is missing");
    const picture = (format === 'png' ? pngOf : ppmOf)(0, this.status === 'running' ? 128 : 0, 0);
    try {
      await writeFile(filename, picture);
    } catch (error) {
      return refusal(`failed to open file '${filename}': ${(error as NodeJS.ErrnoException).code ?? 'unknown'}`);
    }
    return done;
  }

  #quit(): Answer {
    this.#emit('SHUTDOWN', { guest: false, reason: 'host-qmp-quit' });
    setImmediate(() => this.#exit.resolve({ code: 0 }));
    return done;
  }

  #shutDown(guest: boolean, reason: QmpEvents['SHUTDOWN']['reason']): void {
    this.#emit('SHUTDOWN', { guest, reason });
    if (this.#options.noShutdown !== true) return this.#exit.resolve({ code: 0 });
    this.#emit('STOP', {});
    this.status = 'shutdown';
  }
}
