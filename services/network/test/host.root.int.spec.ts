import { chmod, mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CommandEnvelope, HostReply, Reply } from '@chronovisor/contracts';
import { type HostPart, type HostPlatform, createHeartbeatParts, createReporter, hostClock } from '@chronovisor/bus';
import { newId } from '@chronovisor/kernel/ids';
import { eventually, fakeBus } from '@chronovisor/testing';
import { createLogger } from '@chronovisor/telemetry';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startNetworkHost } from '../src/network.host.ts';
import { type Guest, type Namespace, guestOn, namespace } from './namespace.ts';
import * as say from './samples.ts';

const { networkId, hostA, vmId } = say;

const closers: (() => Promise<unknown>)[] = [];
let bus: ReturnType<typeof fakeBus>;
/** What control was told. */
let told: CommandEnvelope[];
let controlIsAway: boolean;
let host: Namespace;
let folders: { dataDir: string; runDir: string };
let part: HostPart;

const platform = (): HostPlatform => {
  const log = createLogger('test', 'silent');
  const reporter = createReporter({ hostId: hostA, bus, clock: hostClock, log });
  closers.push(async () => reporter.close());
  return {
    hostId: hostA,
    hostName: 'a',
    sessionId: newId(),
    dataDir: folders.dataDir,
    bus,
    log,
    clock: hostClock,
    report: reporter.report,
    heartbeatParts: createHeartbeatParts(),
  };
};
const start = async (): Promise<void> => {
  part = await startNetworkHost(platform(), { through: host.through, runDir: folders.runDir, lookEveryMs: 100 });
};

const ask = async (type: string, data: object): Promise<HostReply> => {
  const { commandId, operationId, correlationId } = say.metaOf();
  return bus.host(hostA, { type, version: 1, data, meta: { commandId, operationId, correlationId } });
};
const result = async <T>(type: string, data: object): Promise<T> => {
  const reply = await ask(type, data);
  if (reply.kind !== 'result') throw new Error(JSON.stringify(reply));
  return reply.result as T;
};
/** Sends work and waits for what is reported about it. */
const work = async (type: string, data: object): Promise<CommandEnvelope> => {
  const request = say.requestIn(say.metaOf());
  expect(await ask(type, { ...data, request })).toEqual({ kind: 'taken' });
  return eventually(
    () => told.find((one) => (one.data as { request: typeof request }).request.commandId === request.commandId),
    { withinMs: 15_000 },
  );
};
const activate = async (subnet: string | null = null) => {
  const report = await work('network.ActivateNetwork', { networkId, name: 'blue', subnet });
  expect(report.type).toBe('network.RecordNetworkActive');
  return (report.data as { activation: typeof say.activation }).activation;
};
const deactivate = () => work('network.DeactivateNetwork', { networkId });
const guest = async (bridge: string): Promise<Guest> => {
  const one = await guestOn(host, bridge);
  closers.push(() => one.remove());
  return one;
};
const plugOf = (activation: typeof say.activation, last: number) => ({
  vmId,
  networks: [{ networkId, activation }],
  nics: [
    {
      nicId: newId(),
      networkId,
      mac: '52:54:00:00:00:02',
      address: activation.gateway.replace(/\d+$/, String(last)),
      hostname: 'web-1',
    },
  ],
});

/** Left out are programs that are looking at something this very moment. */
const servers = async (): Promise<number[]> => {
  const pids = await host.pids();
  const names = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '')));
  return pids.filter((_, index) => names[index] === 'dnsmasq\n');
};

/** All that could be left on the machine. */
const traces = async () => ({
  links: (JSON.parse(await host.program.run('ip', ['-json', 'link'])) as { ifname: string }[]).map(
    ({ ifname }) => ifname,
  ),
  rules: (await host.program.run('nft', ['list', 'ruleset']))
    .split(/^(?=table )/m)
    .map((table) => table.trim())
    .filter(Boolean)
    .toSorted(),
  forwarding: (await host.program.run('cat', ['/proc/sys/net/ipv4/ip_forward'])).trim(),
  servers: await servers(),
  files: [
    await readdir(folders.runDir),
    await readdir(join(folders.dataDir, 'networks')).catch(() => []),
    await readdir(join(folders.dataDir, 'taps')).catch(() => []),
  ],
});

