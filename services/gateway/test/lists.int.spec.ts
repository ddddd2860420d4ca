import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { VmUpdated } from '@chronovisor/contracts';
import { newId } from '@chronovisor/kernel/ids';
import { startBed, type Bed } from './bed.ts';
import { happening } from './recorder.ts';
import { created, provisioned, putPool, putWorld, requestOf, vmSpec, type World } from './samples.ts';

let bed: Bed;
let world: World;
const names = Array.from({ length: 25 }, (_, index) => `vm-${String(index).padStart(2, '0')}`);

beforeAll(async () => {
  bed = await startBed();
  world = await putWorld(bed.recorder);
  for (const [index, name] of names.entries()) {
    const vmId = newId();
    await bed.recorder.put(
      `vm-${vmId}`,
      created(vmId, world.host.hostId, { name }),
      ...(index < 5 ? [provisioned(vmId)] : []),
    );
  }
});
afterAll(() => bed.stop());

interface Page {
  readonly items: readonly Readonly<Record<string, unknown>>[];
  readonly nextCursor: string | null;
}
const page = async (query: string): Promise<Page> =>
  (await (await bed.call('GET', `/api/v1/vms${query}`)).json()) as Page;
/** Ids decide the order; vms made in the same millisecond have any. */
const namesOf = ({ items }: Page): string[] => items.map(({ name }) => String(name)).toSorted();

describe('a list', () => {
  it('is walked to its end by its links, each item once', async () => {
    const seen: string[] = [];
    let pages = 0;
    for (let next: string | null = '/api/v1/vms?limit=10&filter=name=vm-*'; next !== null; pages += 1) {
      const response = await bed.call('GET', next);
      seen.push(...namesOf((await response.json()) as Page));
      next = /^<([^>]+)>; rel="next"$/.exec(response.headers.get('link') ?? '')?.[1] ?? null;
    }
    expect(seen.toSorted()).toEqual(names);
    expect(new Set(seen).size).toBe(names.length);
    expect(pages).toBe(3);
  });

  it('shows its position, and what has changed at once', async () => {
    const before = await bed.call('GET', '/api/v1/vms?limit=1');
    const again = await bed.call('GET', '/api/v1/vms?limit=1');
    expect(await again.text()).toBe(await before.text());
    const vmId = newId();
    const position = await bed.recorder.put(`vm-${vmId}`, created(vmId, world.host.hostId, { name: 'late' }));
    const after = await bed.call('GET', `/api/v1/vms?limit=1000&atLeast=${position}`);
    expect(Number(after.headers.get('x-position'))).toBeGreaterThanOrEqual(position);
    expect(namesOf((await after.json()) as Page)).toContain('late');
  });

  it('is filtered by fields, with stars and negation, all conditions holding', async () => {
    expect(namesOf(await page('?filter=status=off'))).toEqual(names.slice(0, 5));
    expect(namesOf(await page('?filter=name=vm-0*,status!=off'))).toEqual(names.slice(5, 10));
    expect(namesOf(await page('?filter=host=elsewhere'))).toEqual([]);
  });

  it('is cut down to the fields asked for', async () => {
    const { items } = await page('?fields=name,status&filter=name=vm-00');
    expect(items).toEqual([{ name: 'vm-00', status: 'off' }]);
  });

  it('comes as one item a line', async () => {
    const response = await bed.call('GET', '/api/v1/vms?limit=3', { headers: { accept: 'application/x-ndjson' } });
    expect(response.headers.get('content-type')).toContain('application/x-ndjson');
    const lines = (await response.text()).trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line) as object)).toEqual((await page('?limit=3')).items);
    expect(response.headers.get('link')).toContain('rel="next"');
  });

  it('refuses cursors it did not give out, and cursors of another filter', async () => {
    const { nextCursor } = await page('?limit=5');
    expect((await bed.call('GET', `/api/v1/vms?limit=5&cursor=${nextCursor}`)).status).toBe(200);
    for (const query of [
      `cursor=${nextCursor}&filter=status=off`,
      'cursor=abc',
      `cursor=${nextCursor?.slice(0, -2)}AA`,
      'cursor=a.b',
    ]) {
      const response = await bed.call('GET', `/api/v1/vms?${query}`);
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ code: 'cursor.invalid', errors: [{ pointer: '?cursor' }] });
    }
    expect((await bed.call('GET', `/api/v1/pools?cursor=${nextCursor}`)).status).toBe(400);
  });

  it.each(['filter=colour=red', 'filter=name', 'filter=,', 'fields=colour', 'fields=name,,id'])(
    'refuses %s',
    async (query) => {
      const response = await bed.call('GET', `/api/v1/vms?${query}`);
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ errors: [{ pointer: `?${query.split('=')[0]}` }] });
    },
  );

  it('shows operations newest first', async () => {
    const response = await bed.call('GET', '/api/v1/operations?limit=1000');
    const { items } = (await response.json()) as Page;
    const ids = items.map(({ id }) => String(id));
    expect(ids).toEqual(ids.toSorted().toReversed());
    expect(ids.length).toBeGreaterThan(25);
  });
});

