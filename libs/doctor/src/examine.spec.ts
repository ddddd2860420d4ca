/** Says what the doctor finds on machines in every condition, and what it tells the reader to do. */
import { describe, expect, it } from 'vitest';

import { fakeMachine, wholeParts, type Parts } from './fake-machine.ts';
import { examine, missingPackages, settingsFrom, toJson, toText, worst, type Finding } from './index.mjs';

const settings = { dataDir: '/data/chronovisor', httpHost: '127.0.0.1', httpPort: 7080, ownNats: true };

const examineWith = (change: Partial<Parts>, other: Partial<typeof settings> = {}): Promise<Finding[]> =>
  examine(fakeMachine(change), { ...settings, ...other });

const without = (...programs: string[]): Partial<Parts> => ({
  programs: Object.fromEntries(Object.entries(wholeParts().programs).filter(([name]) => !programs.includes(name))),
});

const saying = (program: string, said: string): Partial<Parts> => ({
  programs: { ...wholeParts().programs, [program]: said },
});

const about = (findings: readonly Finding[], id: string): Finding => {
  const finding = findings.find((candidate) => candidate.id === id);
  if (finding === undefined) throw new Error(`nothing was found about ${id}`);
  return finding;
};

describe('a whole machine', () => {
  it('is ok in every line', async () => {
    const findings = await examineWith({});
    expect(findings.filter((finding) => finding.level !== 'ok')).toEqual([]);
    expect(findings.length).toBeGreaterThan(13);
  });

  it('has one line for each id', async () => {
    const ids = (await examineWith({})).map((finding) => finding.id);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe('programs', () => {
  it('names the package of a missing program in a line to copy', async () => {
    const finding = about(await examineWith({ ...without('nats-server'), uid: 1000, user: 'ann' }), 'nats');
    expect(finding).toMatchObject({
      level: 'fail',
      found: 'missing',
      remedy: 'sudo apt-get install -y --no-install-recommends nats-server',
      packages: ['nats-server'],
    });
  });

  it('leaves sudo out for root', async () => {
    expect(about(await examineWith(without('qemu-img')), 'qemu-img').remedy).toMatch(/^apt-get install .* qemu-utils$/);
  });

  it('does not ask for nats-server when another one is given', async () => {
    const findings = await examineWith(without('nats-server'), { ownNats: false });
    expect(findings.some((finding) => finding.id === 'nats')).toBe(false);
  });

  it('refuses a QEMU that is too old', async () => {
    const finding = about(await examineWith(saying('qemu-system-x86_64', 'QEMU emulator version 6.2.0')), 'qemu');
    expect(finding).toMatchObject({ level: 'fail', found: '6.2.0', why: '7.2.0 or newer is needed' });
  });

  it('compares versions by number, not by letter', async () => {
    expect(about(await examineWith(saying('qemu-system-x86_64', 'QEMU emulator version 10.0.2')), 'qemu').level).toBe(
      'ok',
    );
    expect(about(await examineWith(saying('nats-server', 'nats-server: v2.10.27')), 'nats').level).toBe('ok');
    expect(about(await examineWith(saying('nats-server', 'nats-server: v2.8.4')), 'nats').level).toBe('fail');
  });

  it('says when a program is there but does not answer', async () => {
    const finding = about(
      await examineWith(saying('qemu-system-x86_64', 'error while loading shared libraries')),
      'qemu',
    );
    expect(finding.level).toBe('fail');
    expect(finding.found).toContain('does not tell its version');
  });

  it('only warns about what a single feature needs', async () => {
    const finding = about(await examineWith(without('xorriso')), 'xorriso');
    expect(finding).toMatchObject({ level: 'warn', packages: ['xorriso'] });
  });

  it('names programs and not apt on a distribution without apt', async () => {
    const files = { ...wholeParts().files, '/etc/os-release': 'PRETTY_NAME="Fedora Linux 43"\nID=fedora\n' };
    const findings = await examineWith({ ...without('nats-server', 'apt-get'), files });
    expect(about(findings, 'system')).toMatchObject({ level: 'warn' });
    expect(about(findings, 'nats').remedy).toContain("with your distribution's package manager");
  });

  it('does not pretend to work on another operating system', async () => {
    expect(about(await examineWith({ platform: 'darwin' }), 'system').level).toBe('fail');
  });

  it('warns of an older Node and fails on one the set-up cannot run under', async () => {
    expect(about(await examineWith({ node: '20.20.2' }), 'node').level).toBe('warn');
    expect(about(await examineWith({ node: '16.20.0' }), 'node').level).toBe('fail');
  });
});

describe('acceleration', () => {
  const filesWithout = (...paths: string[]): Record<string, string> =>
    Object.fromEntries(Object.entries(wholeParts().files).filter(([path]) => !paths.includes(path)));

  it('tells a user who may not open /dev/kvm how to be let in', async () => {
    const finding = about(await examineWith({ denied: ['/dev/kvm'], uid: 1000, user: 'ann' }), 'kvm');
    expect(finding).toMatchObject({ level: 'warn', found: '/dev/kvm is closed to ann' });
    expect(finding.remedy).toContain('sudo usermod -aG kvm ann');
  });

  it('points to the firmware when the processor offers nothing', async () => {
    const finding = about(await examineWith({ files: filesWithout('/dev/kvm') }), 'kvm');
    expect(finding.remedy).toContain('firmware');
  });

  it('points to the module when the processor offers virtualisation', async () => {
    const files = { ...filesWithout('/dev/kvm'), '/proc/cpuinfo': 'flags : fpu vmx sse' };
    expect(about(await examineWith({ files }), 'kvm').remedy).toContain('modprobe');
  });
});

describe('network', () => {
  it('says that NAT networks need root and what is used instead', async () => {
    const finding = about(await examineWith({ uid: 1000, user: 'ann' }), 'nat');
    expect(finding).toMatchObject({ level: 'warn', why: 'NAT networks need root; user-mode networking is used' });
  });

  it('names every missing network program for root', async () => {
    const finding = about(await examineWith(without('nft', 'dnsmasq')), 'nat');
    expect(finding).toMatchObject({ found: 'missing: nft, dnsmasq', packages: ['nftables', 'dnsmasq-base'] });
  });

  it('names the process that took the API port and the next free choice', async () => {
    const finding = about(await examineWith({ taken: { 7080: { pid: 42, name: 'nginx' } } }), 'port');
    expect(finding).toMatchObject({
      level: 'fail',
      found: '7080 is taken by nginx (pid 42)',
      remedy: 'CHRONO_HTTP_PORT=7081 npm start',
    });
  });

  it('does not complain about our own API on the port', async () => {
    const files = { ...wholeParts().files, '/data/chronovisor/run/control.pid': '42\n' };
    const finding = about(await examineWith({ files, taken: { 7080: { pid: 42, name: 'node' } } }), 'port');
    expect(finding).toMatchObject({ level: 'ok', found: '7080 is served by this Chronovisor (pid 42)' });
  });

  it('admits that it cannot name a process of another user', async () => {
    expect(about(await examineWith({ taken: { 7080: undefined } }), 'port').found).toContain('another user');
  });

  it('knows the ports only root may take', async () => {
    expect(about(await examineWith({ uid: 1000 }, { httpPort: 80 }), 'port').found).toContain('EACCES');
  });
});

describe('room', () => {
  it('fails when the data folder cannot be written', async () => {
    const finding = about(await examineWith({ denied: ['/data'], uid: 1000, user: 'ann' }), 'data-dir');
    expect(finding).toMatchObject({ level: 'fail', found: '/data cannot be written by ann' });
  });

  it.each([
    [6 * 1024 ** 3, 'ok'],
    [2 * 1024 ** 3, 'warn'],
    [100 * 1024 ** 2, 'fail'],
    [undefined, 'warn'],
  ])('with %s bytes of free disk it says %s', async (freeDisk, level) => {
    expect(about(await examineWith({ freeDisk }), 'disk').level).toBe(level);
  });

  it.each([
    ['6000000', 'ok'],
    ['700000', 'warn'],
    ['200000', 'fail'],
  ])('with %s kB of free memory it says %s', async (kilobytes, level) => {
    const files = { ...wholeParts().files, '/proc/meminfo': `MemAvailable: ${kilobytes} kB\n` };
    expect(about(await examineWith({ files }), 'memory').level).toBe(level);
  });

  it('believes the limit of its container over the size of the machine', async () => {
    const files = {
      ...wholeParts().files,
      '/sys/fs/cgroup/memory.max': '300000000\n',
      '/sys/fs/cgroup/memory.current': '100000000\n',
    };
    expect(about(await examineWith({ files }), 'memory')).toMatchObject({ level: 'fail', found: '190 MiB' });
  });

  it('doubts a clock that is years behind', async () => {
    expect(about(await examineWith({ clock: 0 }), 'clock').level).toBe('warn');
  });
});

describe('what is shown', () => {
  it('gives the remedy only where something is wrong', async () => {
    const text = toText(await examineWith(without('xorriso')));
    expect(text).toMatch(/^ok {5}system/);
    expect(text.match(/remedy:/g)).toHaveLength(1);
    expect(text).not.toContain('\u001b');
  });

  it('gives programs the findings with a summary', async () => {
    const shown = JSON.parse(toJson(await examineWith(without('xorriso', 'qemu-img')))) as {
      summary: object;
      findings: Finding[];
    };
    expect(shown.summary).toMatchObject({ warn: 1, fail: 1 });
    expect(about(shown.findings, 'qemu-img').level).toBe('fail');
  });

  it('is as bad as its worst line', async () => {
    expect(worst(await examineWith({}))).toBe('ok');
    expect(worst(await examineWith(without('xorriso')))).toBe('warn');
    expect(worst(await examineWith(without('xorriso', 'qemu-img')))).toBe('fail');
  });

  it('asks for exactly the packages that are missing', () => {
    expect(missingPackages(fakeMachine(without('qemu-img', 'nft'))).map((need) => need.package)).toEqual([
      'qemu-utils',
      'nftables',
    ]);
  });
});

describe('settings', () => {
  it('keeps data where the kind of user expects it', () => {
    expect(settingsFrom({}, 0, '/root').dataDir).toBe('/var/lib/chronovisor');
    expect(settingsFrom({}, 1000, '/home/ann').dataDir).toBe('/home/ann/.local/share/chronovisor');
    expect(settingsFrom({ XDG_DATA_HOME: '/x' }, 1000, '/home/ann').dataDir).toBe('/x/chronovisor');
    expect(settingsFrom({ CHRONO_DATA_DIR: '/y' }, 0, '/root').dataDir).toBe('/y');
  });

  it('refuses a port that is none', () => {
    expect(() => settingsFrom({ CHRONO_HTTP_PORT: '70800' }, 0, '/root')).toThrow('CHRONO_HTTP_PORT');
    expect(settingsFrom({ CHRONO_HTTP_PORT: '7099' }, 0, '/root').httpPort).toBe(7099);
  });
});