describe('the network part of a host', () => {
  beforeEach(async () => {
    [bus, told, controlIsAway] = [fakeBus(), [], false];
    host = await namespace();
    folders = {
      dataDir: await mkdtemp(join(tmpdir(), 'chrono-net-')),
      runDir: await mkdtemp(join(tmpdir(), 'chrono-run-')),
    };
    await chmod(folders.runDir, 0o755);
    bus.serveCommands('network', async (command): Promise<Reply> => {
      if (controlIsAway) return { kind: 'fault', code: 'bus.unavailable', message: 'away', retry: 'later' };
      told.push(command);
      return { kind: 'accepted', position: 1, revision: 1, duplicate: false, awaits: null, operationId: null };
    });
    await start();
  });

  afterEach(async () => {
    await part.close();
    for (const pid of await servers()) process.kill(pid, 'SIGKILL');
    for (const close of closers.splice(0).toReversed()) await close();
    await bus.close();
    await host.remove();
    for (const folder of Object.values(folders)) await rm(folder, { recursive: true });
  });

  it("makes a network on which a guest gets its address and reaches the outside by the host's", async () => {
    const outside = await namespace();
    closers.push(() => outside.remove());
    await host.program.run('ip', ['link', 'add', 'up0', 'type', 'veth', 'peer', 'name', 'eth0', 'netns', outside.name]);
    await host.program.run('ip', ['address', 'add', '192.0.2.1/24', 'dev', 'up0']);
    await host.program.run('ip', ['link', 'set', 'dev', 'up0', 'up']);
    await outside.program.run('ip', ['address', 'add', '192.0.2.9/24', 'dev', 'eth0']);
    await outside.program.run('ip', ['link', 'set', 'dev', 'eth0', 'up']);
    const activation = await activate();
    const plug = plugOf(activation, 7);
    const [tap] = await result<{ tap: string }[]>('network.PlugNics', plug);
    expect((await traces()).links).toContain(tap?.tap);
    const one = await guest(activation.bridge);
    const given = await one.dhcp('52:54:00:00:00:02');
    expect(given).toMatchObject({ address: plug.nics[0]?.address, router: activation.gateway, hostname: 'web-1' });
    await one.settle(given?.address ?? '', given?.router ?? '');
    // The outside has no route to the guest, so an answer comes only to the host's own address.
    expect(await one.program.run('busybox', ['ping', '-c', '1', '-W', '5', '192.0.2.9'])).toContain(
      '1 packets received',
    );
    await outside.program.run('ip', ['route', 'add', activation.subnet, 'via', '192.0.2.1']);
    await expect(
      outside.program.run('busybox', ['ping', '-c', '1', '-W', '1', given?.address ?? '']),
    ).rejects.toMatchObject({ code: 'program.failed' });
  });

  it('leaves no trace of a network that is deleted', async () => {
    const before = await traces();
    const activation = await activate();
    await result('network.PlugNics', plugOf(activation, 7));
    expect((await deactivate()).data).toMatchObject({ problem: { code: 'network.in-use' } });
    await result('network.UnplugNics', { vmId });
    expect(await deactivate()).toMatchObject({ type: 'network.RecordNetworkInactive' });
    expect(await traces()).toEqual(before);
  });

  it('keeps two networks apart', async () => {
    const first = await activate();
    const other = newId();
    const second = (await work('network.ActivateNetwork', { networkId: other, name: 'red', subnet: '10.50.0.0/24' }))
      .data as { activation: typeof first };
    const [one, two] = [await guest(first.bridge), await guest(second.activation.bridge)];
    await one.settle(first.gateway.replace(/\d+$/, '9'), first.gateway);
    await two.settle('10.50.0.9', '10.50.0.1');
    expect(await one.program.run('busybox', ['ping', '-c', '1', '-W', '5', first.gateway])).toContain(
      '1 packets received',
    );
    await expect(one.program.run('busybox', ['ping', '-c', '1', '-W', '1', '10.50.0.9'])).rejects.toMatchObject({
      code: 'program.failed',
    });
  });

  it('says which route is in the way of a subnet', async () => {
    await host.program.run('ip', ['link', 'add', 'other0', 'type', 'bridge']);
    await host.program.run('ip', ['address', 'add', '10.60.0.1/16', 'dev', 'other0']);
    await host.program.run('ip', ['link', 'set', 'dev', 'other0', 'up']);
    const before = await traces();
    const report = await work('network.ActivateNetwork', { networkId, name: 'blue', subnet: '10.60.7.0/24' });
    expect(report).toMatchObject({
      type: 'network.RecordNetworkFailed',
      data: { problem: { code: 'network.subnet-overlaps', message: expect.stringContaining('other0') } },
    });
    expect(await traces()).toEqual(before);
  });

  it('starts a DHCP server again that has died', async () => {
    const activation = await activate();
    await result('network.PlugNics', plugOf(activation, 7));
    const [pid = 0] = await servers();
    process.kill(pid, 'SIGKILL');
    await eventually(async () => (await servers()).some((other) => other !== pid), { withinMs: 10_000 });
    const one = await guest(activation.bridge);
    expect(await one.dhcp('52:54:00:00:00:02')).toMatchObject({ address: activation.gateway.replace(/\d+$/, '7') });
  });

  it('restarted finds all it made, and makes nothing twice', async () => {
    const activation = await activate();
    const plug = plugOf(activation, 7);
    const taps = await result('network.PlugNics', plug);
    const before = await traces();
    await part.close();
    await start();
    expect(await traces()).toEqual(before);
    expect(await result('network.PlugNics', plug)).toEqual(taps);
    expect(await activate()).toEqual(activation);
    expect(await traces()).toEqual(before);
    expect(await result('network.SweepTaps', { running: [vmId] })).toEqual([]);
    expect(await result('network.SweepTaps', { running: [] })).toEqual([{ vmId, taps }]);
    expect(await result('network.SweepTaps', { running: [] })).toEqual([]);
  });

  it('restarted on a machine that was restarted as well makes its networks again', async () => {
    const activation = await activate();
    await part.close();
    for (const pid of await servers()) process.kill(pid, 'SIGKILL');
    await host.program.run('ip', ['link', 'delete', 'dev', activation.bridge]);
    await host.program.run('nft', ['flush', 'ruleset']);
    await host.program.run('tee', ['/proc/sys/net/ipv4/ip_forward'], '0\n');
    await start();
    expect(await traces()).toMatchObject({
      forwarding: '1',
      links: expect.arrayContaining([activation.bridge]),
      rules: expect.arrayContaining([expect.stringContaining('masquerade')]),
    });
    expect((await traces()).servers).toHaveLength(1);
    expect(await deactivate()).toMatchObject({ type: 'network.RecordNetworkInactive' });
    expect(await traces()).toMatchObject({ forwarding: '0', rules: [] });
  });

  it('repeats its report until control has answered, and goes on serving meanwhile', async () => {
    controlIsAway = true;
    const request = say.requestIn(say.metaOf());
    const data = { networkId, name: 'blue', subnet: null, request };
    expect(await ask('network.ActivateNetwork', data)).toEqual({ kind: 'taken' });
    expect(await ask('network.ActivateNetwork', data)).toEqual({ kind: 'taken' });
    expect(await result('network.SweepTaps', { running: [] })).toEqual([]);
    controlIsAway = false;
    await eventually(() => told.length > 0, { withinMs: 10_000 });
    expect(told).toHaveLength(1);
  });

  it("writes its server's log into its own folder", async () => {
    await activate();
    expect(await readFile(join(folders.dataDir, 'networks', networkId, 'dnsmasq.log'), 'utf8')).toContain(
      'static leases only',
    );
  });
});
