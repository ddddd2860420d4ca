import type { HostId, Reply } from '@chronovisor/contracts';
import { newId } from '@chronovisor/kernel/ids';
import { fakeNetwork, manualClock } from '@chronovisor/testing';
import { createLogger } from '@chronovisor/telemetry';
import { describe, expect, it } from 'vitest';
import { createHeartbeatParts, createReporter } from './host-platform.ts';

const accepted: Reply = {
  kind: 'accepted',
  position: 1,
  revision: 0,
  duplicate: false,
  awaits: null,
  operationId: null,
};
const removed = { type: 'compute.RecordVmRemoved', version: 1, data: { vmId: newId(), request: null } };

const setting = () => {
  const network = fakeNetwork();
  const clock = manualClock();
  const bus = network.connect();
  const reporter = createReporter({ hostId: newId() as HostId, bus, clock, log: createLogger('test', 'silent') });
  return { network, clock, bus, reporter };
};

describe('a report', () => {
  it('is repeated under one command id until control answers', async () => {
    const { network, clock, reporter } = setting();
    const answer = reporter.report(removed, null);
    await clock.advance(1_000);
    const heard: string[] = [];
    network.connect().serveCommands('compute', async (command) => {
      heard.push(command.meta.commandId);
      return heard.length < 3
        ? { kind: 'fault', code: 'store.unavailable', message: 'full', retry: 'later' }
        : accepted;
    });
    await clock.advance(20_000);
    expect(await answer).toEqual(accepted);
    expect(new Set(heard).size).toBe(1);
    expect(heard).toHaveLength(3);
  });

  it('goes out at once when the bus comes back', async () => {
    const { network, clock, bus, reporter } = setting();
    network.connect().serveCommands('compute', async () => accepted);
    bus.disconnect();
    const answer = reporter.report(removed, null);
    await clock.advance(10_000);
    bus.reconnect();
    expect(await answer).toEqual(accepted);
  });

  it('gives back a refusal as it is', async () => {
    const { network, reporter } = setting();
    network
      .connect()
      .serveCommands('compute', async () => ({ kind: 'refusal', code: 'vm.not-found', message: 'gone' }));
    expect(await reporter.report(removed, null)).toMatchObject({ kind: 'refusal', code: 'vm.not-found' });
  });

  it('ends with the process', async () => {
    const { clock, reporter } = setting();
    const answer = reporter.report(removed, null);
    const outcome = answer.catch((error: unknown) => error);
    await clock.advance(300);
    reporter.close();
    expect(await outcome).toMatchObject({ code: 'host.closing' });
  });
});

describe('the parts of a heartbeat', () => {
  it('are asked for each time and put together', async () => {
    const parts = createHeartbeatParts();
    const pool = { poolId: newId(), total: 2, free: 1, usable: true } as never;
    const leave = parts.contributePools(async () => [pool]);
    parts.contributePools(async () => [pool]);
    expect(await parts.pools()).toEqual([pool, pool]);
    leave();
    expect(await parts.pools()).toEqual([pool]);
  });
});
