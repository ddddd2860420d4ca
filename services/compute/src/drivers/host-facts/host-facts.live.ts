/** The machine we run on, as /proc, the file system and QEMU tell it. */
import type { HostCapabilities } from '@chronovisor/contracts';
import { Fault } from '@chronovisor/kernel';
import { access, constants, readFile } from 'node:fs/promises';
import { availableParallelism, loadavg, totalmem } from 'node:os';
import { delimiter, join } from 'node:path';
import { env, getuid } from 'node:process';
import type { AcceleratorPort, AcceleratorProof } from '../accelerator/accelerator.port.ts';
import type { FoundQemu, HostFactsPort, HostLoad } from './host-facts.port.ts';
import { bootId } from './boot-id.ts';
import { type FoundOut, keptOrFound } from './kept-proofs.ts';
import { portraitOf } from './qemu-self-portrait.ts';
import { missingFiles } from './readable-file.ts';

/** Where distributions keep UEFI: Debian, Fedora, Arch. */
const uefiPlaces = [
  { code: '/usr/share/OVMF/OVMF_CODE_4M.fd', variables: '/usr/share/OVMF/OVMF_VARS_4M.fd' },
  { code: '/usr/share/edk2/ovmf/OVMF_CODE.fd', variables: '/usr/share/edk2/ovmf/OVMF_VARS.fd' },
  { code: '/usr/share/edk2/x64/OVMF_CODE.4m.fd', variables: '/usr/share/edk2/x64/OVMF_VARS.4m.fd' },
] as const;
const natPrograms = ['ip', 'nft', 'dnsmasq'];
const mostMachineTypes = 200;

const can = (path: string, mode: number): Promise<boolean> =>
  access(path, mode).then(
    () => true,
    () => false,
  );

const firstWhere = async <T>(list: readonly T[], holds: (item: T) => Promise<boolean>): Promise<T | null> => {
  for (const item of list) if (await holds(item)) return item;
  return null;
};

const isProgram = async (name: string): Promise<boolean> => {
  const places = [...(env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/sbin'];
  return (await firstWhere(places, (place) => can(join(place, name), constants.X_OK))) !== null;
};

const canMakeNat = async (): Promise<boolean> =>
  getuid?.() === 0 && (await Promise.all(natPrograms.map(isProgram))).every(Boolean);

export interface LiveHostFactsOptions {
  readonly accelerators: AcceleratorPort;
  /** Keeps what was found out until the machine changes. */
  readonly keepIn?: string;
  readonly binary?: string;
}

const findOut = async ({
  accelerators,
  binary,
}: {
  accelerators: AcceleratorPort;
  binary: string;
}): Promise<FoundOut> => {
  const [portrait, kvm, tcg] = await Promise.all([
    portraitOf(binary),
    accelerators.prove('kvm'),
    accelerators.prove('tcg'),
  ]);
  const essence = ({ accelerator, usable, reason }: AcceleratorProof): AcceleratorEssence => ({
    accelerator,
    usable,
    reason,
  });
  return { portrait: { ...portrait, machineTypes: [...portrait.machineTypes] }, kvm: essence(kvm), tcg: essence(tcg) };
};

export const liveHostFacts = ({
  accelerators,
  keepIn,
  binary = 'qemu-system-x86_64',
}: LiveHostFactsOptions): HostFactsPort => ({
  capacity: async () => ({ cpus: availableParallelism(), memory: totalmem() }),
  load: async () => ({ memoryFree: await memoryAvailable(), loadAverage: loadavg()[0] ?? 0 }),
  bootId,
  missing: missingFiles,
  find: async (wanted) => {
    const [{ portrait, kvm, tcg }, uefi, nat] = await Promise.all([
      keptOrFound(keepIn ?? null, binary, () => findOut({ accelerators, binary })),
      firstWhere(
        uefiPlaces,
        async ({ code, variables }) => (await can(code, constants.R_OK)) && can(variables, constants.R_OK),
      ),
      canMakeNat(),
    ]);
    const capabilities: HostCapabilities = {
      qemuVersion: portrait.version,
      machineTypes: portrait.machineTypes.slice(0, mostMachineTypes),
      accelerator: chosen(wanted, kvm, tcg),
      accelerators: [kvm, tcg],
      firmware: uefi === null ? ['bios'] : ['bios', 'uefi'],
      networks: nat ? ['user', 'nat'] : ['user'],
    };
    return { capabilities, uefi, sandbox: portrait.sandbox } satisfies FoundQemu;
  },
});

type AcceleratorEssence = FoundOut['kvm'];

const chosen = (wanted: 'auto' | 'kvm' | 'tcg', kvm: AcceleratorEssence, tcg: AcceleratorEssence): 'kvm' | 'tcg' => {
  const proof = wanted === 'kvm' || (wanted === 'auto' && kvm.usable) ? kvm : tcg;
  if (proof.usable) return proof.accelerator;
  throw new Fault('host.accelerator-unusable', `no vm can run with ${proof.accelerator}: ${proof.reason}`, {
    retry: 'never',
  });
};

const memoryAvailable = async (): Promise<HostLoad['memoryFree']> => {
  const kib = /^MemAvailable:\s+(\d+) kB$/mu.exec(await readFile('/proc/meminfo', 'utf8'))?.[1];
  return Number(kib ?? 0) * 1024;
};
