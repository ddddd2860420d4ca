/** Hosts behind compute's door, over a real store: who they are, what they see, and what their silence means. */
import { newId } from '@chronovisor/kernel/ids';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ControlStage, PROCESS, type StagedHost, TIMEOUT_SECONDS } from '../../../test/control-stage.ts';

let stage: ControlStage;
let host: StagedHost;

beforeEach(async () => {
  stage = new ControlStage();
  await stage.start();
  host = await stage.joined();
});
afterEach(() => stage.close());

const statusOf = async (vmId: string) => {
  const vm = await stage.vm(vmId);
  return vm.kind === 'present' ? vm.status : vm.kind;
};
const nextLife = (of: StagedHost, name = of.facts.name) => stage.host(name, { ...of.facts, name, sessionId: newId() });

describe('the name of a host', () => {
  it('belongs to one of them', async () => {
    expect(await stage.register(stage.host('h1'))).toMatchObject({ kind: 'refusal', code: 'host.name-taken' });
    expect(await stage.register(stage.host('h2'))).toMatchObject({ kind: 'accepted' });
    expect(stage.hosts.all().map(({ facts }) => facts.name)).toEqual(['h1', 'h2']);
  });

  it('stays with the host through its restarts', async () => {
    expect(await stage.register(nextLife(host))).toMatchObject({ kind: 'accepted' });
    expect(await stage.register(stage.host('h1'))).toMatchObject({ code: 'host.name-taken' });
  });

  it('is free again when the host comes back under another', async () => {
    await stage.register(nextLife(host, 'h2'));
    expect(await stage.register(stage.host('h1'))).toMatchObject({ kind: 'accepted' });
    expect(await stage.register(stage.host('h2'))).toMatchObject({ code: 'host.name-taken' });
  });
});

describe('the report of a host', () => {
  it('tells each of its vms what was seen of it, and what was not seen', async () => {
    const [up, down, gone] = [
      await stage.made(host, 'up'),
      await stage.running(host, 'down'),
      await stage.running(host, 'gone'),
    ];
    await stage.send('compute.StartVm', { vmId: up });
    const exit = { code: 0, signal: null, reason: 'powered off', logTail: '' };
    await stage.report(host, [
      { vmId: up as never, observed: 'running', process: PROCESS },
      { vmId: down as never, exit, clean: true },
    ]);
    expect([await statusOf(up), await statusOf(down), await statusOf(gone)]).toEqual(['running', 'off', 'off']);
    expect([(await stage.types(down)).at(-1), (await stage.types(gone)).at(-1)]).toEqual(['VmStopped', 'VmCrashed']);
  });

  it('says nothing new twice', async () => {
    const vmId = await stage.running(host, 'web-1');
    const seen = { vmId: vmId as never, observed: 'running', process: PROCESS } as const;
    const head = await stage.store.head();
    await stage.report(host, [seen]);
    await stage.report(host, [seen]);
    expect(await stage.store.head()).toBe(head);
  });

  it('of vms that nobody knows makes none', async () => {
    const vmId = newId();
    expect(await stage.report(host, [{ vmId: vmId as never }])).toMatchObject({ kind: 'accepted' });
    expect(await stage.types(vmId)).toEqual([]);
  });

  it('of a process that is gone is not believed', async () => {
    const vmId = await stage.running(host, 'web-1');
    await stage.register(nextLife(host));
    expect(await stage.report(host, [])).toMatchObject({ kind: 'accepted' });
    expect(await statusOf(vmId)).toBe('running');
  });

  it('leaves the vms of other hosts alone', async () => {
    const other = await stage.joined('h2');
    const vmId = await stage.running(other, 'web-1');
    await stage.report(host, []);
    expect(await statusOf(vmId)).toBe('running');
  });
});

