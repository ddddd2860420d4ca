/** A QEMU without QEMU: a little machine with real monitors on real sockets, for tests of whatever speaks QMP. */
import { link, rename } from 'node:fs/promises';
import { basename } from 'node:path';
import { FakeMachine, type Emit, type FakeExit, type FakeMachineOptions } from './machine.ts';
import { startMonitor, type Received } from './monitor.ts';
import { createScript, type Accident } from './script.ts';

export type { Accident, FakeExit, FakeMachineOptions, Received };

export interface FakeQmpOptions extends FakeMachineOptions {
  /** One monitor each; events go to all of them. */
  readonly sockets: readonly string[];
}

export interface FakeQmp {
  readonly machine: FakeMachine;
  /** Every command so far, over all monitors. */
  readonly received: readonly Received[];
  /** How the process ended: `quit`, a shutdown, `machine.crash()`. The sockets are closed by then; a crash leaves their files behind. */
  readonly exited: Promise<FakeExit>;
  readonly emit: Emit;
  /** What befalls the next such command (or `greeting`). */
  next(on: string, accident: Accident): void;
  /** Straight on to the line of every monitor, whatever it is. */
  sendRaw(text: string): void;
  /** For the end of a test; the machine may have ended by itself before. */
  stop(): Promise<void>;
}

export const startFakeQmp = async (options: FakeQmpOptions): Promise<FakeQmp> => {
  const script = createScript();
  const received: Received[] = [];
  const emit: Emit = (event, data) => {
    const now = Date.now();
    const timestamp = { seconds: Math.floor(now / 1000), microseconds: (now % 1000) * 1000 };
    // QEMU leaves `data` out of an event that has none.
    const message = Object.keys(data).length === 0 ? { timestamp, event } : { timestamp, event, data };
    for (const monitor of monitors) monitor.send(message);
  };
  const chardevs = options.sockets.map((path) => basename(path, '.sock'));
  const machine = new FakeMachine({ chardevs, ...options }, emit);
  const handle = machine.handle.bind(machine);
  const monitors = await Promise.all(options.sockets.map((path) => startMonitor({ path, script, received, handle })));
  const exited = machine.exited.then(async (exit) => {
    const crashed = 'signal' in exit;
    if (crashed) await Promise.all(options.sockets.map((path) => link(path, `${path}.left`)));
    await Promise.all(monitors.map((monitor) => monitor.close())); // Closing a server removes its file.
    if (crashed) await Promise.all(options.sockets.map((path) => rename(`${path}.left`, path)));
    return exit;
  });
  return {
    machine,
    received,
    exited,
    emit,
    next: (on, accident) => script.next(on, accident),
    sendRaw: (text) => monitors.forEach((monitor) => monitor.sendRaw(text)),
    stop: async () => {
      machine.crash();
      await exited;
    },
  };
};