describe('a selector', () => {
  const labelled = async (name: string, labels: Record<string, string>): Promise<string> => {
    const vmId = newId();
    await bed.recorder.put(`vm-${vmId}`, created(vmId, world.host.hostId, { name, spec: vmSpec({ labels }) }));
    return vmId;
  };

  it('picks by labels, and a page of it leads to its next', async () => {
    const vmId = await labelled('one', { set: 'web', env: 'a' });
    await labelled('two', { set: 'web', env: 'b', tier: 'db' });
    const position = await bed.recorder.put(
      `vm-${vmId}`,
      happening(VmUpdated, { vmId, changes: { labels: { set: 'web', env: 'c', x: '' } }, request: requestOf() }),
    );
    const pick = (selector: string, more = '') =>
      page(`?atLeast=${position}&selector=${encodeURIComponent(selector)}${more}`);
    expect(namesOf(await pick('set=web'))).toEqual(['one', 'two']);
    expect(namesOf(await pick('set=web,tier!=db,env in (a,c),x'))).toEqual(['one']);
    expect(namesOf(await pick('env', '&filter=name=t*'))).toEqual(['two']);
    expect((await pick('x')).items[0]).toMatchObject({ labels: { set: 'web', env: 'c', x: '' } });
    const { nextCursor } = await pick('set', '&limit=1');
    expect((await pick('set', `&limit=1&cursor=${nextCursor}`)).nextCursor).toBeNull();
    const other = await bed.call('GET', `/api/v1/vms?selector=env&cursor=${nextCursor}`);
    expect(await other.json()).toMatchObject({ code: 'cursor.invalid' });
  });

  it('that cannot be read is refused with its place', async () => {
    const response = await bed.call('GET', '/api/v1/vms?selector=a%20in%20b');
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      code: 'selector.invalid',
      hint: expect.stringContaining('env in (a,b)'),
      errors: [{ pointer: '?selector' }],
    });
  });

  it.each([{ '-a': 'b' }, { a: 'b c' }, { 'a/b/c': '' }, { ['a'.repeat(64)]: '' }])(
    'has nothing to do with labels such as %j, which are refused',
    async (labels) => {
      const response = await bed.call('POST', '/api/v1/vms', { body: { name: 'odd', labels } });
      expect(response.status).toBe(400);
      const [key = ''] = Object.keys(labels);
      expect(await response.json()).toMatchObject({ errors: [{ pointer: `/labels/${key.replaceAll('/', '~1')}` }] });
    },
  );
});

describe('a name that several things have', () => {
  it('is refused with their ids', async () => {
    const other = await putPool(bed.recorder, newId());
    await bed.tail.waitFor(bed.tail.position);
    const response = await bed.call('GET', '/api/v1/pools/default');
    expect(response.status).toBe(409);
    expect(await response.json()).toMatchObject({ code: 'request.ambiguous', hint: expect.stringContaining(other) });
    expect((await bed.call('GET', `/api/v1/pools/${other}`)).status).toBe(200);
  });
});
