import { chmod, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { database, server, specifyDnsmasq, web } from '../../../test/dnsmasq-contract.ts';
import { guestOn, ownNamespace } from '../../../test/namespace.ts';
import { liveLink } from '../link/link.live.ts';
import { liveDnsmasq } from './dnsmasq.live.ts';

const openLive = async () => {
  const host = await ownNamespace();
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
  onTestFinished(async () => {
    await dnsmasq.stop(server);
    await rm(dataDir, { recursive: true });
    await rm(runDir, { recursive: true });
  });
  const guest = await guestOn(host, server.bridge);
  onTestFinished(() => guest.remove());
  return {
    dnsmasq,
    options,
    guest,
    pid,
    ask: guest.dhcp,
    kill: async () => {
      process.kill(await pid(), 'SIGKILL');
      while (await dnsmasq.isAlive(server.networkId)) await new Promise((resolve) => setTimeout(resolve, 5));
    },
  };
};

specifyDnsmasq('live', openLive);

describe('a live dnsmasq', () => {
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
