import type { CommandEnvelope, HostEnvelope, NicId, Reply } from '@chronovisor/contracts';
import {
  type EventStore,
  type RecordedEvent,
  claimPart,
  createExecutor,
  openMemoryStore,
} from '@chronovisor/event-store';
import { newId } from '@chronovisor/kernel/ids';
import { type RunningTail, createTail } from '@chronovisor/nest';
import { eventually, fakeBus } from '@chronovisor/testing';
import { createDispatcher } from '@chronovisor/saga';
import { createLogger } from '@chronovisor/telemetry';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as say from '../../../test/samples.ts';
import { hostWork } from '../../domain/network/host-work.ts';
import { macOf } from '../../domain/nic/choice.ts';
import { HostsView } from '../../projections/hosts/view.ts';
import { LeasesView } from '../../projections/leases/view.ts';
import { takeCommand } from './commands.controller.ts';
import { Gate } from './gate.ts';
import type { Parts } from './network-commands.ts';
import { recordRefusedWork, seedNetworks } from './own-commands.ts';

const { hostA, networkId } = say;

let store: EventStore;
let tail: RunningTail;
let parts: Parts;
let asked: HostEnvelope[];
let bus: ReturnType<typeof fakeBus>;

const send = (command: unknown): Promise<Reply> => takeCommand(parts, command as CommandEnvelope);
const accepted = async (command: unknown) => {
  const reply = await send(command);
  if (reply.kind !== 'accepted') throw new Error(`${reply.code}: ${reply.message}`);
  return reply;
};
const all = async (): Promise<RecordedEvent[]> => {
  const events: RecordedEvent[] = [];
  for await (const event of store.readAll()) events.push(event);
  return events;
};
const types = async (): Promise<string[]> => (await all()).map(({ type }) => type);

const join = (networks: readonly string[]) =>
  store.append({
    id: newId(),
    writes: [
      {
        stream: `host-${hostA}`,
        expected: 'any',
        events: [
          {
            type: 'compute.HostJoined',
            version: 1,
            meta: {},
            data: { facts: { hostId: hostA, name: 'a', capabilities: { networks } } },
          },
        ],
      },
    ],
  });

/** A host that makes what it is asked for and reports it. */
const serveHost = (answer: (message: HostEnvelope) => Promise<unknown>): void => {
  bus.serveHost(hostA, 'network', async (message) => {
    asked.push(message);
    await answer(message);
    return { kind: 'taken' };
  });
};
const willingHost = (): void =>
  serveHost(async ({ type, data }) => {
    const { request } = data as { request: Parameters<typeof say.recordActive>[1] };
    await send(
      type === 'network.ActivateNetwork' ? say.recordActive(hostA, request) : say.recordInactive(hostA, request),
    );
  });

beforeEach(async () => {
  store = openMemoryStore();
  tail = createTail(store, (fault) => {
    throw fault;
  });
  asked = [];
  bus = fakeBus();
  const [hosts, leases] = [new HostsView(), new LeasesView()];
  parts = { store, executor: createExecutor(store), tail, hosts, leases, gate: new Gate() };
  const dispatcher = createDispatcher({
    bus,
    log: createLogger('test', 'silent'),
    hostWork,
    onRefused: (work, problem) => recordRefusedWork(parts, work as never, problem),
    backoff: { firstMs: 5, maxMs: 20 },
  });
  for (const follower of [hosts, leases, dispatcher]) tail.follow(follower);
  await tail.start();
});

afterEach(async () => {
  await bus.close();
  await tail.close();
  await store.close();
});

const standing = async (subnet: string | null = null): Promise<void> => {
  willingHost();
  await accepted(say.createNetwork({ subnet }));
  await tail.waitFor((await join(['user', 'nat'])).ok ? await store.head() : 0);
  await accepted(say.activateNetwork(hostA));
  await eventually(async () => (await types()).includes('network.NetworkActivated'));
};

