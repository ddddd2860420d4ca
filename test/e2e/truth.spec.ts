/** What is shown is true: after crashes of QEMU, of guests, of our own processes. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { eventually } from '@chronovisor/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { listen } from './support/events.ts';
import { type House, startHouse } from './support/house.ts';
import { QUIET, importTiny, tinyVm } from './support/tiny.ts';
import { qemuOf } from './support/vm-processes.ts';

let house: House;
let cmdline: string;

beforeAll(async () => {
  house = await startHouse();
  cmdline = await importTiny(house.api);
});
afterAll(() => house.close());
afterEach(async () => {
  for (const vm of await house.api.list('/vms'))
    await house.api.succeed('DELETE', `/vms/${String(vm['name'])}?force=true`);
});

const pidOf = async (name: string): Promise<number> => ((await house.api.vm(name))['process'] as { pid: number }).pid;
const idOf = async (name: string): Promise<string> => String((await house.api.vm(name))['id']);

describe('QEMU killed', () => {
  it('is told with signal and log, and the vm starts again at once', async () => {
    await house.api.succeed('POST', '/vms', tinyVm('v1'));
    const events = await listen(house.api, '?types=vm.*');
    process.kill(await pidOf('v1'), 'SIGKILL');
    const crashed = await events.next('vm.crashed');
    events.close();
    expect(crashed.data).toMatchObject({ exit: { signal: 'SIGKILL', logTail: expect.any(String) } });
    expect(await house.api.vm('v1')).toMatchObject({ status: 'off', lastExit: { signal: 'SIGKILL' } });
    await house.api.succeed('POST', '/vms/v1/start');
    expect(await qemuOf(house.dataDir, await idOf('v1'))).toHaveLength(1);
  });
});

describe('the guest', () => {
  it('that powers itself off is off', async () => {
    await house.api.succeed('POST', '/vms', tinyVm('v2', { boot: { cmdline: `${cmdline} chrono.off=1` } }));
    expect(await house.api.vmIs('v2', 'off')).toMatchObject({ operation: null });
    const types = (await house.api.list('/vms/v2/history')).map((event) => event['type']);
    expect(types).toContain('vm.stopped');
    expect(types).not.toContain('vm.crashed');
  });

  it('that ignores the button is told of, and goes when forced', async () => {
    await house.api.succeed('POST', '/vms', tinyVm('v3', { boot: { cmdline: `${cmdline} chrono.noacpi=1 ${QUIET}` } }));
    await house.api.serialHas('v3', 'tiny is ready');
    const failed = await house.api.perform('POST', '/vms/v3/shutdown', { timeoutSeconds: 2 });
    expect(failed).toMatchObject({
      status: 'failed',
      problem: { code: 'vm.shutdown-timeout', hint: expect.stringContaining('force') },
    });
    expect(await house.api.vm('v3')).toMatchObject({ status: 'running' });
    await house.api.succeed('POST', '/vms/v3/shutdown', { timeoutSeconds: 1, force: true });
    expect(await house.api.vm('v3')).toMatchObject({ status: 'off' });
  });
});

describe('our own processes killed', () => {
  it('leave vms running and find them again: host', async () => {
    await house.api.succeed('POST', '/vms', tinyVm('v4'));
    const pid = await pidOf('v4');
    await house.hosts.get('h1')?.kill('SIGKILL');
    await house.api.vmIs('v4', 'unknown');
    expect((await house.api.post('/vms/v4/stop')).body).toMatchObject({ code: 'vm.unknown' });
    await house.startHost('h1');
    await house.api.vmIs('v4', 'running');
    expect(await pidOf('v4')).toBe(pid);
    await house.api.succeed('POST', '/vms/v4/stop');
  });

  it('leave vms running and find them again: control', async () => {
    await house.api.succeed('POST', '/vms', tinyVm('v5'));
    const pid = await pidOf('v5');
    await house.control.kill('SIGKILL');
    await house.startControl();
    expect(await house.api.vm('v5')).toMatchObject({ status: 'running', process: { pid } });
    await house.api.succeed('POST', '/vms/v5/pause');
  });

  it('leave vms running and find them again: nats-server', async () => {
    await house.api.succeed('POST', '/vms', tinyVm('v6'));
    await house.nats.kill('SIGKILL');
    const away = await house.api.post('/vms/v6/pause');
    expect(away).toMatchObject({
      status: 503,
      body: { code: expect.stringMatching(/^bus\./), hint: expect.any(String) },
    });
    await house.nats.start();
    await eventually(async () => expect((await house.api.post('/vms/v6/pause')).status).toBe(202), {
      withinMs: 20_000,
    });
    await house.api.vmIs('v6', 'paused');
  });

  for (const victim of ['host', 'control', 'nats'] as const) {
    it(`in the middle of a start leave one vm and an operation that ends: ${victim}`, async () => {
      await house.api.succeed('POST', '/vms', { ...tinyVm('mid'), start: false });
      const { body } = await house.api.post('/vms/mid/start');
      if (victim === 'host') await house.hosts.get('h1')?.kill('SIGKILL');
      if (victim === 'control') await house.control.kill('SIGKILL');
      if (victim === 'nats') await house.nats.kill('SIGKILL');
      if (victim === 'host') await house.startHost('h1');
      if (victim === 'control') await house.startControl();
      if (victim === 'nats') await house.nats.start();
      expect(await eventually(() => house.api.waitFor(String(body['id'])), { withinMs: 60_000 })).toMatchObject({
        status: 'succeeded',
      });
      await house.api.vmIs('mid', 'running');
      expect(await qemuOf(house.dataDir, await idOf('mid'))).toHaveLength(1);
    });
  }

  it('a vm that ended while its host process was away is not shown running', async () => {
    await house.api.succeed('POST', '/vms', tinyVm('v7'));
    const pid = await pidOf('v7');
    await house.hosts.get('h1')?.kill('SIGKILL');
    process.kill(pid, 'SIGKILL');
    await house.startHost('h1');
    expect(await house.api.vmIs('v7', 'off')).toMatchObject({ lastExit: { signal: 'SIGKILL' } });
  });

  it('a pid that belongs to another process now is never taken for a vm', async () => {
    await house.api.succeed('POST', '/vms', tinyVm('v8'));
    const id = await idOf('v8');
    const pid = await pidOf('v8');
    await house.hosts.get('h1')?.kill('SIGKILL');
    process.kill(pid, 'SIGKILL');
    await writeFile(join(house.dataDir, `hosts/h1/vms/${id}/qemu.pid`), `${process.pid}\n`);
    await house.startHost('h1');
    await house.api.vmIs('v8', 'off');
    await house.api.succeed('POST', '/vms/v8/start');
    expect(await qemuOf(house.dataDir, id)).toHaveLength(1);
  });
});

describe('two at once', () => {
  it('starts are one start', async () => {
    await house.api.succeed('POST', '/vms', { ...tinyVm('twin'), start: false });
    const [first, second] = await Promise.all([house.api.post('/vms/twin/start'), house.api.post('/vms/twin/start')]);
    expect([first.status, second.status]).toEqual([202, 202]);
    for (const answer of [first, second])
      expect(await house.api.waitFor(String(answer.body['id']))).toMatchObject({ status: 'succeeded' });
    expect(await qemuOf(house.dataDir, await idOf('twin'))).toHaveLength(1);
  });

  it('a start and a deletion leave a vm or none, and both end', async () => {
    await house.api.succeed('POST', '/vms', { ...tinyVm('race'), start: false });
    const id = await idOf('race');
    const answers = await Promise.all([
      house.api.post('/vms/race/start'),
      house.api.request('DELETE', '/vms/race?force=true'),
    ]);
    for (const answer of answers) if (answer.status === 202) await house.api.waitFor(String(answer.body['id']));
    const left = (await house.api.get('/vms/race')).status === 200 ? 1 : 0;
    await eventually(async () => expect(await qemuOf(house.dataDir, id)).toHaveLength(left), { withinMs: 20_000 });
  });
});

describe('the same Idempotency-Key', () => {
  const key = { 'idempotency-key': '"one-vm"' };

  it('is one request, also after a restart; with another body it is refused', async () => {
    const body = { ...tinyVm('keyed'), start: false };
    const first = await house.api.post('/vms', body, key);
    const again = await house.api.post('/vms', body, key);
    expect(again).toMatchObject({ status: first.status, body: { id: first.body['id'] } });
    await house.api.waitFor(String(first.body['id']));
    await house.control.kill('SIGKILL');
    await house.startControl();
    expect((await house.api.post('/vms', body, key)).body['id']).toBe(first.body['id']);
    expect(await house.api.post('/vms', { ...body, vcpus: 2 }, key)).toMatchObject({
      status: 422,
      body: { code: 'idempotency.key-reused' },
    });
    expect((await house.api.list('/vms')).filter((vm) => vm['name'] === 'keyed')).toHaveLength(1);
  });
});
