/** A vm's directory on the host: what is kept in it, under which names, and how it is written so that a reader never sees half. */
import { LaunchSpec, VmExit, VmProcess } from '@chronovisor/contracts';
import type { Logger } from '@chronovisor/telemetry';
import { copyFile, mkdir, open, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { variablesFile } from './command-line/firmware.ts';
import { vncSocket } from './command-line/graphics.ts';
import { monitorSockets } from './command-line/monitors.ts';
import { serialFile, serialSocket } from './command-line/serial.ts';

export const exitFile = 'exit';
export const journalFile = 'qmp.log';
const pidFile = 'pid';
const logFile = 'qemu.log';
const logTailBytes = 4_096;
/** Left lying about by a QEMU that was killed. */
const sockets: readonly string[] = [...monitorSockets, serialSocket, vncSocket];

const Ran = z.object({ process: VmProcess });
const End = z.object({
  generation: z.int(),
  clean: z.boolean(),
  reason: z.enum(['guest-shutdown', 'stop-requested', 'host-signal', 'while-away']),
  exit: VmExit,
  settled: z.boolean(),
});
export type KeptEnd = z.infer<typeof End>;
const SerialStart = z.object({ from: z.int() });
const LastReset = z.object({ token: z.string() });

const absent = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ENOENT';
const orNull = async <T>(reading: Promise<T>): Promise<T | null> =>
  reading.catch((error: unknown) => {
    if (absent(error)) return null;
    throw error;
  });

export class VmDirectory {
  readonly vmId: string;
  readonly path: string;
  readonly #log: Logger;

  constructor(root: string, vmId: string, log: Logger) {
    this.vmId = vmId;
    this.#log = log;
    this.path = join(root, vmId);
  }

  file(name: string): string {
    return join(this.path, name);
  }

  get serialFile(): string {
    return this.file(serialFile);
  }

  async exists(): Promise<boolean> {
    return (await orNull(stat(this.path))) !== null;
  }

  launch = (): Promise<LaunchSpec | null> => this.#read('launch.json', LaunchSpec);
  ran = async (): Promise<VmProcess | null> => (await this.#read('process.json', Ran))?.process ?? null;
  end = (): Promise<KeptEnd | null> => this.#read('end.json', End);
  lastReset = async (): Promise<string | null> => (await this.#read('reset.json', LastReset))?.token ?? null;

  /** Where the present launch begins in the serial log. */
  serialStart = async (): Promise<number> => (await this.#read('serial-start.json', SerialStart))?.from ?? 0;

  keepRan = (process: VmProcess): Promise<void> => this.#write('process.json', { process });
  keepEnd = (end: KeptEnd): Promise<void> => this.#tryWrite('end.json', end);
  keepReset = (token: string): Promise<void> => this.#tryWrite('reset.json', { token });

  /** Everything an earlier launch left is gone, and the spec is there, before QEMU starts. */
  async prepare(spec: LaunchSpec, uefiVariables: string | null): Promise<void> {
    await mkdir(this.path, { recursive: true, mode: 0o700 });
    await Promise.all([this.tidy(), this.#drop(exitFile, `${exitFile}.new`, 'process.json', 'end.json')]);
    await orNull(rename(this.file(logFile), this.file(`${logFile}.1`)));
    if (spec.firmware === 'uefi' && uefiVariables !== null) await this.#keepVariables(uefiVariables);
    await this.#write('serial-start.json', { from: (await orNull(stat(this.serialFile)))?.size ?? 0 });
    await this.#write('launch.json', spec);
  }

  async tidy(): Promise<void> {
    await this.#drop(...sockets, pidFile);
  }

  async remove(): Promise<void> {
    // WHY SAFE: the path is <root>/<vm id> of our own making, and QEMU of this vm does not run.
    await rm(this.path, { recursive: true, force: true });
  }

  /** The pid QEMU wrote; it removes the file when it ends in good order. */
  async pid(): Promise<number | null> {
    const text = await orNull(readFile(this.file(pidFile), 'utf8'));
    const pid = Number(text?.trim());
    return text !== null && Number.isSafeInteger(pid) && pid > 1 ? pid : null;
  }

  /** QEMU's exit status as a shell sees it: above 128 it was a signal. */
  async exitStatus(): Promise<number | null> {
    const text = await orNull(readFile(this.file(exitFile), 'utf8'));
    return text === null || !/^\d+\n$/u.test(text) ? null : Number(text);
  }

  async logTail(): Promise<string> {
    const log = await orNull(open(this.file(logFile), 'r'));
    if (log === null) return '';
    try {
      const { size } = await log.stat();
      const length = Math.min(size, logTailBytes);
      const { buffer, bytesRead } = await log.read(Buffer.alloc(length), 0, length, size - length);
      // A character cut in two grows when it is replaced.
      return buffer.toString('utf8', 0, bytesRead).slice(-logTailBytes);
    } finally {
      await log.close();
    }
  }

  /** Those of another vm, before the first start. */
  async takeVariables(from: VmDirectory): Promise<void> {
    await mkdir(this.path, { recursive: true, mode: 0o700 });
    await this.#keepVariables(from.file(variablesFile));
  }

  openLog = () => open(this.file(logFile), 'a', 0o600);

  async #keepVariables(template: string): Promise<void> {
    const kept = this.file(variablesFile);
    if ((await orNull(stat(kept))) !== null) return;
    await copyFile(template, `${kept}.new`);
    await rename(`${kept}.new`, kept);
  }

  async #drop(...names: readonly string[]): Promise<void> {
    await Promise.all(names.map((name) => rm(this.file(name), { force: true })));
  }

  async #write(name: string, content: unknown): Promise<void> {
    await writeFile(this.file(`${name}.new`), JSON.stringify(content), { mode: 0o600 });
    await rename(this.file(`${name}.new`), this.file(name));
  }

  /** What has happened has happened, though the disk be full: the next host process knows less, and that is all. */
  async #tryWrite(name: string, content: unknown): Promise<void> {
    await this.#write(name, content).catch((error: unknown) => {
      this.#log.error(
        { vmId: this.vmId, file: this.file(name), err: error },
        'something about a vm could not be written down',
      );
    });
  }

  async #read<S extends z.ZodType>(name: string, schema: S): Promise<z.infer<S> | null> {
    const text = await orNull(readFile(this.file(name), 'utf8'));
    if (text === null) return null;
    try {
      return schema.parse(JSON.parse(text));
    } catch (error) {
      // A host that lost its power may leave such a file; it must not keep the vm from starting again.
      this.#log.error(
        { vmId: this.vmId, file: this.file(name), err: error },
        'a file of a vm is damaged and left aside',
      );
      return null;
    }
  }
}

/** Directories named by a vm's id, and nothing else that may lie there. */
export const vmIdsIn = async (root: string): Promise<readonly string[]> =>
  ((await orNull(readdir(root, { withFileTypes: true }))) ?? [])
    .filter((entry) => entry.isDirectory() && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/u.test(entry.name))
    .map((entry) => entry.name);
