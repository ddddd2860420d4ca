/** Proves an accelerator by running a small firmware under it, because /dev/kvm may be there and its guests die all the same. */
import { spawn, type ChildProcess } from 'node:child_process';
import { constants } from 'node:fs';
import { access, mkdtemp, rm, rmdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { usualCpuModels, type Accelerator, type AcceleratorPort, type AcceleratorProof } from './accelerator.port.ts';
import { probeImage } from './probe-image.ts';
import { chosenBetween, proofFrom, type Observation, type ProbeEnd } from './verdict.ts';

export interface LiveAcceleratorOptions {
  readonly qemu?: string;
  readonly cpuModels?: Partial<Record<Accelerator, string>>;
  readonly limitMs?: number;
  readonly kvmDevice?: string;
}

export const liveAccelerator = (options: LiveAcceleratorOptions = {}): AcceleratorPort => {
  const prove = async (accelerator: Accelerator): Promise<AcceleratorProof> => {
    const startedAt = performance.now();
    const cpuModel = options.cpuModels?.[accelerator] ?? usualCpuModels[accelerator];
    const observation = await observe(accelerator, cpuModel, options);
    return proofFrom({ accelerator, cpuModel, observation, tookMs: performance.now() - startedAt });
  };
  return { prove: (kind) => (kind === 'auto' ? chosenBetween(prove) : prove(kind)) };
};

const observe = async (
  accelerator: Accelerator,
  cpuModel: string,
  options: LiveAcceleratorOptions,
): Promise<Observation> => {
  const why = accelerator === 'kvm' ? await kvmAbsence(options.kvmDevice ?? '/dev/kvm') : undefined;
  if (why !== undefined) return { kind: 'prevented', why };
  const dir = await mkdtemp(join(tmpdir(), 'chronovisor-probe-'));
  const bios = join(dir, 'probe.bin');
  try {
    await writeFile(bios, probeImage());
    const machine = '-m 16 -machine pc -nodefaults -no-user-config -display none -no-reboot'.split(' ');
    const ports = '-device isa-debug-exit,iobase=0xf4,iosize=4 -debugcon stdio'.split(' ');
    const args = ['-accel', accelerator, '-cpu', cpuModel, '-bios', bios, ...machine, ...ports];
    return await watch(options.qemu ?? 'qemu-system-x86_64', args, options.limitMs ?? 2_000);
  } finally {
    await rm(bios, { force: true });
    await rmdir(dir);
  }
};

const kvmAbsence = async (device: string): Promise<string | undefined> => {
  try {
    await access(device, constants.R_OK | constants.W_OK);
    return undefined;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return `this machine offers no KVM: there is no ${device}`;
    return `KVM is present and this user may not use it: ${device} is closed to it (${code ?? 'unknown'}); its group is usually kvm`;
  }
};

const watch = (qemu: string, args: readonly string[], limitMs: number): Promise<Observation> =>
  new Promise((resolve) => {
    const child = spawn(qemu, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let stage = '';
    let errors = '';
    let stoppedBy: ProbeEnd | undefined;
    const stop = (end: ProbeEnd): void => {
      stoppedBy ??= end;
      kill(child);
    };
    const limit = setTimeout(() => stop({ by: 'limit', limitMs }), limitMs);
    child.stdout.on('data', (chunk: Buffer) => (stage += chunk.toString('latin1')));
    child.stderr.on('data', (chunk: Buffer) => {
      errors += chunk.toString('utf8');
      if (errors.includes('KVM internal error')) stop({ by: 'kvm-error' });
    });
    child.on('error', (error: NodeJS.ErrnoException) => {
      clearTimeout(limit);
      resolve({ kind: 'prevented', why: notStarted(qemu, error) });
    });
    child.on('close', (code, signal) => {
      clearTimeout(limit);
      resolve({ kind: 'ran', end: stoppedBy ?? endOf(code, signal), stage, errors });
    });
  });

const kill = (child: ChildProcess): void => {
  // WHY SAFE: it is the probe started above; Node keeps its handle until it has ended, so the pid cannot have become another's.
  child.kill('SIGKILL');
};

const endOf = (code: number | null, signal: string | null): ProbeEnd =>
  code === null ? { by: 'signal', signal: signal ?? 'unknown' } : { by: 'exit', code };

const notStarted = (qemu: string, { code, message }: NodeJS.ErrnoException): string =>
  code === 'ENOENT' ? `${qemu} is not installed on this machine` : `${qemu} could not be started: ${message}`;
