/** Commands that look: targets, lists, tokens, raw requests, and what runs. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { startBed, type Bed } from '../../../services/gateway/test/bed.ts';
import { type LittleAudit, LittleCompute } from '../../../services/gateway/test/little-services.ts';
import { putWorld } from '../../../services/gateway/test/samples.ts';
import { chrono, shellAt, until } from './shell.ts';

let bed: Bed;
let audit: LittleAudit;
let compute: LittleCompute;

beforeEach(async () => {
  bed = await startBed();
  await putWorld(bed.recorder);
  compute = new LittleCompute(bed.far, bed.recorder);
  ({ audit } = bed);
});
afterEach(() => bed.stop());

const { said } = shellAt(() => ({ CHRONO_URL: bed.url, CHRONO_TOKEN: bed.token }));

const idOf = async (name: string): Promise<string> =>
  (JSON.parse((await said(`vm show ${name} -o json`)).out) as { id: string }).id;

describe('a target', () => {
  beforeEach(async () => {
    await said('vm create web-1 -q');
    await said('vm create web-2 -q');
  });

  it('is a name, an id or the beginning of an id', async () => {
    const id = await idOf('web-1');
    for (const word of ['web-1', id, id.slice(0, -1)]) {
      expect((await said(`vm show ${word} --columns name --no-headers`)).out).toBe('web-1\n');
    }
  });

  it('that begins several ids has to be said better', async () => {
    const { exit, err } = await said(`vm show ${(await idOf('web-1')).slice(0, 4)}`);
    expect(exit).toBe(2);
    expect(err).toMatch(
      /error: 2 vms have an id that begins with \w{4}\nhint: say which: \S+ \(web-\d\), \S+ \(web-\d\)\n/,
    );
  });

  it('that is not there ends with 3 and a guess', async () => {
    const { exit, err } = await said('vm show wbe-1');
    expect(exit).toBe(3);
    expect(err).toContain('error: there is no vm wbe-1\nhint: did you mean web-1?\ncode: vm.not-found\n');
    expect((await said('vm start nothing-like-it')).err).toContain('hint: chrono vm list\n');
  });

  it('among several that fails leaves the others done, and ends with 8', async () => {
    const { exit, out, err } = await said('vm show web-1 gone web-2 -q');
    expect([exit, out]).toEqual([8, 'web-1\nweb-2\n']);
    expect(err).toContain('error: gone: there is no vm gone');
    const deleted = await said('vm delete web-1 gone --yes --no-wait');
    expect(deleted.exit).toBe(8);
    expect([...compute.vms.values()].map(({ name }) => name)).toEqual(['web-2']);
    expect((await said('vm list -q')).out).toBe('web-2\n');
  });
});

describe('the past', () => {
  it('is shown in words of people, and refused where there is none', async () => {
    await said('vm create web-1 -q');
    const show = ['vm', 'show', 'web-1', '--columns', 'name', '--no-headers', '--at'];
    const env = { CHRONO_URL: bed.url, CHRONO_TOKEN: bed.token };
    expect((await chrono([...show, '0 seconds ago'], { env })).out).toBe('web-1\n');
    const early = await chrono([...show, '2 hours ago'], { env });
    expect(early.exit).toBe(2);
    expect(early.err).toContain('code: time.before-first');
    const { err } = await chrono([...show, 'soon ago'], { env });
    expect(err).toContain('error: --at takes a point of the past, not "soon ago"');
    expect((await said('vm list --at 1 -q')).out).toBe('');
  });
});

describe('a list', () => {
  it('is read to its last page', async () => {
    for (let number = 0; number < 5; number += 1) await said(`vm create web-${number} -q`);
    expect((await said('vm list -q')).out.trim().split('\n')).toHaveLength(5);
    expect((await said('ls -q -n 2')).out.trim().split('\n')).toHaveLength(2);
    expect((await said('vms ls -q --filter name=web-3')).out).toBe('web-3\n');
  });

  it('is a table for people', async () => {
    await said('vm create web-1 -q --memory 128MiB');
    const { out } = await said('vm list --columns name,status,host,vcpus,memory');
    expect(out).toMatchInlineSnapshot(`
      "NAME   STATUS  HOST   VCPUS  MEMORY
      web-1  off     local  1      128MiB
      "
    `);
  });

  it('refuses a filter in the words of the command line', async () => {
    const { exit, err } = await said('vm list --filter colour=red');
    expect(exit).toBe(2);
    expect(err).toContain('there is no field colour');
  });
});

describe('a token', () => {
  it('that is wrong ends with 4', async () => {
    expect((await said('vm list', { env: { CHRONO_TOKEN: 'x'.repeat(43) } })).exit).toBe(4);
  });

  it('is found where the gateway put it', async () => {
    expect((await said('status', { env: { CHRONO_TOKEN: '', CHRONO_DATA_DIR: bed.dataDir } })).exit).toBe(0);
  });

  it('that is nowhere ends with 4 and tells where it was looked for', async () => {
    const { exit, err } = await said('vm list', { env: { CHRONO_TOKEN: '', CHRONO_DATA_DIR: '/nowhere' } });
    expect(exit).toBe(4);
    expect(err).toContain('hint: there is no /nowhere/admin-token: set CHRONO_TOKEN');
  });
});

describe('history', () => {
  it('is every event of one vm', async () => {
    await said('vm create web-1 -q');
    const types = (await said('vm history web-1 --columns type --no-headers')).out.trim().split('\n');
    expect(types[0]).toBe('vm.created');
    expect(types).toContain('vm.provisioned');
  });
});

describe('api', () => {
  it('sends what it is told and prints what comes back', async () => {
    const { exit, out } = await said('api POST vms -f name=web-1 -f vcpus=2 -H Prefer:wait=5');
    expect(exit).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ type: 'vm.create', status: 'succeeded' });
    expect(JSON.parse((await said('api /vms')).out)).toMatchObject({ items: [{ name: 'web-1', vcpus: 2 }] });
    expect((await said('api -i /healthz')).out).toContain('HTTP 200\n');
  });

  it('ends as the status says', async () => {
    const { exit, out } = await said('api DELETE /vms/gone');
    expect(exit).toBe(3);
    expect(JSON.parse(out)).toMatchObject({ code: 'vm.not-found' });
  });
});

describe('what runs', () => {
  it('is told by status, version and audit verify', async () => {
    await said('vm create web-1 -q');
    expect((await said('status')).out).toContain(`at ${bed.url}, up since `);
    expect(JSON.parse((await said('version -o json')).out)).toEqual({ client: '0.1.0', server: '0.1.0' });
    await until(() => expect(audit.taken.length).toBeGreaterThan(0));
    expect((await said('audit verify')).out).toBe(`the audit trail is intact: ${audit.taken.length} records\n`);
    expect((await said('host list --columns name,status --no-headers')).out).toBe('local  connected\n');
  });

  it('completes names', async () => {
    await said('vm create web-1 -q');
    expect(
      (await chrono(['__complete', 'vm', 'start', ''], { env: { CHRONO_URL: bed.url, CHRONO_TOKEN: bed.token } })).out,
    ).toBe('web-1\n');
    expect(
      (
        await chrono(['__complete', 'vm', 'create', 'x', '--network', 'u'], {
          env: { CHRONO_URL: bed.url, CHRONO_TOKEN: bed.token },
        })
      ).out,
    ).toBe('user\n');
  });
});
