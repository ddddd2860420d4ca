/** The dispatcher between a log and hosts that come, go, refuse and forget. */
import type { HostEnvelope, HostReply, Problem } from '@chronovisor/contracts';
import { type EventStore, openMemoryStore } from '@chronovisor/event-store';
import type { Json } from '@chronovisor/kernel';
import { newId } from '@chronovisor/kernel/ids';
import { createLogger } from '@chronovisor/telemetry';
import { fakeNetwork, type FollowedLog, followLog, manualClock, settle } from '@chronovisor/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createDispatcher, type Dispatcher, type HostWork, type HostWorkOf } from './index.ts';

const hostId = newId();
const vmId = newId();
const log = createLogger('test', 'silent');
const taken: HostReply = { kind: 'taken' };

/** Stops of vms are host work; the intents name the host. */
const stopWork: HostWorkOf = (event) => {
  if (event.type !== 'compute.VmStopRequested') return null;
  const { request, ...data } = event.data as never as {
    request: HostWork['request'];
    hostId: string;
    generation: number;
  };
  return { hostId: data.hostId, type: 'compute.StopVm', data: { vmId, generation: data.generation, request }, request };
};

let store: EventStore;
let clock = manualClock();
let network = fakeNetwork();
let dispatcher: Dispatcher;
let tail: FollowedLog;
let refused: [HostWork, Problem][] = [];
let recordRefusal: () => Promise<void> = async () => {};

const record = async (type: string, data: Json, meta: Record<string, string> = {}): Promise<void> => {
  const events = [{ type, version: 1, data, meta: { correlationId: 'c', ...meta } }];
  await store.append({ id: newId(), writes: [{ stream: 'vm-1', expected: 'any', events }] });
};
const requested = async (on = hostId): Promise<string> => {
  const commandId = newId();
  const request = { operationId: commandId, commandId };
  await record('compute.VmStopRequested', { vmId, hostId: on, generation: 1, request }, { traceparent: '00-1-2-01' });
  return commandId;
};
const stopped = (commandId: string | null): Promise<void> => {
  const request = commandId === null ? null : { operationId: commandId, commandId };
  return record('compute.VmStopped', { vmId, reason: 'stop-requested', exit: null, request });
};
const joined = (): Promise<void> => record('compute.HostJoined', { facts: { hostId } });

const startDispatcher = (): void => {
  dispatcher = createDispatcher({
    bus: network.connect(),
    log,
    clock,
    random: () => 1,
    hostWork: stopWork,
    onRefused: async (work, problem) => {
      refused.push([work, problem]);
      await recordRefusal();
    },
  });
  tail = followLog(store, dispatcher);
};
const stopDispatcher = async (): Promise<void> => {
  await tail.close();
  await dispatcher.close();
};
const inStep = async (): Promise<void> => {
  await tail.inStep();
  await settle();
};

/** A host that answers as told and keeps what it was sent. */
const host = (answer: (message: HostEnvelope) => HostReply | Promise<HostReply> = () => taken) => {
  const seen: HostEnvelope[] = [];
  const bus = network.connect();
  const serving = bus.serveHost(hostId, 'compute', async (message) => {
    seen.push(message);
    return answer(message);
  });
  return { seen, leave: () => serving.close(), ids: () => seen.map(({ meta }) => meta.commandId) };
};

beforeEach(() => {
  store = openMemoryStore();
  clock = manualClock();
  network = fakeNetwork({ after: clock.after });
  refused = [];
  recordRefusal = async () => {};
});
afterEach(async () => {
  await stopDispatcher();
  await store.close();
});

