/** Looks for KVM; whether it truly works is proven by the host process, which boots a probe under it. */

const device = '/dev/kvm';
const slower = 'guests are emulated (TCG): everything works, several times slower';

const cpuHasVirtualisation = (machine) => /\b(vmx|svm)\b/.test(machine.readText('/proc/cpuinfo') ?? '');

/** @returns {import('../index.mjs').Finding[]} */
export const accelerationChecks = (machine) => {
  const base = { id: 'kvm', title: 'KVM' };
  const access = machine.access(device);
  if (access === 'ok')
    return [{ ...base, level: 'ok', found: `${device} is open to you; the host process proves it before it is used` }];
  if (access === 'denied') {
    return [
      {
        ...base,
        level: 'warn',
        found: `${device} is closed to ${machine.user}`,
        why: slower,
        remedy: `sudo usermod -aG kvm ${machine.user}   (then log in again)`,
      },
    ];
  }
  const remedy = cpuHasVirtualisation(machine)
    ? 'sudo modprobe kvm_intel || sudo modprobe kvm_amd'
    : 'switch virtualisation on in the firmware; in a vm or container, ask for nested virtualisation and /dev/kvm';
  return [{ ...base, level: 'warn', found: `${device} is missing`, why: slower, remedy }];
};