describe('a network', () => {
  it('has a name of its own, which is free again when it is gone', async () => {
    await accepted(say.createNetwork());
    const other = { ...say.createNetwork(), data: { ...say.createNetwork().data, networkId: newId() } };
    expect(await send(other)).toMatchObject({ kind: 'refusal', code: 'network.name-taken' });
    await accepted(say.deleteNetwork());
    expect(await send({ ...other, meta: say.metaOf() })).toMatchObject({ kind: 'accepted' });
  });

  it('is activated by the host, and then answers at once with how it stands', async () => {
    await accepted(say.createNetwork());
    expect(await send(say.activateNetwork(hostA))).toMatchObject({ code: 'host.not-found' });
    await join(['user']);
    await tail.waitFor(await store.head());
    expect(await send(say.activateNetwork(hostA))).toMatchObject({ code: 'network.needs-root' });
    await join(['user', 'nat']);
    await tail.waitFor(await store.head());
    const first = say.activateNetwork(hostA);
    expect(await accepted(first)).toMatchObject({ awaits: first.meta.commandId, operationId: first.meta.operationId });
    expect(await accepted(say.activateNetwork(hostA))).toMatchObject({ awaits: first.meta.commandId });
    willingHost();
    await eventually(async () => (await types()).includes('network.NetworkActivated'));
    expect(await accepted(say.activateNetwork(hostA))).toMatchObject({
      awaits: null,
      operationId: null,
      result: say.activation,
    });
  });

  it("whose host says no fails with the host's reason", async () => {
    bus.serveHost(hostA, 'network', async () => ({
      kind: 'refusal',
      code: 'network.host-failed',
      message: 'no tun device',
    }));
    await accepted(say.createNetwork());
    await join(['nat']);
    await tail.waitFor(await store.head());
    await accepted(say.activateNetwork(hostA));
    const failed = await eventually(async () =>
      (await all()).find(({ type }) => type === 'network.NetworkActivationFailed'),
    );
    expect(failed.data).toMatchObject({ problem: { code: 'network.host-failed', message: 'no tun device' } });
  });

  it('goes from its host before it is deleted, and frees its name with that', async () => {
    await standing();
    const remove = say.deleteNetwork();
    expect(await accepted(remove)).toMatchObject({ awaits: remove.meta.commandId });
    await eventually(async () => (await types()).includes('network.NetworkDeleted'));
    expect(asked.map(({ type }) => type)).toEqual(['network.ActivateNetwork', 'network.DeactivateNetwork']);
    expect((await types()).slice(-3)).toEqual([
      'network.NetworkDeactivated',
      'network.NetworkDeleted',
      'claims.Released',
    ]);
  });

  it('with a nic on it stays', async () => {
    await standing();
    await accepted(say.createNic());
    expect(await send(say.deleteNetwork())).toMatchObject({ code: 'network.in-use' });
    await accepted(say.deleteNic());
    expect(await send(say.deleteNetwork())).toMatchObject({ kind: 'accepted' });
  });

  it('deleted while nics arrive either keeps them or has none', async () => {
    await standing();
    for (let round = 0; round < 5; round += 1) {
      const nicId = newId() as NicId;
      const [nic, deletion] = await Promise.all([send(say.createNic({ nicId })), send(say.deleteNetwork())]);
      expect([nic.kind, deletion.kind].toSorted()).toEqual(['accepted', 'refusal']);
      if (deletion.kind === 'accepted') return;
      await accepted(say.deleteNic(nicId));
    }
  });

  it('is refused with a revision that is not its own', async () => {
    await accepted(say.createNetwork());
    const remove = say.deleteNetwork();
    expect(await send({ ...remove, meta: { ...remove.meta, expectedRevision: 7 } })).toMatchObject({
      code: 'revision.stale',
    });
    expect(await send({ ...remove, meta: { ...remove.meta, expectedRevision: 0 } })).toMatchObject({
      kind: 'accepted',
    });
  });
});

