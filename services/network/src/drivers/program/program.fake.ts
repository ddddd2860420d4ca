/** Programs as plain functions: each reads its arguments and input, prints, and may fail. */
import { Fault } from '@chronovisor/kernel';
import type { Program } from './program.port.ts';

export interface FakeRun {
  readonly exitCode: number;
  readonly stdout?: string;
  readonly stderr?: string;
}

/** A function that never ends stands for a program that hangs. */
export type FakePrograms = Readonly<
  Record<string, (args: readonly string[], input: string) => FakeRun | Promise<FakeRun>>
>;

export const fakeProgram = (installed: FakePrograms, timeoutMs = 15_000): Program => ({
  run: async (name, args, input = '') => {
    const program = installed[name];
    if (program === undefined)
      throw new Fault('program.missing', `${name} is not installed`, { retry: 'never', facts: { program: name } });
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<null>((resolve) => {
      timer = setTimeout(() => resolve(null), timeoutMs);
    });
    const run = await Promise.race([program(args, input), late]);
    clearTimeout(timer);
    if (run === null) throw new Fault('program.late', `${name} took too long and was ended`, { retry: 'look-first' });
    const { exitCode, stdout = '', stderr = '' } = run;
    if (exitCode === 0) return stdout;
    const facts = { program: name, args, exitCode, said: stderr };
    throw new Fault('program.failed', `${name} failed: ${stderr}`, { retry: 'never', facts });
  },
});
