/** The host role against a real NATS and real QEMUs: what control hears when things go well, and when they do not. */
import { Heartbeat } from '@chronovisor/contracts';
import { eventually } from '@chronovisor/testing';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connectIn } from '../src/drivers/qemu-process/short-path.ts';
import { newRequest, specOf } from './asking.ts';
import { type RealPlace, realPlace } from './real-host.ts';
import { bare, pidOf } from './real-vms.ts';

let place: RealPlace;
beforeEach(async () => {
  place = await realPlace();
});
afterEach(() => place.close());

const aliveIn = async (pid: number): Promise<string | null> =>
  readFile(`/proc/${pid}/stat`, 'utf8').then(
    (text) => text.slice(text.lastIndexOf(')') + 2, text.lastIndexOf(')') + 3),
    () => null,
  );

describe('a QEMU', () => {
  it('killed is a crash with signal and last words; nothing of it is left, and a start works at once', async () => {
    await place.startHost();
    const spec = await bare(place);
    process.kill(await pidOf(place, spec.vmId), 'SIGKILL');
    const { data } = await place.control.hears('RecordVmCrashed');
    expect(data).toMatchObject({ generation: 1, exit: { code: null, signal: 'SIGKILL', logTail: expect.any(String) } });
    await place.start({ ...spec, generation: 2 });
    await place.control.hears('RecordVmStarted', (report) => report.data['generation'] === 2);
    process.kill(await pidOf(place, spec.vmId), 'SIGKILL');
    await place.control.hears('RecordVmCrashed', (report) => report.data['generation'] === 2);
    const left = await eventually(async () => {
      const names = await readdir(place.fileOf(spec.vmId, '.'));
      return names.some((name) => name.endsWith('.sock') || name === 'pid') ? null : names;
    });
    expect(left).toContain('serial.log');
  });

  it('that hangs is stopped all the same', async () => {
    await place.startHost();
    const spec = await bare(place);
    const pid = await pidOf(place, spec.vmId);
    process.kill(pid, 'SIGSTOP');
    const request = newRequest();
    await place.power('StopVm', spec, request);
    const { data } = await place.control.hears('RecordVmStopped', () => true, 40_000);
    expect(data).toMatchObject({ reason: 'stop-requested', request, exit: { signal: 'SIGKILL' } });
    expect(await aliveIn(pid)).toBeNull();
  });

  it('that cannot start says so in its own words', async () => {
    await place.startHost();
    const spec = specOf({ iso: '/no/such.iso' });
    await place.start(spec);
    const { data } = await place.control.hears('RecordVmActionFailed');
    expect(data['problem']).toMatchObject({
      code: 'vm.start-failed',
      message: expect.stringContaining('/no/such.iso'),
      hint: expect.stringContaining('not on the host'),
    });
  });

  it('is not disturbed by garbage on its spare monitor', async () => {
    await place.startHost();
    const spec = await bare(place);
    const stranger = await connectIn(place.fileOf(spec.vmId, '.'), 'qmp2.sock');
    stranger.on('error', () => {});
    stranger.write('{]}\u0000 not QMP at all\n'.repeat(100));
    await place.power('PauseVm', spec);
    await place.control.hears('RecordVmPaused');
    stranger.destroy();
    expect(place.control.of('RecordVmCrashed')).toEqual([]);
  });
});