describe('a nic', () => {
  it('gets an address and a MAC nobody else has, also when two hundred come at once', async () => {
    await standing();
    const replies = await Promise.all(
      Array.from({ length: 200 }, () => accepted(say.createNic({ nicId: newId() as NicId }))),
    );
    const nics = replies.map(({ result }) => result as { mac: string; address: string });
    expect(new Set(nics.map(({ mac }) => mac)).size).toBe(200);
    expect(new Set(nics.map(({ address }) => address)).size).toBe(200);
    expect(nics.every(({ address }) => address.startsWith('10.177.3.') && address !== '10.177.3.1')).toBe(true);
  });

  it('takes the next address and the next MAC where another writer was quicker', async () => {
    await standing();
    const nicId = newId() as NicId;
    const other = createExecutor(store);
    for (const part of [
      claimPart({ kind: 'address', key: `${networkId}/${hostA}/10.177.3.2`, owner: 'x' }),
      claimPart({ kind: 'mac', key: macOf(nicId, 0), owner: 'x' }),
    ]) {
      await other.execute({ ...part, commandId: newId(), meta: {} });
    }
    const reply = await accepted(say.createNic({ nicId }));
    expect((reply.result as { mac: string }).mac).not.toBe(macOf(nicId, 0));
    expect((reply.result as { address: string }).address).not.toBe('10.177.3.2');
  });

  it("with a MAC of the caller's choice is refused when another has it", async () => {
    await standing();
    const mac = '52:54:00:aa:bb:cc';
    expect((await accepted(say.createNic({ mac }))).result).toMatchObject({ mac });
    expect(await send(say.createNic({ mac, nicId: newId() as NicId }))).toMatchObject({ code: 'nic.mac-taken' });
    await accepted(say.deleteNic());
    expect(await send(say.createNic({ mac, nicId: newId() as NicId }))).toMatchObject({ kind: 'accepted' });
  });

  it('is the same nic when it is asked for again, and claims nothing more', async () => {
    await standing();
    const command = say.createNic();
    const first = await accepted(command);
    const before = await store.head();
    expect((await accepted(command)).result).toEqual(first.result);
    expect((await accepted(say.createNic())).result).toEqual(first.result);
    expect(await store.head()).toBe(before);
  });

  it('finds no room in a full subnet, and room again when one goes', async () => {
    const activation = { ...say.activation, subnet: '10.177.3.0/29' };
    serveHost(async ({ data }) => {
      const report = say.recordActive(hostA, (data as { request: Parameters<typeof say.recordActive>[1] }).request);
      await send({ ...report, data: { ...report.data, activation } });
    });
    await accepted(say.createNetwork());
    await join(['nat']);
    await tail.waitFor(await store.head());
    await accepted(say.activateNetwork(hostA));
    await eventually(async () => (await types()).includes('network.NetworkActivated'));
    const ids = Array.from({ length: 5 }, () => newId() as NicId);
    await Promise.all(ids.map((nicId) => accepted(say.createNic({ nicId }))));
    expect(await send(say.createNic())).toMatchObject({ code: 'network.subnet-full' });
    await accepted(say.deleteNic(ids[2]));
    await tail.waitFor(await store.head());
    expect((await accepted(say.createNic())).result).toMatchObject({
      address: expect.stringMatching(/^10\.177\.3\.[2-6]$/),
    });
  });

  it('on a user network has no address of ours and may have forwards', async () => {
    await accepted(say.createNetwork({ networkKind: 'user' }));
    const forwards = [{ protocol: 'tcp' as const, hostAddress: '127.0.0.1', hostPort: 0, guestPort: 22 }];
    expect((await accepted(say.createNic({ forwards }))).result).toMatchObject({
      kind: 'user',
      address: null,
      forwards,
    });
  });
});

describe('the first networks', () => {
  it('are made once and not again after they were deleted', async () => {
    expect(await seedNetworks(parts)).toEqual([]);
    const made = (await all()).filter(({ type }) => type === 'network.NetworkCreated');
    expect(made.map(({ data }) => data)).toMatchObject([
      { name: 'user', networkKind: 'user' },
      { name: 'default', networkKind: 'nat' },
    ]);
    const remove = say.deleteNetwork();
    await accepted({ ...remove, data: { networkId: made[1]?.stream.replace('network-', '') } });
    const before = await store.head();
    expect(await seedNetworks(parts)).toEqual([]);
    expect(await store.head()).toBe(before);
  });
});
