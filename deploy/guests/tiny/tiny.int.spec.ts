/** The guest in a real QEMU: what it promises to those who start it, and that its cache can be trusted. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { createConnection, createServer, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { buildTiny, type TinyGuest } from './build.mjs';

let guest: TinyGuest;
let dir: string;
let started: ChildProcess[];

beforeAll(async () => {
  guest = await buildTiny();
}, 300_000);
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'tiny-'));
  started = [];
});
afterEach(async () => {
  for (const qemu of started.filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null)) {
    qemu.kill('SIGKILL');
    await once(qemu, 'exit');
  }
  await rm(dir, { recursive: true });
});

interface Boot {
  /** Everything on the serial line so far. */
  text(): string;
  says(pattern: RegExp): Promise<RegExpExecArray>;
  type(line: string): void;
  pressPower(): void;
  readonly exited: Promise<number | null>;
}

const boot = async (settings: string, ...more: string[]): Promise<Boot> => {
  const path = join(dir, `serial-${started.length}.sock`);
  const machine = '-accel tcg -cpu max -machine pc -m 128 -nodefaults -no-user-config -display none -qmp stdio'.split(
    ' ',
  );
  const kernel = ['-kernel', guest.kernel, '-initrd', guest.initrd, '-append', `${guest.cmdline} ${settings}`];
  const serial = ['-chardev', `socket,id=serial,path=${path},server=on,wait=off`, '-serial', 'chardev:serial'];
  const qemu = spawn('qemu-system-x86_64', [...machine, ...kernel, ...serial, ...more], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  started.push(qemu);
  qemu.stdin.write('{"execute":"qmp_capabilities"}\n');
  qemu.stdout.resume();
  while (!(await stat(path).catch(() => undefined))) await new Promise((resolve) => setTimeout(resolve, 10));
  return watched(qemu, createConnection(path));
};

const watched = (qemu: ChildProcess, serial: Socket): Boot => {
  let text = '';
  serial.on('data', (chunk) => (text += chunk.toString('latin1')));
  serial.on('error', () => {}); // QEMU that is killed resets the line; `exited` tells.
  const exited = once(qemu, 'exit').then(([code]: (number | null)[]) => code ?? null);
  return {
    text: () => text,
    says: async (pattern) => {
      await expect.poll(() => text, { timeout: 45_000, interval: 20 }).toMatch(pattern);
      return pattern.exec(text) as RegExpExecArray;
    },
    type: (line) => void serial.write(`${line}\n`),
    pressPower: () => void qemu.stdin?.write('{"execute":"system_powerdown"}\n'),
    exited,
  };
};

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
};

const disk = async (bytes: number): Promise<{ path: string; args: string[] }> => {
  const path = join(dir, 'disk.raw');
  await writeFile(path, '');
  await truncate(path, bytes);
  return { path, args: ['-drive', `file=${path},format=raw,if=none,id=d`, '-device', 'virtio-blk-pci,drive=d'] };
};

