import { chmod, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newId } from '@chronovisor/kernel/ids';
import { afterEach, describe, expect, it } from 'vitest';
import { guestOn, isRoot, namespace } from '../../../test/namespace.ts';
import { liveLink } from '../link/link.live.ts';
import { fakeDnsmasq } from './dnsmasq.fake.ts';
import { liveDnsmasq } from './dnsmasq.live.ts';
import type { Dnsmasq, ServerWanted } from './dnsmasq.port.ts';

interface Opened {
  readonly dnsmasq: Dnsmasq;
  ask(mac: string): Promise<{ readonly address: string; readonly hostname: string } | null>;
  kill(): Promise<void>;
}

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

const server: ServerWanted = {
  networkId: newId(),
  bridge: 'chr0123abcd',
  subnet: '10.177.3.0/24',
  domain: 'blue.internal',
};
const web = { mac: '52:54:00:00:00:02', address: '10.177.3.2', hostname: 'web-1' };
const database = { mac: '52:54:00:00:00:03', address: '10.177.3.3', hostname: 'db-1' };

const openFake = async (): Promise<Opened> => {
  const dnsmasq = fakeDnsmasq();
  return { dnsmasq, ask: (mac) => dnsmasq.ask(server.networkId, mac), kill: () => dnsmasq.kill(server.networkId) };
};

const openLive = async () => {
  const host = await namespace();
  closers.push(() => host.remove());
  const link = liveLink(host.program);
  await link.ensureBridge({ name: server.bridge, address: '10.177.3.1/24', mac: '0a:00:00:00:00:01' });
  const [dataDir, runDir] = [
    await mkdtemp(join(tmpdir(), 'chrono-dns-')),
    await mkdtemp(join(tmpdir(), 'chrono-run-')),
  ];
  await chmod(runDir, 0o755);
  const options = { program: host.program, dataDir, runDir };
  const dnsmasq = liveDnsmasq(options);
  const pid = async () => Number(await readFile(join(dataDir, 'networks', server.networkId, 'dnsmasq.pid'), 'utf8'));
  closers.push(async () => {
    await dnsmasq.stop(server);
    await rm(dataDir, { recursive: true });
    await rm(runDir, { recursive: true });
  });
  const guest = await guestOn(host, server.bridge);
  closers.push(() => guest.remove());
  return {
    dnsmasq,
    options,
    guest,
    host,
    pid,
    ask: guest.dhcp,
    kill: async () => {
      process.kill(await pid(), 'SIGKILL');
      while (await dnsmasq.isAlive(server.networkId)) await new Promise((resolve) => setTimeout(resolve, 5));
    },
  };
};

describe.each<[string, () => Promise<Opened>]>([
  ['fake', openFake],
  ...(isRoot ? [['live', openLive] as [string, typeof openLive]] : []),
])('a %s dnsmasq', (_, open) => {
  it('is not there before it is asked for', async () => {
    expect(await (await open()).dnsmasq.isAlive(server.networkId)).toBe(false);
  });

  it('gives a MAC the address and the name reserved for it', async () => {
    const { dnsmasq, ask } = await open();
    await dnsmasq.ensure(server, [web, database]);
    expect(await ask(web.mac)).toMatchObject({ address: web.address, hostname: web.hostname });
    expect(await ask(database.mac)).toMatchObject({ address: database.address });
  });

  it('gives nothing to a stranger', async () => {
    const { dnsmasq, ask } = await open();
    await dnsmasq.ensure(server, [web]);
    expect(await ask('52:54:00:99:99:99')).toBe(null);
  });

  it('hears of new reservations while it runs', async () => {
    const { dnsmasq, ask } = await open();
    await dnsmasq.ensure(server, []);
    await dnsmasq.ensure(server, [web]);
    expect(await ask(web.mac)).toMatchObject({ address: web.address });
  });

  it("gives an address on to its next owner although the last one's lease still runs", async () => {
    const { dnsmasq, ask } = await open();
    await dnsmasq.ensure(server, [web]);
    expect(await ask(web.mac)).toMatchObject({ address: web.address });
    await dnsmasq.ensure(server, [{ ...database, address: web.address }]);
    expect(await ask(database.mac)).toMatchObject({ address: web.address });
  });

  it('is started again after it died', async () => {
    const { dnsmasq, ask, kill } = await open();
    await dnsmasq.ensure(server, [web]);
    await kill();
    expect(await dnsmasq.isAlive(server.networkId)).toBe(false);
    await dnsmasq.ensure(server, [web]);
    expect(await ask(web.mac)).toMatchObject({ address: web.address });
  });

  it('ends, and is found ended the second time', async () => {
    const { dnsmasq } = await open();
    await dnsmasq.ensure(server, [web]);
    await dnsmasq.stop(server);
    await dnsmasq.stop(server);
    expect(await dnsmasq.isAlive(server.networkId)).toBe(false);
  });
});

describe.runIf(isRoot)('a live dnsmasq', () => {
  it('is one process, and the next host process takes it for its own', async () => {
    const { dnsmasq, options, pid } = await openLive();
    await dnsmasq.ensure(server, [web]);
    const first = await pid();
    await liveDnsmasq(options).ensure(server, [web, database]);
    expect(await pid()).toBe(first);
    await rm(join(options.dataDir, 'networks', server.networkId, 'dnsmasq.json'));
    expect(await liveDnsmasq(options).isAlive(server.networkId)).toBe(true);
  });

  it('never takes a stranger with its pid for itself', async () => {
    const { dnsmasq, options, kill } = await openLive();
    await dnsmasq.ensure(server, [web]);
    await kill();
    const dir = join(options.dataDir, 'networks', server.networkId);
    await writeFile(join(dir, 'dnsmasq.pid'), String(process.pid));
    await writeFile(join(dir, 'dnsmasq.json'), JSON.stringify({ pid: process.pid, startTicks: 1 }));
    expect(await dnsmasq.isAlive(server.networkId)).toBe(false);
    await dnsmasq.stop(server);
  });

  it('tells guests the way out and knows their names', async () => {
    const { dnsmasq, guest } = await openLive();
    await dnsmasq.ensure(server, [web]);
    const given = await guest.dhcp(web.mac);
    expect(given).toMatchObject({ router: '10.177.3.1', dns: '10.177.3.1' });
    await guest.settle(web.address, '10.177.3.1');
    const answer = await guest.program.run('busybox', ['nslookup', 'web-1.blue.internal', '10.177.3.1']);
    expect(answer).toContain('Address: 10.177.3.2');
  });

  it('leaves nothing in the place that everybody may read', async () => {
    const { dnsmasq, options } = await openLive();
    await dnsmasq.ensure(server, [web]);
    expect(await readdir(options.runDir)).toEqual([server.bridge]);
    await dnsmasq.stop(server);
    expect(await readdir(options.runDir)).toEqual([]);
  });

  it('says why it cannot start', async () => {
    const { dnsmasq, options } = await openLive();
    await mkdir(join(options.dataDir, 'networks', server.networkId, 'dnsmasq.log'), { recursive: true });
    await expect(dnsmasq.ensure(server, [])).rejects.toMatchObject({
      code: 'program.failed',
      message: expect.stringContaining('cannot open log'),
    });
  });
});
