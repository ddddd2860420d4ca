/** What the house relies on in a bus, held against the fake one and against NATS. */
import { type Bus, openNatsBus } from '@chronovisor/bus';
import type { CommandEnvelope, HostEnvelope, Reply } from '@chronovisor/contracts';
import { newId } from '@chronovisor/kernel/ids';
import { createLogger } from '@chronovisor/telemetry';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { eventually, fakeNetwork, temporaryNats, type TemporaryNats } from './index.ts';

const log = createLogger('test', 'silent');
const accepted: Reply = {
  kind: 'accepted',
  position: 7,
  revision: 0,
  duplicate: false,
  awaits: null,
  operationId: null,
};
const id = newId as () => never;

const startVm = (): CommandEnvelope => {
  const commandId = id();
  const actor = { kind: 'user', id: 'admin' } as const;
  const meta = { commandId, operationId: commandId, correlationId: 'c', actor, at: '2026-01-01T00:00:00.000Z' };
  return { type: 'compute.StartVm', version: 1, data: { vmId: newId() }, meta };
};
const reportAll = (): HostEnvelope => ({
  type: 'compute.ReportAll',
  version: 1,
  data: {},
  meta: { commandId: id(), operationId: id(), correlationId: 'c' },
});

let nats: TemporaryNats;
let network = fakeNetwork();
const open: Bus[] = [];

beforeAll(async () => {
  nats = await temporaryNats();
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((bus) => bus.close()));
  network = fakeNetwork();
});
afterAll(() => nats.stop());

const kept = (bus: Bus): Bus => {
  open.push(bus);
  return bus;
};

describe.each([
  ['fake', async () => kept(network.connect())],
  ['NATS', async () => kept(await openNatsBus({ url: nats.url, name: 'test', log }))],
])('%s bus', (_, connect) => {
  it('carries a command to one process of the service, and the answer back', async () => {
    const [asking, first, second] = [await connect(), await connect(), await connect()];
    const seen: unknown[] = [];
    for (const bus of [first, second]) {
      bus.serveCommands('compute', async (command) => {
        seen.push(command);
        return accepted;
      });
    }
    await eventually(async () => (await asking.command(startVm())).kind === 'accepted');
    seen.length = 0;
    const commands = Array.from({ length: 20 }, startVm);
    expect(await Promise.all(commands.map((command) => asking.command(command)))).toEqual(commands.map(() => accepted));
    expect(seen).toHaveLength(20);
    expect(new Set(seen)).toEqual(new Set(commands));
  });

  it('carries host messages to their host only', async () => {
    const bus = await connect();
    const [here, there] = [newId(), newId()];
    bus.serveHost(here, 'compute', async () => ({ kind: 'result', result: 'here' }));
    expect(await bus.host(here, reportAll())).toEqual({ kind: 'result', result: 'here' });
    expect(await bus.host(there, reportAll())).toMatchObject({
      kind: 'fault',
      code: 'bus.no-responders',
      retry: 'later',
    });
  });

  it('says at once that nobody answers, also after the service has closed', async () => {
    const bus = await connect();
    expect(await bus.command(startVm())).toMatchObject({ kind: 'fault', code: 'bus.no-responders', retry: 'later' });
    const service = bus.serveCommands('compute', async () => accepted);
    expect(await bus.command(startVm())).toEqual(accepted);
    await service.close();
    expect(await bus.command(startVm())).toMatchObject({ kind: 'fault', code: 'bus.no-responders' });
  });

  it('says when an answer takes too long', async () => {
    const bus = await connect();
    const late = Promise.withResolvers<Reply>();
    bus.serveCommands('compute', () => late.promise);
    const answer = await bus.command(startVm(), { timeoutMs: 20 });
    late.resolve(accepted);
    expect(answer).toMatchObject({ kind: 'fault', code: 'bus.timeout', retry: 'later' });
  });

  it('refuses what does not fit the contract before the handler sees it', async () => {
    const bus = await connect();
    bus.serveCommands('compute', async () => accepted);
    const wrong = { ...startVm(), data: { vmId: 'x' } };
    expect(await bus.command(wrong)).toMatchObject({ code: 'message.invalid', errors: [{ pointer: '/vmId' }] });
    expect(await bus.command({ ...startVm(), type: 'compute.Nothing' })).toMatchObject({ code: 'message.invalid' });
  });

  it('answers for a handler that throws', async () => {
    const bus = await connect();
    bus.serveCommands('compute', () => Promise.reject(new Error('boom')));
    expect(await bus.command(startVm())).toMatchObject({ kind: 'fault', code: 'internal.bug', retry: 'look-first' });
  });

  it('publishes to everyone who subscribes, by wildcards too', async () => {
    const bus = await connect();
    const seen: string[] = [];
    bus.subscribe('heartbeat.*', (payload, subject) => seen.push(`${subject} ${new TextDecoder().decode(payload)}`));
    bus.subscribe('heartbeat.>', (_payload, subject) => seen.push(`all ${subject}`));
    bus.publish('heartbeat.a', new TextEncoder().encode('1'));
    bus.publish('heartbeat.a.b', new TextEncoder().encode('2'));
    await eventually(() => seen.length === 3);
    expect(seen.toSorted()).toEqual(['all heartbeat.a', 'all heartbeat.a.b', 'heartbeat.a 1']);
  });

  it('finishes what it handles before its service is closed', async () => {
    const bus = await connect();
    const asking = await connect();
    const [taken, gate] = [Promise.withResolvers<void>(), Promise.withResolvers<Reply>()];
    const service = bus.serveCommands('compute', () => {
      taken.resolve();
      return gate.promise;
    });
    const answer = eventually(async () => {
      const reply = await asking.command(startVm());
      return reply.kind === 'accepted' && reply;
    });
    await taken.promise;
    const closing = service.close();
    gate.resolve(accepted);
    await closing;
    expect(await answer).toEqual(accepted);
  });

  it('tells its status', async () => {
    const bus = await connect();
    const statuses: string[] = [];
    bus.onStatus((status) => statuses.push(status));
    await bus.close();
    await eventually(() => bus.status === 'closed');
    expect(statuses).toEqual(['connected', 'closed']);
  });
});

describe('the accidents of the fake network', () => {
  it('loses an answer after the work is done', async () => {
    const bus = kept(network.connect());
    let done = 0;
    bus.serveCommands('compute', async () => ({ ...accepted, position: (done += 1) }));
    network.loseAnswers(1);
    expect(await bus.command(startVm(), { timeoutMs: 20 })).toMatchObject({ code: 'bus.timeout' });
    expect(await bus.command(startVm())).toMatchObject({ position: 2 });
  });

  it('delivers more than once', async () => {
    const bus = kept(network.connect());
    let done = 0;
    bus.serveCommands('compute', async () => ({ ...accepted, position: (done += 1) }));
    network.deliverTimes(2);
    expect(await bus.command(startVm())).toMatchObject({ kind: 'accepted' });
    await eventually(() => done === 2);
  });

  it('lets nothing through a cut cable', async () => {
    const [here, there] = [kept(network.connect()), network.connect()];
    kept(there);
    there.serveCommands('compute', async () => accepted);
    there.disconnect();
    expect(there.status).toBe('reconnecting');
    expect(await here.command(startVm())).toMatchObject({ code: 'bus.no-responders' });
    expect(await there.command(startVm())).toMatchObject({ code: 'bus.unavailable' });
    there.reconnect();
    expect(await here.command(startVm())).toEqual(accepted);
  });
});
