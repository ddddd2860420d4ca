/** Commands that last: logs, console, events; and pictures. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { startBed, type Bed } from '../../../services/gateway/test/bed.ts';
import { LittleCompute, LittleHost } from '../../../services/gateway/test/little-services.ts';
import { putHost, putWorld, sampleHost } from '../../../services/gateway/test/samples.ts';
import { startRelay } from './relay.ts';
import { shellAt, until, type Ended } from './shell.ts';

let bed: Bed;
let compute: LittleCompute;
let host: LittleHost;

beforeEach(async () => {
  bed = await startBed();
  const world = await putWorld(bed.recorder);
  compute = new LittleCompute(bed.far, bed.recorder);
  host = new LittleHost(bed.far, world.host.hostId);
});
afterEach(() => bed.stop());

const { said, begin } = shellAt(() => ({ CHRONO_URL: bed.url, CHRONO_TOKEN: bed.token }));

/** Starts that are asked for come up. */
const running = async (line: string): Promise<Ended> => {
  const command = begin(line);
  let isOver = false;
  const ended = command.ended.finally(() => (isOver = true));
  await until(async () => {
    await compute.finishStarts();
    expect(isOver).toBe(true);
  });
  return ended;
};

const namesIn = (lines: string): readonly string[] =>
  lines
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => (JSON.parse(line) as { data: { name: string } }).data.name);

describe('logs', () => {
  beforeEach(() => said('vm create web-1 -q'));

  it('are the bytes of the guest to a pipe, and harmless to a terminal', async () => {
    host.serial = Buffer.from('\u001b[2JSeaBIOS\r\n@@READY\r\n');
    expect((await said('logs web-1')).out).toBe('\u001b[2JSeaBIOS\r\n@@READY\r\n');
    expect((await said('vm logs web-1', { tty: { stdout: true } })).out).toBe('SeaBIOS\r\n@@READY\r\n');
    expect((await said('vm logs web-1 --tail 1')).out).toBe('@@READY\r\n');
  });

  it('are followed until Ctrl-C', async () => {
    host.serial = Buffer.from('one\n');
    const command = begin('logs -f web-1');
    await until(() => expect(command.out()).toBe('one\n'));
    host.serial = Buffer.from('one\ntwo\n');
    await until(() => expect(command.out()).toBe('one\ntwo\n'));
    command.interrupt();
    expect((await command.ended).exit).toBe(130);
    // Lets the gateway's last question to the host come back, which it waits for when it stops.
    host.serial = Buffer.from('one\ntwo\nthree\n');
  });

  it('of a vm that is not there end with 3', async () => {
    expect((await said('logs wbe-1')).err).toContain('did you mean web-1?');
  });
});

describe('console', () => {
  beforeEach(() => said('vm create web-1 -q').then(() => running('vm start web-1')));

  it('types what a pipe holds and ends when the guest has answered', async () => {
    const { exit, out, err } = await said('console web-1 --linger 200ms', { stdin: 'uname -a\n' });
    expect([exit, out, err]).toEqual([0, 'UNAME -A\n', 'connected to web-1\n']);
  });

  it('keeps what is typed while the host still opens the line', async () => {
    const slow = sampleHost('slow');
    await putHost(bed.recorder, slow);
    const opened = Promise.withResolvers<void>();
    bed.far.serveHost(slow.hostId, 'compute', async (message) => {
      await opened.promise;
      const { sessionId } = message.data as { sessionId: string };
      bed.far.subscribe(`console.${sessionId}.in`, (typed) => bed.far.publish(`console.${sessionId}.out`, typed));
      return { kind: 'result', result: { offset: 0 } };
    });
    await said('vm create far-1 -q --host slow');
    await running('vm start far-1');
    const command = begin('console far-1 --linger 2s', { stdin: 'first\nsecond\n' });
    await until(() => expect(command.err()).toContain('connected'));
    await new Promise((resolve) => setTimeout(resolve, 100));
    opened.resolve();
    expect((await command.ended).out).toBe('first\nsecond\n');
  });

  it('is a raw terminal until Ctrl-]', async () => {
    const command = begin('console web-1', { tty: { stdin: true, stdout: true } });
    await until(() => expect(command.err()).toContain('leave with Ctrl-]'));
    await until(() => expect(host.consoles).toHaveLength(1));
    command.stdin.write('ls\r');
    await until(() => expect(command.out()).toBe('LS\r'));
    expect(command.stdin.rawModes).toEqual([true]);
    command.stdin.write(Buffer.from([0x03]));
    await until(() => expect(command.out()).toBe('LS\r\u0003'));
    command.stdin.write(Buffer.from([0x78, 0x1d, 0x79]));
    const { exit, err } = await command.ended;
    expect(exit).toBe(0);
    expect(err).toContain('left web-1; it goes on');
    expect(command.stdin.rawModes).toEqual([true, false]);
  });

  it('of a vm that is not there ends with 3, with a wrong token with 4', async () => {
    expect((await said('console web-9')).exit).toBe(3);
    expect((await said('console web-1', { env: { CHRONO_TOKEN: 'x'.repeat(43) } })).exit).toBe(4);
  });

  it('that the gateway cuts ends with 1', async () => {
    const command = begin('console web-1', { tty: { stdin: true, stdout: true } });
    await until(() => expect(host.consoles).toHaveLength(1));
    const again = await bed.restart();
    const { exit } = await command.ended;
    bed = again;
    expect(exit).toBe(1);
    expect(command.stdin.rawModes).toEqual([true, false]);
  });
});

describe('events', () => {
  it('are a page of the latest', async () => {
    await said('vm create web-1 -q');
    expect((await said('events --types vm.created --columns type,actorid --no-headers')).out).toMatch(
      /^vm\.created\s+\w+\n$/,
    );
    expect((await said('event list -n 1 -o ndjson')).out.trim().split('\n')).toHaveLength(1);
  });

  it('are followed through a restart of the API, none twice and none missed', async () => {
    const relay = await startRelay(bed.url);
    try {
      const command = begin('events -f --types vm.created --after 0 -o ndjson', { env: { CHRONO_URL: relay.url } });
      await said('vm create web-1 -q');
      await until(() => expect(namesIn(command.out())).toEqual(['web-1']));
      relay.lead(null);
      relay.cut();
      await said('vm create web-2 -q');
      relay.lead(bed.url);
      await until(() => expect(namesIn(command.out())).toEqual(['web-1', 'web-2']));
      command.interrupt();
      expect((await command.ended).exit).toBe(130);
    } finally {
      await relay.stop();
    }
  });
});

describe('screenshot', () => {
  it('goes to a file, and never over one unasked', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'chrono-screen-'));
    try {
      await said('vm create web-1 -q');
      await running('vm start web-1');
      const file = join(folder, 'screen.png');
      expect(await said(`vm screenshot web-1 ${file}`)).toEqual({ exit: 0, out: `${file}\n`, err: '' });
      expect(await readFile(file, 'utf8')).toBe('PNG');
      expect((await said(`vm screenshot web-1 ${file}`)).exit).toBe(2);
      expect((await said('vm screenshot web-1 -')).out).toBe('PNG');
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
