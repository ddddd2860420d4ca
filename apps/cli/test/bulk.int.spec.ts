/** One order to many vms on the command line, against a gateway with little machines behind it. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { startBed, type Bed } from '../../../services/gateway/test/bed.ts';
import { LittleCompute } from '../../../services/gateway/test/little-services.ts';
import { putWorld } from '../../../services/gateway/test/samples.ts';
import { shellAt } from './shell.ts';

let bed: Bed;
let compute: LittleCompute;

beforeEach(async () => {
  bed = await startBed();
  await putWorld(bed.recorder);
  compute = new LittleCompute(bed.far, bed.recorder);
  for (const name of ['web-1', 'web-2', 'bad']) await said(`vm create ${name} --label set=web`);
  await said('vm create db-1');
});
afterEach(() => bed.stop());

const { said } = shellAt(() => ({ CHRONO_URL: bed.url, CHRONO_TOKEN: bed.token }));
const sent = () => compute.heard.filter(({ type }) => type === 'compute.BeginBulk').map(({ data }) => data);

describe('one order to many vms', () => {
  it('shows what became of each, and ends with another code when one did not do it', async () => {
    const { exit, out, err } = await said('vm start -l set=web --concurrency 5 --on-error stop');
    expect(exit).toBe(8);
    const [title, ...rows] = out.trimEnd().split('\n');
    expect(title).toMatch(/^VM +STATUS +OPERATION +PROBLEM$/);
    expect(rows.map((row) => row.split(/ +/).slice(0, 2).join(' '))).toEqual([
      'web-1 succeeded',
      'web-2 succeeded',
      'bad failed',
    ]);
    expect(rows[2]).toContain('bad is busy');
    expect(err).toContain('of 3 vms 2 done, 1 failed: bad');
    expect(sent()).toMatchObject([
      { action: 'start', concurrency: 5, onError: 'stop', order: { type: 'compute.StartVm' } },
    ]);
  });

  it('takes names and gives them back with -q', async () => {
    expect(await said('vm bulk stop web-2 db-1 -q')).toEqual({ exit: 0, out: 'web-2\ndb-1\n', err: '' });
    expect((await said('vm stop web-2 db-1 --concurrency 1')).exit).toBe(0);
    expect(sent()[1]).toMatchObject({ action: 'stop', concurrency: 1, items: [{ name: 'web-2' }, { name: 'db-1' }] });
    const { out } = await said('vm bulk stop web-2 -o json');
    expect(JSON.parse(out)).toMatchObject({ type: 'vm.bulk', children: [{ vm: { name: 'web-2' } }] });
  });

  it('says each action in the words of its own command', async () => {
    await said('vm bulk label web-1 db-1 --label tier=one --label old-');
    await said('vm bulk reconfigure web-1 db-1 --memory 1GiB --boot-menu');
    await said('vm bulk shutdown web-1 --grace 2m --force');
    await said('vm shutdown -l set=web --grace 90s');
    await said('vm bulk delete web-1 --volumes keep --yes');
    expect(sent().map((data) => (data as { order: object }).order)).toMatchObject([
      { type: 'compute.UpdateVm', data: { changes: { labels: { tier: 'one', old: null } } } },
      { type: 'compute.UpdateVm', data: { changes: { memory: 1024 ** 3, boot: { menu: true } } } },
      { type: 'compute.ShutdownVm', data: { timeoutSeconds: 120, force: true } },
      { type: 'compute.ShutdownVm', data: { timeoutSeconds: 90, force: false } },
      { type: 'compute.DeleteVm', data: { volumes: 'keep', force: false } },
    ]);
  });

  it('tells of each what would become of it, and does nothing', async () => {
    const { exit, out, err } = await said('vm start -l set=web --dry-run');
    const [title, ...rows] = out.trimEnd().split('\n');
    expect(title).toMatch(/^VM +OUTCOME +WOULD +PROBLEM$/);
    expect(rows.map((row) => row.split(/ {2,}/))).toEqual([
      ['web-1', 'taken', 'vm.start-requested', '-'],
      ['web-2', 'taken', 'vm.start-requested', '-'],
      ['bad', 'refused', '-', 'bad is busy'],
      ['', 'used', expect.stringMatching(/^hosts.*: vcpus 2, memory 1GiB$/)],
    ]);
    expect([exit, err]).toEqual([8, 'hint: Wait.\n']);
    expect(await said('vm bulk start web-1 db-1 --dry-run -q')).toEqual({ exit: 0, out: 'web-1\ndb-1\n', err: '' });
    expect((await said('vm bulk start bad --dry-run')).exit).toBe(1);
    const { out: json } = await said('vm bulk start web-1 --dry-run -o json');
    expect(JSON.parse(json)).toMatchObject({ dryRun: true, vms: [{ vm: { name: 'web-1' }, outcome: 'taken' }] });
    expect((await said('vm show web-1 -o json')).out).toContain('"off"');
  });

  it('deletes nothing that was not confirmed', async () => {
    const { exit, err } = await said('vm bulk delete -l set=web');
    expect([exit, err]).toEqual([2, expect.stringContaining('nobody is there to ask')]);
    expect(sent()).toEqual([]);
  });

  it.each([
    ['vm bulk start', 'say which vms'],
    ['vm bulk start web-1 -l set=web', 'in one of these ways'],
    ['vm bulk explode web-1', 'there is no action "explode"'],
    ['vm bulk strat web-1', 'did you mean start'],
    ['vm bulk start -l set=none', 'no vm is meant by the selector set=none'],
    ['vm bulk start web-1 web-9', 'there is no vm web-9'],
    ['vm start', 'say which vms to start'],
  ])('%s is told what is wrong', async (line, words) => {
    const { exit, err } = await said(line);
    expect([exit, err]).toEqual([2, expect.stringContaining(words)]);
    expect(sent()).toEqual([]);
  });
});