describe('a host process that comes back', () => {
  it('finds every vm: running, paused, and ended meanwhile', async () => {
    const first = await place.startHost();
    const [running, paused, ended] = [await bare(place), await bare(place), await bare(place)];
    await place.power('PauseVm', paused);
    await place.control.hears('RecordVmPaused');
    await first.end();
    process.kill(await pidOf(place, ended.vmId), 'SIGKILL');
    await eventually(async () => (await readFile(place.fileOf(ended.vmId, 'exit'), 'utf8')) === '137\n');
    await place.startHost();
    const report = await place.control.hears('RecordHostReport', ({ data }) => (data['vms'] as unknown[]).length === 3);
    const seen = new Map((report.data['vms'] as { vmId: string }[]).map((sighting) => [sighting.vmId, sighting]));
    expect(seen.get(running.vmId)).toMatchObject({
      observed: 'running',
      process: { pid: await pidOf(place, running.vmId) },
    });
    expect(seen.get(paused.vmId)).toMatchObject({ observed: 'paused' });
    expect(seen.get(ended.vmId)).toMatchObject({ observed: 'off', clean: false, exit: { signal: 'SIGKILL' } });
    await place.power('ResumeVm', paused);
    await place.control.hears('RecordVmResumed');
    process.kill(await pidOf(place, running.vmId), 'SIGKILL');
    await place.control.hears('RecordVmCrashed', ({ data }) => data['vmId'] === running.vmId);
  });

  it('does not launch a vm again whose start is sent once more', async () => {
    const first = await place.startHost();
    const spec = await bare(place);
    const pid = await pidOf(place, spec.vmId);
    await first.end();
    await place.startHost();
    const request = newRequest();
    await place.start(spec, request);
    const again = await place.control.hears(
      'RecordVmStarted',
      ({ data }) => data.request?.commandId === request.commandId,
    );
    expect(again.data['process']).toMatchObject({ pid });
  });

  it('never takes a stranger with a reused pid for its vm, nor touches it', async () => {
    const stranger = spawn('sleep', ['60']);
    try {
      await once(stranger, 'spawn');
      const spec = specOf();
      await mkdir(place.fileOf(spec.vmId, '.'), { recursive: true });
      await writeFile(place.fileOf(spec.vmId, 'launch.json'), JSON.stringify(spec));
      const gone = { pid: stranger.pid, startTicks: 1, accelerator: 'tcg' };
      await writeFile(place.fileOf(spec.vmId, 'process.json'), JSON.stringify({ process: gone }));
      await writeFile(place.fileOf(spec.vmId, 'pid'), `${stranger.pid}\n`);
      await place.startHost();
      const { data } = await place.control.hears('RecordHostReport');
      expect((data['vms'] as unknown[])[0]).toMatchObject({ observed: 'off', process: null, clean: false });
      await place.power('StopVm', spec);
      await place.control.hears('RecordVmStopped');
      expect(stranger.exitCode ?? stranger.signalCode).toBeNull();
    } finally {
      stranger.kill('SIGKILL');
    }
  });

  it('takes a vm for running whose monitors speak garbage, and talks to it once they do not', async () => {
    const first = await place.startHost();
    const spec = await bare(place);
    await first.end();
    const names = ['qmp.sock', 'qmp2.sock'];
    const liars = names.map(() => createServer((socket) => socket.end('HTTP/1.1 200 OK\r\n\r\n\u0000{{{\n')));
    for (const [index, name] of names.entries()) {
      await rename(place.fileOf(spec.vmId, name), place.fileOf(spec.vmId, `${name}.real`));
      liars[index]?.listen(place.fileOf(spec.vmId, name));
    }
    await place.startHost();
    const { data } = await place.control.hears(
      'RecordHostReport',
      (report) => (report.data['vms'] as unknown[]).length === 1,
    );
    expect((data['vms'] as unknown[])[0]).toMatchObject({
      observed: 'running',
      process: { pid: await pidOf(place, spec.vmId) },
    });
    await place.power('PauseVm', spec);
    expect((await place.control.hears('RecordVmActionFailed')).data['problem']).toMatchObject({
      code: 'machine.unreachable',
    });
    for (const [index, name] of names.entries()) {
      await new Promise((resolve) => liars[index]?.close(resolve));
      await rm(place.fileOf(spec.vmId, name), { force: true });
      await rename(place.fileOf(spec.vmId, `${name}.real`), place.fileOf(spec.vmId, name));
    }
    await eventually(
      async () => {
        await place.power('PauseVm', spec);
        return place.control.of('RecordVmPaused').length > 0;
      },
      { withinMs: 20_000 },
    );
    expect(place.control.of('RecordVmCrashed')).toEqual([]);
  });
});

describe('the pulse of a host', () => {
  it('tells room and vms', async () => {
    const heard: Heartbeat[] = [];
    place.controlBus.subscribe(`heartbeat.${place.hostId}`, (payload) =>
      heard.push(Heartbeat.parse(JSON.parse(Buffer.from(payload).toString()))),
    );
    const life = await place.startHost();
    await bare(place);
    const beat = await eventually(() => heard.find(({ vms }) => vms === 1) ?? null, { withinMs: 10_000 });
    expect(beat).toMatchObject({ hostId: place.hostId, sessionId: life.platform.sessionId });
    expect(beat.memoryFree).toBeGreaterThan(0);
  });

  it('follows a registration that says what it can do', async () => {
    await place.startHost();
    const { data } = await place.control.hears('RegisterHost');
    expect(data['facts']).toMatchObject({
      hostId: place.hostId,
      name: 'a',
      capabilities: {
        qemuVersion: expect.stringMatching(/^\d/u),
        accelerators: [{ accelerator: 'kvm' }, { accelerator: 'tcg', usable: true }],
      },
    });
  });

  it('and all reports survive a restart of the bus', async () => {
    await place.startHost();
    const spec = await bare(place);
    await place.nats.kill();
    process.kill(await pidOf(place, spec.vmId), 'SIGKILL');
    await place.nats.start();
    const { data } = await place.control.hears('RecordVmCrashed', () => true, 30_000);
    expect(data).toMatchObject({ vmId: spec.vmId, exit: { signal: 'SIGKILL' } });
  });
});