describe('the tiny guest', () => {
  it('gets an address, serves its name and powers off on the power button', async () => {
    const port = await freePort();
    const net = ['-netdev', `user,id=n,hostfwd=tcp:127.0.0.1:${port}-:80`, '-device', 'virtio-net-pci,netdev=n'];
    const vm = await boot('chrono.http=80 chrono.name=web-1', ...net);
    await vm.says(/^@@READY up=[\d.]+ cpus=1 memkb=\d+: tiny is ready/m);
    await vm.says(/^@@IP eth0 10\.0\.2\.15\/24/m);
    expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toBe('web-1\n');
    vm.pressPower();
    expect(await vm.exited).toBe(0);
    expect(vm.text()).toContain('@@POWERBUTTON');
  });

  it('formats a blank disk once and finds it again after the power button and after a kill', async () => {
    const { args } = await disk(64 * 1024 * 1024);
    const first = await boot('', ...args);
    await first.says(/^@@DATA \/dev\/vda formatted 67108864/m);
    await first.says(/^@@BOOTS 1\b/m);
    await first.says(/tiny is ready/);
    first.pressPower();
    expect(await first.exited).toBe(0);
    const second = await boot('', ...args);
    await second.says(/^@@DATA \/dev\/vda mounted 67108864/m);
    await second.says(/^@@BOOTS 2\b/m);
    started.at(-1)?.kill('SIGKILL');
    await second.exited;
    const third = await boot('', ...args);
    await third.says(/^@@BOOTS 3\b/m);
  });

  it('mounts a disk on a virtio-scsi controller as well', async () => {
    const { path } = await disk(64 * 1024 * 1024);
    const scsi = [
      '-device',
      'virtio-scsi-pci,id=s',
      '-drive',
      `file=${path},format=raw,if=none,id=d`,
      '-device',
      'scsi-hd,drive=d',
    ];
    const vm = await boot('', ...scsi);
    await vm.says(/^@@DATA \/dev\/sda formatted 67108864/m);
    expect((await vm.says(/^@@BOOTS (\d+)/m))[1]).toBe('1');
  });

  it('leaves a disk alone whose contents it does not know', async () => {
    const { path, args } = await disk(4 * 1024 * 1024);
    await writeFile(path, Buffer.alloc(4 * 1024 * 1024, 'not a file system '));
    const before = await readFile(path);
    const vm = await boot('', ...args);
    await vm.says(/^@@DATA \/dev\/vda unknown 4194304/m);
    await vm.says(/tiny is ready/);
    expect((await readFile(path)).equals(before)).toBe(true);
  });

  it('counts until someone types, runs what is typed, and reboots', async () => {
    const vm = await boot('');
    await vm.says(/^tick 1\r$/m);
    vm.type('cd /proc');
    vm.type('echo "here: $(pwd)"');
    await vm.says(/here: \/proc\r\n/);
    vm.type('sleep 3; echo "slept"');
    await vm.says(/\nslept\r\n/);
    expect(vm.text().split('here: /proc').at(-1)).not.toContain('tick');
    vm.type('reboot');
    await vm.says(/tiny is ready[^]*tiny is ready/);
  });

  it('ignores the power button when told to, here by fw_cfg, and goes on', async () => {
    const vm = await boot('chrono.shell=lines chrono.tick=off', '-fw_cfg', 'name=opt/chrono/noacpi,string=1');
    await vm.says(/tiny is ready/);
    vm.pressPower();
    vm.type('sleep 2; echo still here; false');
    expect((await vm.says(/^still here\r\n@@EXIT (\d+)/m))[1]).toBe('1');
  });

  it('runs what it is given and powers off', async () => {
    const script = Buffer.from('echo "sum: $((40 + 2))"; exit 7').toString('base64');
    const vm = await boot(`chrono.run=b64:${script} chrono.off=1`);
    expect(await vm.exited).toBe(0);
    expect(vm.text()).toMatch(/^sum: 42\r\n@@EXIT 7\r$/m);
  });
});

describe('a machine that cannot build it', () => {
  it('is told the line that helps when apt has no lists', async () => {
    const lists = join(dir, 'apt.conf');
    await writeFile(
      lists,
      `Dir::State::lists "${dir}/none"; Dir::Cache "${dir}/cache"; Dir::State::status "/dev/null";`,
    );
    const env = { ...process.env, APT_CONFIG: lists, XDG_CACHE_HOME: join(dir, 'empty') };
    const build = spawn(process.execPath, [join(import.meta.dirname, 'build.mjs')], {
      env,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const said: string[] = [];
    build.stderr.setEncoding('utf8').on('data', (text: string) => said.push(text));
    const [code] = (await once(build, 'close')) as [number];
    expect(code).toBe(1);
    expect(said.join('')).toMatch(
      /apt knows no package linux-image-cloud-amd64 to download\n {2}remedy: (sudo )?apt-get update\n/,
    );
  });
});

describe('the cache of the tiny guest', () => {
  it('gives the same guest again without building', async () => {
    const again = await buildTiny();
    expect(again).toEqual({ ...guest, cached: true });
    expect(JSON.parse(await readFile(guest.imageJson, 'utf8'))).toMatchObject({
      name: 'tiny',
      kind: 'kernel',
      memoryMin: 96 * 1024 * 1024,
    });
  });

  it('notices damage, and two builds at once replace it by the very same bytes', async () => {
    const place = join(dir, basename(guest.dir));
    await cp(guest.dir, place, { recursive: true });
    await truncate(join(place, 'initrd.gz'), 1000);
    const lines: string[] = [];
    const both = await Promise.all(
      [1, 2].map(() => buildTiny({ cacheDir: dir, log: (line) => void lines.push(line) })),
    );
    expect(lines.filter((line) => line.includes('is damaged'))).toHaveLength(2);
    expect(both.map(({ sha256 }) => sha256)).toEqual([both[0]?.sha256, both[0]?.sha256]);
    expect(both[0]?.dir).toBe(both[1]?.dir);
    expect((await buildTiny({ cacheDir: dir })).cached).toBe(true);
    expect((await readdir(dir)).filter((name) => name.startsWith('.building'))).toEqual([]);
    expect(dirname(both[0]?.dir ?? '')).toBe(dir);
  }, 300_000);
});