describe('the silence of a host', () => {
  it('makes its vms unknown, and its word makes them known again', async () => {
    const [on, off] = [await stage.running(host, 'on'), await stage.made(host, 'off')];
    await stage.pass(TIMEOUT_SECONDS + 1);
    expect([await statusOf(on), await statusOf(off)]).toEqual(['unknown', 'unknown']);
    await stage.report(host, [{ vmId: on as never, observed: 'running', process: PROCESS }]);
    expect([await statusOf(on), await statusOf(off)]).toEqual(['running', 'off']);
    expect(stage.hosts.get(host.facts.hostId)).toMatchObject({ silent: false });
  });

  it('is none while its heart beats', async () => {
    for (let second = 0; second < 3 * TIMEOUT_SECONDS; second += 1) {
      host.beat();
      await stage.pass(1);
    }
    expect(stage.hosts.get(host.facts.hostId)).toMatchObject({ silent: false });
    expect(host.heard).toEqual([]);
  });

  it('is recorded once', async () => {
    await stage.pass(10 * TIMEOUT_SECONDS);
    const types = (await stage.events(`host-${host.facts.hostId}`)).map(({ type }) => type);
    expect(types).toEqual(['compute.HostJoined', 'compute.HostLost']);
  });

  it('is not the fault of the host while control itself is cut off', async () => {
    const other = new ControlStage();
    await other.start();
    const one = await other.joined();
    await other.stop();
    await other.clock.advance(10 * TIMEOUT_SECONDS * 1_000);
    await other.start();
    await other.pass(TIMEOUT_SECONDS - 1);
    expect(other.hosts.get(one.facts.hostId)).toMatchObject({ silent: false });
    await other.pass(2);
    expect(other.hosts.get(one.facts.hostId)).toMatchObject({ silent: true });
    await other.close();
  });

  it('that ends with a heartbeat makes control ask for everything, once a second at most', async () => {
    await stage.pass(TIMEOUT_SECONDS + 1);
    for (let beat = 0; beat < 4; beat += 1) {
      host.beat();
      await stage.quiet();
    }
    expect(host.types).toEqual(['ReportAll']);
    await stage.pass(2);
    host.beat();
    await stage.quiet();
    expect(host.types).toEqual(['ReportAll', 'ReportAll']);
    await stage.report(host, []);
    await stage.pass(2);
    host.beat();
    await stage.quiet();
    expect(host.types).toHaveLength(2);
  });

  it('is noticed also of hosts that control has never heard of, and of new processes', async () => {
    const stranger = stage.host('h2');
    const next = nextLife(host);
    stranger.beat();
    next.beat();
    await stage.quiet();
    expect([stranger.types, next.types]).toEqual([['ReportAll'], ['ReportAll']]);
  });

  it('is not broken by noise', async () => {
    host.publish(`heartbeat.${host.facts.hostId}`, new TextEncoder().encode('{"hostId":'));
    host.publish(`heartbeat.${host.facts.hostId}`, new TextEncoder().encode('{}'));
    await stage.pass(TIMEOUT_SECONDS + 1);
    expect(stage.hosts.get(host.facts.hostId)).toMatchObject({ silent: true });
  });

  it('is told to every vm, also when control died in between', async () => {
    const vmId = await stage.running(host, 'web-1');
    const lost = {
      type: 'compute.HostLost',
      version: 1,
      data: { hostId: host.facts.hostId, silentSeconds: 11 },
      meta: {},
    };
    await stage.stop();
    await stage.store.append({
      id: newId(),
      writes: [{ stream: `host-${host.facts.hostId}`, expected: 'any', events: [lost] }],
    });
    await stage.start();
    expect(await statusOf(vmId)).toBe('running');
    await stage.pass(TIMEOUT_SECONDS + 1);
    expect(await statusOf(vmId)).toBe('unknown');
  });

  it('is no news any more once the host has spoken', async () => {
    const vmId = await stage.running(host, 'web-1');
    const silence = { hostId: host.facts.hostId, silentSeconds: 11 };
    const ids = { commandId: newId() };
    await stage.send('compute.RecordHostLost', silence, ids);
    await stage.report(host, [{ vmId: vmId as never, observed: 'running', process: PROCESS }]);
    const made = await stage.made(host, 'web-2');
    expect(await stage.send('compute.RecordHostLost', silence, ids)).toMatchObject({ duplicate: true });
    expect([await statusOf(vmId), await statusOf(made)]).toEqual(['running', 'off']);
  });
});
