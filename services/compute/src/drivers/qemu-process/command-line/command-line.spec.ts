import type { Disk, LaunchSpec, Nic } from '@chronovisor/contracts';
import { describe, expect, it } from 'vitest';
import { commandLine } from './command-line.ts';
import type { LaunchFacts } from './launch-facts.ts';

const id = (last: string): string => `0199aa00-0000-7000-8000-00000000000${last}`;

const spec = (over: Partial<LaunchSpec> = {}): LaunchSpec =>
  ({
    vmId: id('1'),
    name: 'web-1',
    generation: 1,
    vcpus: 2,
    memory: 128 * 1024 ** 2,
    os: 'linux',
    firmware: 'bios',
    boot: { order: ['disk', 'cdrom', 'network'], menu: false, kernel: null, initrd: null, cmdline: null },
    iso: null,
    disks: [],
    nics: [],
    graphics: { type: 'none' },
    ...over,
  }) as LaunchSpec;

const disk = (last: string, over: Partial<Disk> = {}): Disk =>
  ({
    volumeId: id(last),
    poolId: id('9'),
    path: `/pool/${last}.qcow2`,
    format: 'qcow2',
    bus: 'virtio',
    size: 1,
    ...over,
  }) as Disk;

const nic = (last: string, over: Partial<Nic> = {}): Nic =>
  ({
    nicId: id(last),
    networkId: id('8'),
    kind: 'user',
    mac: '52:54:00:00:00:01',
    model: 'virtio',
    address: null,
    forwards: [],
    ...over,
  }) as Nic;

const facts: LaunchFacts = { accelerator: 'tcg', uefiCode: '/fw/code.fd', sandbox: true, taps: [] };

/** The values of an option, in order. */
const valuesOf = (args: readonly string[], option: string): readonly string[] =>
  args.flatMap((arg, index) => (arg === option ? [args[index + 1] ?? ''] : []));
const deviceOf = (args: readonly string[], driver: string): string =>
  valuesOf(args, '-device').find((value) => value.startsWith(`${driver},`)) ?? '';

