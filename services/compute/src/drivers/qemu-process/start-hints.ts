/** From QEMU's last words to what its owner can do. */
const hints: readonly (readonly [RegExp, string])[] = [
  [
    /Failed to get "?(shared )?"?(write|consistent read)"? lock/u,
    'Another process has a disk of this vm open; find and end it, then start again.',
  ],
  [
    /Could not set up host forwarding rule/u,
    'A port to be forwarded is taken on the host; choose another, or 0 for a free one.',
  ],
  [
    /Cannot allocate memory|cannot set up guest memory/u,
    'The host has not enough free memory; stop another vm or give this one less.',
  ],
  [
    /could not load initrd|could not open kernel|could not load kernel|Error loading/iu,
    'Check the paths of kernel and initrd on the host.',
  ],
  [/no space left on device/iu, 'The file system under the data directory is full.'],
  [
    /could not configure \/dev\/net\/tun|\/dev\/net\/tun/u,
    'The host process needs root, or the right to open /dev/net/tun, for this network.',
  ],
  [/Permission denied/u, 'The host process may not open a file that the vm needs; check its owner and mode.'],
  [
    /No such file or directory|Could not open/u,
    'A file that the vm needs is not on the host; check its disks, ISO and kernel.',
  ],
  [
    /Could not access KVM|failed to initialize kvm|failed to set MSR/iu,
    'KVM does not work on this host; set CHRONO_ACCEL=tcg.',
  ],
  [
    /Invalid parameter|does not support|Unsupported machine|not a valid device/u,
    'This QEMU cannot make such a vm; see the versions in `chrono host get`.',
  ],
];

const fallback = 'See qemu.log in the directory of the vm on its host.';

export const hintFor = (words: string): string => hints.find(([pattern]) => pattern.test(words))?.[1] ?? fallback;

/** The lines that matter, without QEMU's own time and name before each. */
export const lastWords = (log: string): string => {
  const lines = log
    .split('\n')
    .map((line) =>
      line
        .replace(/^\d{4}-\d\d-\d\dT[\d:.]+Z\s+/u, '')
        .replace(/^\S*qemu-system-\S+:\s+/u, '')
        .trim(),
    )
    .filter((line) => line !== '' && !line.startsWith('warning:'));
  return lines.slice(-5).join('; ').slice(0, 1_000);
};
