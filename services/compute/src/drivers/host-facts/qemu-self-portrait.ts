/** Asks QEMU itself what it is: version and machine types, and whether it lives under its seccomp filter. */
import { Fault } from '@chronovisor/kernel';
import { execa } from 'execa';
import { z } from 'zod';

export interface QemuPortrait {
  readonly version: string;
  readonly machineTypes: readonly string[];
  readonly sandbox: boolean;
}

const withinMs = 10_000;
const filter = ['-sandbox', 'on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny'];
const questions = ['qmp_capabilities', 'query-version', 'query-machines', 'quit'];

const Version = z.object({ qemu: z.object({ major: z.int(), minor: z.int(), micro: z.int() }) });
const Machines = z.array(
  z.object({ name: z.string(), alias: z.string().optional(), deprecated: z.boolean().optional() }),
);
const Line = z.union([
  z.object({ return: z.unknown() }),
  z.object({ QMP: z.unknown() }),
  z.object({ event: z.string() }),
]);

const ask = (binary: string, more: readonly string[]) =>
  execa(binary, ['-machine', 'none', '-nodefaults', '-no-user-config', '-display', 'none', '-qmp', 'stdio', ...more], {
    input: questions.map((execute) => `${JSON.stringify({ execute })}\n`).join(''),
    timeout: withinMs,
    killSignal: 'SIGKILL',
    reject: false,
  });

const answersIn = (output: string): readonly unknown[] =>
  output
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => Line.parse(JSON.parse(line)))
    .flatMap((line) => ('return' in line ? [line.return] : []));

const portraitFrom = (output: string, sandbox: boolean): QemuPortrait => {
  const [, version, machines] = answersIn(output);
  const { qemu } = Version.parse(version);
  const machineTypes = Machines.parse(machines)
    .filter((machine) => machine.deprecated !== true)
    .flatMap(({ name, alias }) => (alias === undefined ? [name] : [name, alias]))
    .toSorted();
  return { version: `${qemu.major}.${qemu.minor}.${qemu.micro}`, machineTypes, sandbox };
};

export const portraitOf = async (binary: string): Promise<QemuPortrait> => {
  const shut = await ask(binary, filter);
  if (shut.exitCode === 0) return portraitFrom(shut.stdout, true);
  const open = await ask(binary, []);
  if (open.exitCode === 0) return portraitFrom(open.stdout, false);
  const why =
    open.code === 'ENOENT'
      ? `${binary} is not installed`
      : `${binary} does not start: ${open.stderr || open.shortMessage}`;
  throw new Fault('host.qemu-missing', why, { retry: 'never', facts: { binary } });
};