describe('the arguments of QEMU', () => {
  it('name the vm in the process table and in QEMU', () => {
    const args = commandLine(spec(), facts);
    expect(valuesOf(args, '-uuid')).toEqual([id('1')]);
    expect(valuesOf(args, '-name')).toEqual(['guest=web-1,process=vm-web-1,debug-threads=on']);
    expect(valuesOf(args, '-fw_cfg')).toEqual(['name=opt/chrono/name,string=web-1']);
    expect(args).toContain('-nodefaults');
    expect(args).toContain('-no-user-config');
  });

  it('take memory to the byte and processors as cores of one socket', () => {
    const args = commandLine(spec(), facts);
    expect(valuesOf(args, '-m')).toEqual(['size=134217728B']);
    expect(valuesOf(args, '-smp')).toEqual(['2,sockets=1,cores=2,threads=1']);
  });

  it('lay processors out as asked, with places left for those that come later', () => {
    const args = commandLine(spec({ vcpus: 2, cpu: { sockets: 2, cores: 2, threads: 2 } }), facts);
    expect(valuesOf(args, '-smp')).toEqual(['2,maxcpus=8,sockets=2,cores=2,threads=2']);
    expect(valuesOf(args, '-accel')).toEqual(['tcg,thread=single,tb-size=32']);
    const full = commandLine(spec({ vcpus: 4, cpu: { sockets: 2, cores: 2, threads: 1 } }), facts);
    expect(valuesOf(full, '-smp')).toEqual(['4,sockets=2,cores=2,threads=1']);
  });

  it('call an emulated processor with threads by a maker whose processors have them', () => {
    const cpu = { sockets: 1, cores: 1, threads: 2 };
    expect(valuesOf(commandLine(spec({ cpu }), facts), '-cpu')).toEqual(['max,vendor=GenuineIntel']);
    expect(valuesOf(commandLine(spec({ cpu }), { ...facts, accelerator: 'kvm' }), '-cpu')).toEqual(['host']);
  });

  it('leave room for memory that comes later, in whole pieces', () => {
    const args = commandLine(spec({ maxMemory: 259 * 1024 ** 2 }), facts);
    const more = 132 * 1024 ** 2;
    expect(valuesOf(args, '-m')).toEqual([`size=134217728B,maxmem=${134217728 + more}B`]);
    expect(valuesOf(args, '-object')).toContain(`memory-backend-ram,id=more-memory,size=${more}`);
    expect(deviceOf(args, 'virtio-mem-pci')).toBe(
      'virtio-mem-pci,id=memory0,memdev=more-memory,requested-size=0,bus=port0',
    );
    expect(deviceOf(commandLine(spec({ maxMemory: 128 * 1024 ** 2 }), facts), 'virtio-mem-pci')).toBe('');
  });

  it('run under what has been proven, with the processor that fits', () => {
    expect(valuesOf(commandLine(spec(), facts), '-accel')).toEqual(['tcg,thread=multi,tb-size=32']);
    expect(valuesOf(commandLine(spec({ memory: 2 ** 31 }), facts), '-accel')).toEqual(['tcg,thread=multi']);
    const kvm = commandLine(spec(), { ...facts, accelerator: 'kvm' });
    expect(valuesOf(kvm, '-accel')).toEqual(['kvm']);
    expect(valuesOf(kvm, '-cpu')).toEqual(['host']);
  });

  it('shut QEMU into its sandbox where that works', () => {
    expect(valuesOf(commandLine(spec(), facts), '-sandbox')[0]).toContain('spawn=deny');
    expect(commandLine(spec(), { ...facts, sandbox: false })).not.toContain('-sandbox');
  });

  it('put each disk where it was asked for, under a name that stays', () => {
    const disks = [disk('2'), disk('3', { bus: 'scsi' }), disk('4', { bus: 'sata' }), disk('5', { bus: 'sata' })];
    const args = commandLine(spec({ disks }), facts);
    expect(deviceOf(args, 'virtio-blk-pci')).toBe(
      'virtio-blk-pci,id=disk-70008000000000000002,drive=volume-70008000000000000002,serial=70008000000000000002,werror=stop,rerror=stop,bootindex=1,bus=port1',
    );
    expect(deviceOf(args, 'scsi-hd')).toContain('bus=scsi0.0,scsi-id=0');
    expect(
      valuesOf(args, '-device')
        .filter((value) => value.startsWith('ide-hd'))
        .map((value) => value.split('bus=')[1]),
    ).toEqual(['sata0.0', 'sata0.1']);
  });

  it('give a seventh sata disk a second controller', () => {
    const disks = ['1', '2', '3', '4', '5', '6', '7'].map((last) => disk(last, { bus: 'sata' }));
    const args = commandLine(spec({ disks }), facts);
    expect(valuesOf(args, '-device').filter((value) => value.startsWith('ich9-ahci'))).toEqual([
      'ich9-ahci,id=sata0',
      'ich9-ahci,id=sata1',
    ]);
    expect(
      valuesOf(args, '-device')
        .filter((value) => value.startsWith('ide-hd'))
        .at(-1),
    ).toContain('bus=sata1.0');
  });

  it('take the old board for ide, where nothing is behind root ports', () => {
    const args = commandLine(spec({ disks: [disk('2', { bus: 'ide' }), disk('3')], iso: '/a.iso' }), facts);
    expect(valuesOf(args, '-machine')).toEqual(['pc,graphics=off']);
    expect(deviceOf(args, 'ide-hd')).toContain('bus=ide.0,unit=0');
    expect(deviceOf(args, 'ide-cd')).toContain('bus=ide.0,unit=1');
    expect(valuesOf(args, '-device').some((value) => value.startsWith('pcie-root-port'))).toBe(false);
  });

  it('survive a path with commas and quotes', () => {
    const path = '/pool/a,b"c.qcow2';
    const nodes = valuesOf(commandLine(spec({ disks: [disk('2', { path })] }), facts), '-blockdev').map((json) =>
      JSON.parse(json),
    );
    expect(nodes[0]).toMatchObject({ driver: 'file', filename: path });
    expect(nodes[1]).toMatchObject({ driver: 'qcow2', file: nodes[0]['node-name'] });
  });

  it('keep every node name within the 31 bytes of QEMU', () => {
    const args = commandLine(spec({ disks: [disk('2')], iso: '/a.iso', firmware: 'uefi' }), facts);
    const names = valuesOf(args, '-blockdev').map((json) => String(JSON.parse(json)['node-name']));
    expect(names.filter((name) => name.length > 31)).toEqual([]);
  });

  it('boot in the order that was given, kernels by path before all', () => {
    const order = ['network', 'cdrom', 'disk'] as const;
    const boot = { order: [...order], menu: true, kernel: null, initrd: null, cmdline: null };
    const args = commandLine(spec({ boot, disks: [disk('2'), disk('3')], nics: [nic('4')], iso: '/a.iso' }), facts);
    const indexOf = (device: string): string | undefined => /bootindex=(\d+)/u.exec(device)?.[1];
    expect(indexOf(deviceOf(args, 'virtio-net-pci'))).toBe('1');
    expect(indexOf(deviceOf(args, 'ide-cd'))).toBe('2');
    expect(
      valuesOf(args, '-device')
        .filter((value) => value.startsWith('virtio-blk'))
        .map(indexOf),
    ).toEqual(['3', '4']);
    expect(valuesOf(args, '-boot')).toEqual(['menu=on,splash-time=5000,strict=on']);
  });

  it('try whatever there is when no order was given', () => {
    const boot = { order: [], menu: false, kernel: null, initrd: null, cmdline: null };
    const args = commandLine(spec({ boot, disks: [disk('2')] }), facts);
    expect(valuesOf(args, '-boot')).toEqual(['menu=off,strict=off']);
    expect(deviceOf(args, 'virtio-blk-pci')).not.toContain('bootindex');
  });

  it('hand a kernel its ramdisk and words, and let it read a CD-ROM by virtio', () => {
    const boot = { order: [], menu: false, kernel: '/k', initrd: '/i', cmdline: 'console=ttyS0 a,b' };
    const args = commandLine(spec({ boot, iso: '/seed.iso' }), facts);
    expect(valuesOf(args, '-kernel')).toEqual(['/k']);
    expect(valuesOf(args, '-initrd')).toEqual(['/i']);
    expect(valuesOf(args, '-append')).toEqual(['console=ttyS0 a,b']);
    expect(deviceOf(args, 'scsi-cd')).toContain('bus=scsi0.0');
  });

  it('give UEFI its code read-only and the variables of this vm', () => {
    const args = commandLine(spec({ firmware: 'uefi' }), facts);
    expect(valuesOf(args, '-machine')).toEqual(['q35,pflash0=firmware-code,pflash1=firmware-vars']);
    const [code, variables] = valuesOf(args, '-blockdev').map((json) => JSON.parse(json));
    expect(code).toMatchObject({ 'read-only': true, filename: '/fw/code.fd' });
    expect(variables).toMatchObject({ filename: 'vars.fd' });
  });

  it('refuse UEFI where the host has none', () => {
    expect(() => commandLine(spec({ firmware: 'uefi' }), { ...facts, uefiCode: null })).toThrow('no UEFI firmware');
  });

  it('forward the ports of a user network', () => {
    const forwards = [{ protocol: 'tcp' as const, hostAddress: '127.0.0.1', hostPort: 0, guestPort: 80 }];
    const args = commandLine(spec({ nics: [nic('4', { forwards })] }), facts);
    expect(valuesOf(args, '-netdev')).toEqual(['user,id=net-70008000000000000004,hostfwd=tcp:127.0.0.1:0-:80']);
  });

  it('open the TAP of a nic on a bridge, and nothing else in its place', () => {
    const nics = [nic('4', { kind: 'nat' })];
    const args = commandLine(spec({ nics }), { ...facts, taps: [{ nicId: id('4') as never, tap: 'cht4' }] });
    expect(valuesOf(args, '-netdev')).toEqual(['tap,id=net-70008000000000000004,ifname=cht4,script=no,downscript=no']);
    expect(() => commandLine(spec({ nics }), facts)).toThrow('has no TAP');
  });

  it('put an e1000 straight on the board and load no boot program that is not asked for', () => {
    const boot = { order: ['disk' as const], menu: false, kernel: null, initrd: null, cmdline: null };
    const args = commandLine(spec({ boot, nics: [nic('4', { model: 'e1000' })] }), facts);
    expect(deviceOf(args, 'e1000')).toBe(
      'e1000,id=nic-70008000000000000004,netdev=net-70008000000000000004,mac=52:54:00:00:00:01,romfile=',
    );
  });

  it('show a screen on a socket only when asked', () => {
    expect(commandLine(spec(), facts)).not.toContain('-vnc');
    const args = commandLine(spec({ graphics: { type: 'vnc' } }), facts);
    expect(valuesOf(args, '-vnc')).toEqual(['unix:vnc.sock']);
    expect(valuesOf(args, '-machine')).toEqual(['q35']);
  });

  it('open two monitors and a serial line that is written down', () => {
    const chardevs = valuesOf(commandLine(spec(), facts), '-chardev');
    expect(chardevs).toHaveLength(3);
    expect(chardevs[0]).toContain('logfile=serial.log,logappend=on');
  });

  it('leave four root ports for later, eight to a slot', () => {
    const many = Array.from({ length: 9 }, (_, index) => disk(String(index)));
    const ports = valuesOf(commandLine(spec({ disks: many }), facts), '-device').filter((value) =>
      value.startsWith('pcie-root-port'),
    );
    expect(ports).toHaveLength(9 + 1 + 4);
    expect(ports[8]).toContain('addr=0x11.0x0,multifunction=on');
  });
});
