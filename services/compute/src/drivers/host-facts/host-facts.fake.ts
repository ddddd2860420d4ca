/** A host of one's choice; also the host that simulated vms run on. */
import type { HostCapabilities } from '@chronovisor/contracts';
import { Fault } from '@chronovisor/kernel';
import type { HostFactsPort } from './host-facts.port.ts';
import { bootId } from './boot-id.ts';
import { missingFiles } from './readable-file.ts';

export interface FakeHostFactsOptions {
  readonly cpus?: number;
  readonly memory?: number;
  readonly kvm?: boolean;
  readonly qemu?: 'installed' | 'missing';
}

const GiB = 1024 ** 3;

/** Large enough for the vms of any benchmark, and honest about what runs them. */
const simulated: HostCapabilities = {
  qemuVersion: 'simulated',
  machineTypes: ['pc', 'q35'],
  accelerator: 'sim',
  accelerators: [{ accelerator: 'sim', usable: true, reason: 'asked for by the settings: no QEMU runs' }],
  firmware: ['bios', 'uefi'],
  /** In memory, so any user may have them. */
  networks: ['user', 'nat'],
};

export const simulatedHostFacts = (): HostFactsPort => ({
  capacity: async () => ({ cpus: 1_024, memory: 65_536 * GiB }),
  load: async () => ({ memoryFree: 32_768 * GiB, loadAverage: 0 }),
  bootId,
  missing: missingFiles,
  find: async () => ({ capabilities: simulated, uefi: null, sandbox: false }),
});

const chosen = (wanted: 'auto' | 'kvm' | 'tcg', kvm: boolean): 'kvm' | 'tcg' => {
  if (wanted === 'kvm' && !kvm) {
    throw new Fault('host.accelerator-unusable', 'no vm can run with kvm: there is no /dev/kvm', { retry: 'never' });
  }
  return wanted !== 'tcg' && kvm ? 'kvm' : 'tcg';
};

export const fakeHostFacts = (options: FakeHostFactsOptions = {}): HostFactsPort => {
  const { cpus = 8, memory = 16 * GiB, kvm = false, qemu = 'installed' } = options;
  return {
    capacity: async () => ({ cpus, memory }),
    load: async () => ({ memoryFree: memory / 2, loadAverage: 0.5 }),
    bootId,
    missing: missingFiles,
    find: async (wanted) => {
      if (qemu === 'missing') throw new Fault('host.qemu-missing', 'QEMU is not installed', { retry: 'never' });
      const capabilities: HostCapabilities = {
        ...simulated,
        qemuVersion: '7.2.22',
        networks: ['user'],
        accelerator: chosen(wanted, kvm),
        accelerators: [
          { accelerator: 'kvm', usable: kvm, reason: kvm ? 'a guest ran under it' : 'there is no /dev/kvm' },
          { accelerator: 'tcg', usable: true, reason: 'a guest ran under it' },
        ],
      };
      return { capabilities, uefi: { code: '/fake/code.fd', variables: '/fake/vars.fd' }, sandbox: true };
    },
  };
};
