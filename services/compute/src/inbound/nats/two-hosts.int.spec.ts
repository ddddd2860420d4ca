/** Two hosts that both have a vm of one id: the log says where it is, and only there it may run. */
import type { CommandEnvelope, Reply } from '@chronovisor/contracts';
import { newId } from '@chronovisor/kernel/ids';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ControlStage, PROCESS, type StagedHost } from '../../../test/control-stage.ts';

const COPY = { ...PROCESS, pid: 99 };

let stage: ControlStage;
let own: StagedHost;
let other: StagedHost;
let vmId: string;

beforeEach(async () => {
  stage = new ControlStage();
  await stage.start();
  own = await stage.joined('h1');
  other = await stage.joined('h2');
  vmId = await stage.running(own, 'web-1');
});
afterEach(() => stage.close());

const says = async ({ facts }: StagedHost, type: string, data: object): Promise<Reply> => {
  const commandId = newId();
  const meta = {
    ...{ commandId, operationId: commandId, correlationId: 'test', at: stage.clock.date().toISOString() },
    actor: { kind: 'host', id: facts.hostId },
  };
  const reply = await stage.people.command({ type, version: 1, data, meta } as unknown as CommandEnvelope);
  await stage.quiet();
  return reply;
};
const isAsBefore = async (): Promise<void> => {
  const vm = await stage.vm(vmId);
  expect(vm).toMatchObject({ kind: 'present', status: 'running', process: PROCESS, hostId: own.facts.hostId });
};

it('a start, a stop and a crash of the copy elsewhere are refused', async () => {
  const data = { vmId, generation: 1, request: null };
  const exit = { code: 1, signal: null, reason: 'gone', logTail: '' };
  const words = [
    ['Started', { ...data, generation: 2, process: COPY }],
    ['Stopped', { ...data, reason: 'guest-shutdown', exit: null }],
    ['Crashed', { ...data, exit }],
  ] as const;
  for (const [word, said] of words) {
    expect(await says(other, `compute.RecordVm${word}`, said)).toMatchObject({ kind: 'refusal', code: 'vm.elsewhere' });
    await isAsBefore();
  }
  expect(await says(own, 'compute.RecordVmCrashed', { ...data, exit })).toMatchObject({ kind: 'accepted' });
});

it('a report with the copy elsewhere, and the silence of that host, say nothing of the vm', async () => {
  const sighting = { vmId, generation: 1, process: COPY, exit: null, clean: null };
  for (const observed of ['running', 'off'] as const) {
    const { hostId, sessionId } = other.facts;
    const vms = [{ ...sighting, observed, process: observed === 'off' ? null : COPY }];
    expect(await says(other, 'compute.RecordHostReport', { hostId, sessionId, vms })).toMatchObject({
      kind: 'accepted',
    });
    await isAsBefore();
  }
  await says(other, 'compute.RecordHostLost', { hostId: other.facts.hostId });
  await isAsBefore();
});

it('a start is sent to one host, under a generation that no earlier start had', async () => {
  await says(own, 'compute.RecordVmStopped', {
    ...{ vmId, generation: 1, reason: 'guest-shutdown', exit: null, request: null },
  });
  await stage.send('compute.StartVm', { vmId });
  expect([own.types, other.types]).toEqual([['StartVm', 'StartVm'], []]);
  expect(own.heard.map(({ data }) => (data as { launch: { generation: number } }).launch.generation)).toEqual([1, 2]);
});
