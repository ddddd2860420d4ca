import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Bus,
  type HostPart,
  createHeartbeatParts,
  createReporter,
  hostClock,
  openNatsBus,
} from '@chronovisor/bus';
import type { NetworkId, Nic, NicId } from '@chronovisor/contracts';
import { newId } from '@chronovisor/kernel/ids';
import { eventually } from '@chronovisor/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startNetworkHost } from '../src/network.host.ts';
import { type Control, log, startControl } from './control.ts';
import { type Namespace, guestOn, namespace } from './namespace.ts';
import * as say from './samples.ts';

const { hostA, vmId } = say;
const closers: (() => Promise<unknown>)[] = [];

describe('with a host', () => {
  let control: Control;
  let own: Namespace;
  let hostBus: Bus;

  const startHost = async (dataDir: string, runDir: string): Promise<HostPart> => {
    const reporter = createReporter({ hostId: hostA, bus: hostBus, clock: hostClock, log });
    const platform = {
      hostId: hostA,
      hostName: 'a',
      sessionId: newId(),
      dataDir,
      bus: hostBus,
      log,
      clock: hostClock,
      report: reporter.report,
      heartbeatParts: createHeartbeatParts(),
    };
    const part = await startNetworkHost(platform, { through: own.through, runDir });
    closers.push(
      () => part.close(),
      async () => reporter.close(),
    );
    return part;
  };
  const joinHost = async (): Promise<void> => {
    const facts = { hostId: hostA, name: 'a', capabilities: { networks: ['user', 'nat'] } };
    const events = [{ type: 'compute.HostJoined', version: 1, data: { facts }, meta: {} }];
    await control.store.append({ id: newId(), writes: [{ stream: `host-${hostA}`, expected: 'any', events }] });
  };

  afterEach(async () => {
    for (const close of closers.splice(0).toReversed()) await close();
  });

  beforeEach(async () => {
    control = await startControl();
    closers.push(() => control.close());
    own = await namespace();
    closers.push(() => own.remove());
    const [dataDir, runDir] = (await Promise.all(
      ['data', 'run'].map((name) => mkdtemp(join(tmpdir(), `chrono-${name}-`))),
    )) as [string, string];
    await chmod(runDir, 0o755);
    closers.push(
      () => rm(dataDir, { recursive: true }),
      () => rm(runDir, { recursive: true }),
    );
    closers.push(async () => {
      for (const pid of await own.pids()) process.kill(pid, 'SIGKILL');
    });
    hostBus = await openNatsBus({ url: control.nats.url, name: 'host', log });
    closers.push(() => hostBus.close());
    await startHost(dataDir, runDir);
    await joinHost();
  });

  it("a vm's nic comes up on the default network, and everything goes when the network goes", async () => {
    const networks = (await control.all()).map(({ data }) => data as { name?: string; networkId: NetworkId });
    const { networkId } = networks.find(({ name }) => name === 'default') ?? { networkId: say.networkId };
    const on = <T extends { data: object }>(command: T): T => ({ ...command, data: { ...command.data, networkId } });

    await eventually(async () => (await control.send(on(say.activateNetwork(hostA)))).kind === 'accepted');
    const { activation } = (await control.seen('network.NetworkActivated')).data as {
      activation: typeof say.activation;
    };
    const nicId = newId() as NicId;
    const nic = (await control.accepted(on(say.createNic({ nicId })))).result as unknown as Nic;
    const { commandId, operationId, correlationId } = say.metaOf();
    const data = {
      vmId,
      networks: [{ networkId, activation: null }],
      nics: [{ nicId, networkId, mac: nic.mac, address: nic.address, hostname: 'web-1' }],
    };
    const plug = await control.bus.host(hostA, {
      type: 'network.PlugNics',
      version: 1,
      data,
      meta: { commandId, operationId, correlationId },
    });
    expect(plug).toMatchObject({
      kind: 'result',
      result: [{ nicId, tap: expect.stringMatching(/^cht[0-9a-f]{12}$/) }],
    });

    const guest = await guestOn(own, activation.bridge);
    closers.push(() => guest.remove());
    expect(await guest.dhcp(nic.mac)).toMatchObject({ address: nic.address, router: activation.gateway });

    expect(await control.send(on(say.deleteNetwork()))).toMatchObject({ code: 'network.in-use' });
    const unplug = {
      type: 'network.UnplugNics',
      version: 1,
      data: { vmId },
      meta: { commandId, operationId, correlationId },
    };
    expect(await control.bus.host(hostA, unplug)).toEqual({ kind: 'result', result: null });
    await control.accepted(say.deleteNic(nicId));
    await control.accepted(on(say.deleteNetwork()));
    await control.seen('network.NetworkDeleted');
    expect((await own.program.run('nft', ['list', 'ruleset'])).trim()).toBe('');
    expect(await own.pids()).toEqual([]);
  });

  it('a network asked for while NATS is away stands soon after it is back', async () => {
    await eventually(async () => (await control.send(say.createNetwork())).kind === 'accepted');
    await control.nats.kill();
    await eventually(() => control.bus.status === 'reconnecting' && hostBus.status === 'reconnecting');
    await control.nats.start();
    await eventually(() => control.bus.status === 'connected' && hostBus.status === 'connected', { withinMs: 15_000 });
    const command = say.activateNetwork(hostA);
    await eventually(async () => (await control.send(command)).kind === 'accepted', { withinMs: 15_000 });
    await control.seen('network.NetworkActivated');
  });
});
