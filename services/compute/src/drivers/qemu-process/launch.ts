/** From a spec to a guest that runs, or to QEMU's own words on why not, with nothing left behind. */
import type { LaunchSpec, VmProcess } from '@chronovisor/contracts';
import { Fault, messageOf } from '@chronovisor/kernel';
import type { QmpClient } from '@chronovisor/qmp';
import type { ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { commandLine } from './command-line/command-line.ts';
import type { LaunchFacts } from './command-line/launch-facts.ts';
import { signalTo } from './ending.ts';
import { statOf } from './identity.ts';
import { type MonitorEvents, connectMonitor, statusOf } from './monitor-line.ts';
import { spawnShim } from './shim.ts';
import { standingForwards } from './standing-forwards.ts';
import { hintFor, lastWords } from './start-hints.ts';
import type { VmDirectory } from './vm-directory.ts';

/** A host full of starting vms takes its time; a QEMU that has not said hello by then never will. */
const startWithinMs = 60_000;
const lookEveryMs = 3;

export interface LaunchParts {
  readonly directory: VmDirectory;
  readonly binary: string;
  readonly spec: LaunchSpec;
  readonly facts: LaunchFacts;
  readonly uefiVariables: string | null;
  readonly events: MonitorEvents;
}

export interface Launched {
  readonly process: VmProcess;
  readonly client: QmpClient;
}

export const launch = async (parts: LaunchParts): Promise<Launched> => {
  const { directory, spec } = parts;
  const args = commandLine(spec, parts.facts);
  await directory.prepare(spec, parts.uefiVariables);
  const shim = await spawnShim(directory, parts.binary, args);
  try {
    const launched = await running(parts, shim);
    await directory.keepRan(launched.process);
    return launched;
  } catch (error) {
    await putAway(parts, shim);
    throw await failure(parts, error);
  }
};

const running = async (parts: LaunchParts, shim: ChildProcess): Promise<Launched> => {
  const until = performance.now() + startWithinMs;
  const client = await greeted(parts, shim, until);
  try {
    for (;;) {
      const status = await statusOf(client);
      if (status.reason !== 'prelaunch') break;
      mustGoOn(shim, until);
      await sleep(lookEveryMs);
    }
    const [process, forwards] = await Promise.all([processOf(parts), standingForwards(client, parts.spec)]);
    return { process: forwards.length === 0 ? process : { ...process, forwards: [...forwards] }, client };
  } catch (error) {
    await client.close();
    throw error;
  }
};

const mustGoOn = (shim: ChildProcess, until: number): void => {
  if (shim.exitCode !== null || shim.signalCode !== null)
    throw new Fault('qemu.ended', 'QEMU ended', { retry: 'never' });
  if (performance.now() > until)
    throw new Fault('qemu.silent', `QEMU did not come up within ${startWithinMs / 1000} s`, { retry: 'later' });
};

const greeted = async ({ directory, events }: LaunchParts, shim: ChildProcess, until: number): Promise<QmpClient> => {
  for (;;) {
    mustGoOn(shim, until);
    // While QEMU builds the machine the socket is there and nobody answers on it yet.
    const client = await connectMonitor(directory, events, Math.max(1, until - performance.now())).catch(
      (error: unknown) => {
        if (error instanceof Fault && error.code === 'machine.stranger') throw error;
        return null;
      },
    );
    if (client !== null) return client;
    await sleep(lookEveryMs);
  }
};

const processOf = async ({ directory, facts }: LaunchParts): Promise<VmProcess> => {
  const pid = await directory.pid();
  const stat = pid === null ? null : await statOf(pid);
  if (pid === null || stat === null) throw new Fault('qemu.ended', 'QEMU ended at once', { retry: 'never' });
  return { pid, startTicks: stat.startTicks, accelerator: facts.accelerator };
};

/** Nothing of a start that failed goes on running. */
const putAway = async (parts: LaunchParts, shim: ChildProcess): Promise<void> => {
  if (shim.exitCode === null && shim.signalCode === null) {
    const ended = new Promise((resolve) => shim.once('exit', resolve));
    const process = await processOf(parts).catch(() => null);
    if (process !== null) await signalTo(process, 'SIGKILL');
    await Promise.race([ended, sleep(5_000, undefined, { ref: false })]);
  }
  await parts.directory.tidy();
};

const failure = async ({ directory, spec }: LaunchParts, error: unknown): Promise<Fault> => {
  const words = lastWords(await directory.logTail()) || messageOf(error);
  return new Fault('vm.start-failed', `QEMU did not start ${spec.name}: ${words}`, {
    retry: 'never',
    facts: { hint: hintFor(words), vmId: spec.vmId },
    cause: error,
  });
};
