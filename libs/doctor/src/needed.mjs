/** The one list of programs Chronovisor takes from the distribution: what each is for and which Debian package carries it. */

const ovmfCode = [
  '/usr/share/OVMF/OVMF_CODE_4M.fd',
  '/usr/share/OVMF/OVMF_CODE.fd',
  '/usr/share/edk2/x64/OVMF_CODE.4m.fd',
];

/** @type {readonly import('./index.mjs').Need[]} */
export const needed = [
  { id: 'qemu', package: 'qemu-system-x86', program: 'qemu-system-x86_64', use: 'start', purpose: 'runs the vms' },
  { id: 'qemu-img', package: 'qemu-utils', program: 'qemu-img', use: 'start', purpose: 'makes and measures volumes' },
  {
    id: 'nats',
    package: 'nats-server',
    program: 'nats-server',
    use: 'start',
    purpose: 'carries the messages between the processes',
  },
  { id: 'ip', package: 'iproute2', program: 'ip', use: 'network', purpose: 'makes bridges and taps' },
  { id: 'nft', package: 'nftables', program: 'nft', use: 'network', purpose: 'translates addresses of NAT networks' },
  {
    id: 'dnsmasq',
    package: 'dnsmasq-base',
    program: 'dnsmasq',
    use: 'network',
    purpose: 'gives guests of NAT networks their addresses',
  },
  { id: 'ovmf', package: 'ovmf', files: ovmfCode, use: 'extra', purpose: 'is the firmware of UEFI vms' },
  { id: 'xorriso', package: 'xorriso', program: 'xorriso', use: 'extra', purpose: 'writes ISO images' },
  {
    id: 'hwdata',
    package: 'hwdata',
    files: ['/usr/share/hwdata/usb.ids'],
    use: 'extra',
    purpose: 'names PCI and USB devices',
  },
];

const isThere = (machine, need) =>
  need.program === undefined
    ? need.files.some((path) => machine.exists(path))
    : machine.which(need.program) !== undefined;

/** @type {typeof import('./index.mjs').missingPackages} */
export const missingPackages = (machine, needs = needed) => needs.filter((need) => !isThere(machine, need));

/** @type {typeof import('./index.mjs').aptLine} */
export const aptLine = (packages, { sudo = true } = {}) =>
  `${sudo ? 'sudo ' : ''}apt-get install -y --no-install-recommends ${packages.join(' ')}`;

/** @type {typeof import('./index.mjs').wordsForOthers} */
export const wordsForOthers = (needs) =>
  `install ${needs.map((need) => `${need.program ?? need.package} (${need.purpose}; Debian package ${need.package})`).join(', ')} with your distribution's package manager`;
