import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startBed, type Bed } from './bed.ts';
import { LittleCompute } from './little-services.ts';
import { putWorld } from './samples.ts';

let bed: Bed;
let compute: LittleCompute;

beforeEach(async () => {
  bed = await startBed();
  await putWorld(bed.recorder);
  compute = new LittleCompute(bed.far, bed.recorder);
});
afterEach(() => bed.stop());

const create = (body: object, key: string) =>
  bed.call('POST', '/api/v1/vms', { body, headers: { 'idempotency-key': key } });
const idOf = async (response: Response): Promise<string> => ((await response.json()) as { id: string }).id;
const creations = (): number => compute.heard.filter(({ type }) => type === 'compute.CreateVm').length;
const body = { name: 'web-1', disks: [{ size: '1GiB' }] };

describe('an idempotency key', () => {
  it('gives the same operation to the same request, which is done once', async () => {
    const first = await create(body, '"k-1"');
    const second = await create(body, 'k-1');
    expect([first.status, second.status]).toEqual([202, 202]);
    expect(await idOf(second)).toBe(await idOf(first));
    expect(creations()).toBe(1);
  });

  it('holds for requests that come at the same time', async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, () => create(body, 'k-1')));
    const ids = new Set(await Promise.all(answers.map(idOf)));
    expect(ids.size).toBe(1);
    expect(creations()).toBe(1);
    const list = (await (await bed.call('GET', '/api/v1/vms')).json()) as { items: unknown[] };
    expect(list.items).toHaveLength(1);
  });

  it('holds after a restart', async () => {
    const first = await idOf(await create(body, 'k-1'));
    bed = await bed.restart();
    const again = await create(body, 'k-1');
    expect(again.status).toBe(202);
    expect(await idOf(again)).toBe(first);
    expect(creations()).toBe(1);
  });

  it('is refused for another body and for another path', async () => {
    await create(body, 'k-1');
    const other = await create({ ...body, vcpus: 2 }, 'k-1');
    expect(other.status).toBe(422);
    expect(await other.json()).toMatchObject({ code: 'idempotency.key-reused' });
    const path = await bed.call('POST', '/api/v1/vms/web-1/start', { headers: { 'idempotency-key': 'k-1' } });
    expect(path.status).toBe(422);
  });

  it('is not bound by a request that was refused for its body', async () => {
    expect((await create({ name: 'a b' }, 'k-1')).status).toBe(400);
    expect((await create({ ...body, image: 'none' }, 'k-1')).status).toBe(400);
    expect((await create(body, 'k-1')).status).toBe(202);
  });

  it('gives the answer of a request that had nothing to do, too', async () => {
    await create(body, 'k-1');
    await bed.call('POST', '/api/v1/vms/web-1/start');
    await compute.finishStarts();
    const start = () => bed.call('POST', '/api/v1/vms/web-1/start', { headers: { 'idempotency-key': 'k-2' } });
    expect(await idOf(await start())).toBe(await idOf(await start()));
  });

  it('has to be printable and short', async () => {
    for (const key of ['x'.repeat(300), '"', 'ü']) {
      const response = await create(body, encodeURI(key) === key ? key : '"a" "b"');
      expect(response.status).toBe(400);
    }
  });
});