describe('the dispatcher', () => {
  it('sends each intent to its host once, with the ids of its request and the trace', async () => {
    const { seen } = host();
    startDispatcher();
    const commandId = await requested();
    await inStep();
    expect(seen).toEqual([
      {
        type: 'compute.StopVm',
        version: 1,
        data: { vmId, generation: 1, request: { operationId: commandId, commandId } },
        meta: { operationId: commandId, commandId, correlationId: 'c', traceparent: '00-1-2-01' },
      },
    ]);
    expect(dispatcher.pending).toBe(1);
    await stopped(commandId);
    await clock.advance(600_000);
    expect(seen).toHaveLength(1);
    expect(dispatcher.pending).toBe(0);
    expect(clock.waiting).toBe(0);
  });

  it('sends nothing of what the log shows as ended, and all of what it shows as open', async () => {
    const { ids } = host();
    await stopped(await requested());
    const open = await requested();
    await stopped(null);
    startDispatcher();
    await inStep();
    expect(ids()).toEqual([open]);
  });

  it('asks an absent host again, ever more rarely, and at once when it joins', async () => {
    startDispatcher();
    const commandId = await requested();
    await inStep();
    const waits: (number | null)[] = [];
    for (let turn = 0; turn < 7; turn += 1) {
      waits.push(clock.next);
      await clock.advance(clock.next ?? 0);
    }
    expect(waits).toEqual([200, 400, 800, 1_600, 3_200, 5_000, 5_000]);
    const { ids } = host();
    await joined();
    await inStep();
    expect(ids()).toEqual([commandId]);
  });

  it('sends open work again to a host that was started again, though the last one had taken it', async () => {
    const { ids } = host();
    startDispatcher();
    const commandId = await requested();
    await inStep();
    await joined();
    await inStep();
    expect(ids()).toEqual([commandId, commandId]);
  });

  it('asks a host that took the work and then said nothing', async () => {
    const { ids } = host();
    startDispatcher();
    const commandId = await requested();
    await inStep();
    await clock.advance(29_999);
    expect(ids()).toEqual([commandId]);
    await clock.advance(1);
    expect(ids()).toEqual([commandId, commandId]);
  });

  it('has one message of each intent under way, and repeats it after a join in the middle', async () => {
    const gate = Promise.withResolvers<HostReply>();
    const { ids } = host(() => gate.promise);
    startDispatcher();
    const commandId = await requested();
    await inStep();
    await joined();
    await joined();
    await inStep();
    expect(ids()).toEqual([commandId]);
    gate.resolve(taken);
    await inStep();
    expect(ids()).toEqual([commandId, commandId]);
  });

  it('hands a refusal over to be recorded, again while it is not', async () => {
    host(() => ({ kind: 'refusal', code: 'vm.stale-generation', message: 'old', hint: 'Ask again.' }));
    let tries = 0;
    recordRefusal = async () => {
      tries += 1;
      if (tries === 1) throw new Error('the store is away');
    };
    startDispatcher();
    const commandId = await requested();
    await inStep();
    expect(refused).toHaveLength(1);
    await clock.advance(200);
    expect(refused).toHaveLength(2);
    expect(refused[1]?.[0].request.commandId).toBe(commandId);
    expect(refused[1]?.[1]).toEqual({ code: 'vm.stale-generation', message: 'old', hint: 'Ask again.' });
    await record('compute.VmStopFailed', {
      vmId,
      problem: refused[1]![1] as never,
      request: { operationId: commandId, commandId },
    });
    await clock.advance(600_000);
    expect(refused).toHaveLength(2);
  });

  it('takes a fault for a refusal only when it will never pass', async () => {
    const faults: HostReply[] = (['later', 'look-first', 'never'] as const).map((retry) => ({
      kind: 'fault',
      code: `host.${retry}`,
      message: 'no',
      retry,
    }));
    const { seen } = host(() => faults.shift() ?? taken);
    startDispatcher();
    await requested();
    await inStep();
    await clock.advance(200);
    expect([seen.length, refused.length]).toEqual([2, 0]);
    await clock.advance(400);
    expect(refused.map(([, problem]) => problem.code)).toEqual(['host.never']);
  });

  it('asks again when an answer got lost', async () => {
    const { ids } = host();
    network.loseAnswers(1);
    startDispatcher();
    const commandId = await requested();
    await inStep();
    await clock.advance(5_000 + 200);
    expect(ids()).toEqual([commandId, commandId]);
  });

  it('spreads one intent over several hosts', async () => {
    const other = newId();
    const seen: string[] = [];
    for (const id of [hostId, other]) {
      network.connect().serveHost(id, 'network', async () => {
        seen.push(id);
        return taken;
      });
    }
    const everywhere: HostWorkOf = (event) => {
      if (event.type !== 'network.NetworkDeletionRequested') return null;
      const { request, networkId } = event.data as never as { request: HostWork['request']; networkId: string };
      const data = { networkId, request };
      return [hostId, other].map((id) => ({ hostId: id, type: 'network.DeactivateNetwork', data, request }));
    };
    dispatcher = createDispatcher({
      bus: network.connect(),
      log,
      clock,
      hostWork: [stopWork, everywhere],
      onRefused: async () => {},
    });
    tail = followLog(store, dispatcher);
    const id = newId();
    await record('network.NetworkDeletionRequested', {
      networkId: newId(),
      hostIds: [],
      request: { operationId: id, commandId: id },
    });
    await inStep();
    expect(seen.toSorted()).toEqual([hostId, other].toSorted());
    expect(dispatcher.pending).toBe(1);
  });

  it('waits on close for what is under way and starts nothing more', async () => {
    const gate = Promise.withResolvers<HostReply>();
    const { ids } = host(() => gate.promise);
    startDispatcher();
    await requested();
    await inStep();
    let closed = false;
    const closing = dispatcher.close().then(() => (closed = true));
    await requested();
    await joined();
    await inStep();
    expect(closed).toBe(false);
    gate.resolve({ kind: 'fault', code: 'host.busy', message: 'later', retry: 'later' });
    await closing;
    await clock.advance(600_000);
    expect(ids()).toHaveLength(1);
  });

  it('starts over from an empty table on reset', async () => {
    const { ids } = host();
    startDispatcher();
    const commandId = await requested();
    await inStep();
    await tail.close();
    tail = followLog(store, dispatcher);
    await inStep();
    expect(ids()).toEqual([commandId, commandId]);
  });
});
