/** The board: chipset, name, and what QEMU itself may do. */
import { type LaunchFacts, type LaunchSpec, escaped, keyed } from './launch-facts.ts';

/** Only the old board has the two IDE channels. */
export const board = (spec: LaunchSpec): 'q35' | 'pc' => (spec.disks.some(({ bus }) => bus === 'ide') ? 'pc' : 'q35');

/** Without a screen the BIOS speaks on the serial line, so that a boot menu or its absence can be read; a kernel speaks for itself. */
const firmwareConsole = (spec: LaunchSpec): string | undefined =>
  spec.graphics.type === 'none' && spec.boot.kernel === null && spec.firmware === 'bios' ? 'off' : undefined;

const sandbox = 'on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny';

export const machineArguments = (spec: LaunchSpec, facts: LaunchFacts): readonly string[] => {
  const uefi = spec.firmware === 'uefi';
  return [
    '-name',
    keyed(`guest=${spec.name}`, { process: `vm-${spec.name}`, 'debug-threads': 'on' }),
    '-uuid',
    spec.vmId,
    '-machine',
    keyed(board(spec), {
      graphics: firmwareConsole(spec),
      pflash0: uefi ? 'firmware-code' : undefined,
      pflash1: uefi ? 'firmware-vars' : undefined,
    }),
    // Where a guest's first start finds what it is called.
    '-fw_cfg',
    `name=opt/chrono/name,string=${escaped(spec.name)}`,
    '-nodefaults',
    '-no-user-config',
    '-display',
    'none',
    '-rtc',
    spec.os === 'windows' ? 'base=localtime' : 'base=utc',
    '-pidfile',
    'pid',
    '-msg',
    'timestamp=on',
    ...(facts.sandbox ? ['-sandbox', sandbox] : []),
    ...(spec.os === 'linux' ? ['-device', 'pvpanic-pci', '-action', 'panic=none'] : []),
  ];
};
