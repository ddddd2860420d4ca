/** The dispatcher when the log puts other work in the place of what it asked for: a shutdown that becomes a stop. */
import type { HostEnvelope, HostReply } from '@chronovisor/contracts';
import { openMemoryStore } from '@chronovisor/event-store';
import { newId } from '@chronovisor/kernel/ids';
import { createLogger } from '@chronovisor/telemetry';
import { fakeNetwork, followLog, manualClock, settle } from '@chronovisor/testing';
import { afterEach, expect, it } from 'vitest';
import { createDispatcher, type HostWork, type HostWorkOf } from './index.ts';

const hostId = newId();
const vmId = newId();
const taken: HostReply = { kind: 'taken' };
const TYPES: Readonly<Record<string, string>> = {
  'compute.VmShutdownRequested': 'compute.ShutdownVm',
  'compute.VmStopRequested': 'compute.StopVm',
};

const powerWork: HostWorkOf = (event) => {
  const type = TYPES[event.type];
  if (type === undefined) return null;
  const { request } = event.data as { readonly request: never };
  return { hostId, type, data: { vmId, generation: 1, request }, request };
};

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const setting = (answer: (message: HostEnvelope) => HostReply | Promise<HostReply>) => {
  const store = openMemoryStore();
  const clock = manualClock();
  const network = fakeNetwork({ after: clock.after });
  const commandId = newId();
  const heard: string[] = [];
  const refused: HostWork[] = [];
  network.connect().serveHost(hostId, 'compute', async (message) => {
    heard.push(message.type);
    return answer(message);
  });
  const record = async (type: string): Promise<void> => {
    const data = { vmId, request: { operationId: commandId, commandId } };
    const events = [{ type, version: 1, data, meta: {} }];
    await store.append({ id: newId(), writes: [{ stream: 'vm-1', expected: 'any', events }] });
  };
  const start = async () => {
    const dispatcher = createDispatcher({
      bus: network.connect(),
      log: createLogger('test', 'silent'),
      clock,
      hostWork: powerWork,
      onRefused: async (work) => void refused.push(work),
    });
    const tail = followLog(store, dispatcher);
    closing.push(
      () => tail.close(),
      () => dispatcher.close(),
    );
    await tail.inStep();
    await settle();
    return { dispatcher, inStep: () => tail.inStep().then(() => settle()) };
  };
  closing.push(() => store.close());
  return { clock, heard, refused, record, start };
};

it('repeats the new work alone, until the request ends', async () => {
  const { clock, heard, record, start } = setting(() => taken);
  const { dispatcher, inStep } = await start();
  await record('compute.VmShutdownRequested');
  await inStep();
  await record('compute.VmStopRequested');
  await inStep();
  await clock.advance(30_000);
  dispatcher.kick(hostId);
  await inStep();
  expect(heard).toEqual(['compute.ShutdownVm', 'compute.StopVm', 'compute.StopVm', 'compute.StopVm']);
  await record('compute.VmStopped');
  await inStep();
  await clock.advance(600_000);
  expect(heard).toHaveLength(4);
  expect([clock.waiting, dispatcher.pending]).toEqual([0, 0]);
});

it('asks for the new work alone after a restart', async () => {
  const { heard, record, start } = setting(() => taken);
  await record('compute.VmShutdownRequested');
  await record('compute.VmStopRequested');
  await start();
  expect(heard).toEqual(['compute.StopVm']);
});

it('does not take a late "no" to the old work for the end of the new one', async () => {
  const gate = Promise.withResolvers<HostReply>();
  const { heard, refused, record, start } = setting(({ type }) => (type.endsWith('StopVm') ? taken : gate.promise));
  const { inStep } = await start();
  await record('compute.VmShutdownRequested');
  await inStep();
  await record('compute.VmStopRequested');
  await inStep();
  gate.resolve({ kind: 'refusal', code: 'vm.not-running', message: 'off' });
  await inStep();
  expect(heard).toEqual(['compute.ShutdownVm', 'compute.StopVm']);
  expect(refused).toEqual([]);
});
