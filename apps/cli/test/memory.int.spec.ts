/** Commands that ask the memory: what would be, what was, how it came about; against a gateway that runs with little machines behind it. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { startBed, type Bed } from '../../../services/gateway/test/bed.ts';
import { LittleCompute } from '../../../services/gateway/test/little-services.ts';
import { putWorld } from '../../../services/gateway/test/samples.ts';
import { shellAt, until, type Ended } from './shell.ts';

let bed: Bed;
let compute: LittleCompute;

beforeEach(async () => {
  bed = await startBed();
  await putWorld(bed.recorder);
  compute = new LittleCompute(bed.far, bed.recorder);
});
afterEach(() => bed.stop());

const { said, begin } = shellAt(() => ({ CHRONO_URL: bed.url, CHRONO_TOKEN: bed.token }));

const started = async (line: string): Promise<Ended> => {
  const command = begin(line);
  let isOver = false;
  const ended = command.ended.finally(() => (isOver = true));
  await until(async () => {
    await compute.finishStarts();
    expect(isOver).toBe(true);
  });
  return ended;
};

describe('--dry-run', () => {
  it('tells events and host, and changes nothing', async () => {
    const { exit, out } = await said('vm create web-1 --memory 128MiB --dry-run');
    expect(exit).toBe(0);
    expect(out).toMatch(/^web-1: vm.create would be recorded\n {2}host {3}\S+ \(chosen\): it has the most room/);
    expect(out).toMatch(/ {2}event {2}vm.created on vm-/);
    expect((await said('vm list -q')).out).toBe('');
  });

  it('answers programs with the whole document', async () => {
    await said('vm create web-1');
    const { out } = await said('vm update web-1 --description hello --dry-run -o json');
    expect(JSON.parse(out)).toMatchObject({ dryRun: true, type: 'vm.update', events: [{ type: 'vm.updated' }] });
  });

  it('fails as the command itself would', async () => {
    await said('vm create web-1');
    const { exit, err } = await said('vm create web-1 --dry-run');
    const real = await said('vm create web-1');
    const withoutRequest = (text: string): string => text.replace(/request: .*/, '');
    expect([exit, withoutRequest(err)]).toEqual([real.exit, withoutRequest(real.err)]);
  });

  it('asks nobody for a yes', async () => {
    await said('vm create web-1');
    expect(await said('vm delete web-1 --dry-run')).toMatchObject({ exit: 0, err: '' });
    expect((await said('vm list -q')).out).toBe('web-1\n');
  });
});

describe('diff', () => {
  it('tells which fields became what, and what came', async () => {
    await said('vm create web-1');
    const before = JSON.parse((await said('status -o json')).out) as { position: number };
    await said('vm update web-1 --description hello --name web-9');
    await said('vm create web-2');
    const { exit, out } = await said(`diff --from ${before.position} --to now`);
    expect(exit).toBe(0);
    expect(out).toContain('vm web-9 changed\n  name: web-1 -> web-9\n');
    expect(out).toContain('description: - -> hello\n');
    expect(out).toContain('vm web-2 created\n');
    const { out: json } = await said(`diff --from ${before.position} --subject vms/web-2 -o json`);
    expect(JSON.parse(json)).toMatchObject({ items: [{ name: 'web-2', change: 'created' }], more: false });
  });

  it('says how to name a moment', async () => {
    expect(await said('diff')).toMatchObject({ exit: 2, err: expect.stringContaining('--from "2 hours ago"') });
    const { exit, err } = await said('diff --from 1990-01-01T00:00:00Z');
    expect([exit, err]).toEqual([2, expect.stringContaining('time.before-first')]);
  });
});

describe('vm timeline and why', () => {
  it('tell what was asked and what came of it, also when the host cannot be asked', async () => {
    await said('vm create web-1');
    const { id } = JSON.parse((await started('vm start web-1 -o json')).out) as { id: string };
    const { exit, out, err } = await said(`vm timeline web-1 --operation ${id}`);
    expect(exit).toBe(0);
    expect(out).toMatch(/operation .*, user admin\n.* request {2}startVm - by admin from 127.0.0.1\n/);
    expect(out).toContain('event    vm.start-requested #');
    expect(err).toContain('what was said to QEMU is missing');
    const [, position = ''] = /event {4}vm\.start-requested #(\d+)/.exec(out) ?? [];
    expect((await said(`vm timeline web-1 --event ${position}`)).out).toBe(out);
    const other = await said('vm timeline web-1 --event 1');
    expect([other.exit, other.err]).toEqual([3, expect.stringContaining('there is no event 1 about web-1')]);
    const why = await said('why web-1');
    expect(why.out).toContain('web-1 is running: QEMU runs it, as process 77\n');
    expect(JSON.parse((await said('vm why web-1 -o json')).out)).toMatchObject({ status: 'running', waitsFor: null });
    expect(await said('why web-9')).toMatchObject({ exit: 3 });
  });
});

describe('vm drift', () => {
  it('says which ways out there are', async () => {
    const { exit, err } = await said('vm drift forget web-1');
    expect([exit, err]).toEqual([2, expect.stringContaining('say adopt or repair, not "forget"')]);
  });

  it('asks for what it is told, of each vm', async () => {
    await said('vm create web-1');
    await said('vm drift repair web-1');
    await said('vm drift adopt web-1');
    expect(compute.heard.map(({ type }) => type).slice(-2)).toEqual(['compute.RepairVmDrift', 'compute.AdoptVmDrift']);
  });
});
