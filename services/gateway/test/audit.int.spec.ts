import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startBed, type Bed } from './bed.ts';
import { type LittleAudit, LittleCompute } from './little-services.ts';
import { putWorld } from './samples.ts';

let bed: Bed;
let audit: LittleAudit;
let compute: LittleCompute;

beforeEach(async () => {
  bed = await startBed();
  await putWorld(bed.recorder);
  ({ audit } = bed);
  compute = new LittleCompute(bed.far, bed.recorder);
});
afterEach(() => bed.stop());

const create = (name: string) => bed.call('POST', '/api/v1/vms', { body: { name } });

/** Records the audit service has not taken yet. */
const waiting = async (): Promise<number> => {
  const metrics = await (await bed.call('GET', '/metrics')).text();
  return Number(/^chrono_audit_waiting\S* (\d+)$/m.exec(metrics)?.[1]);
};

describe('the audit trail', () => {
  it('has every mutation, with who, what, on what and what came of it', async () => {
    const { id, target } = (await (await create('web-1')).json()) as { id: string; target: string };
    await create('web-1');
    await expect.poll(() => audit.taken.length).toBe(2);
    expect(audit.taken[0]?.correlationId).toBe(compute.heard[0]?.meta.correlationId);
    expect(audit.taken[0]).toMatchObject({
      actor: { kind: 'user', id: 'admin', source: '127.0.0.1' },
      action: 'createVm',
      object: target,
      result: 'accepted',
      status: 202,
      operationId: id,
    });
    expect(audit.taken[1]).toMatchObject({ action: 'createVm', result: 'refused', status: 409, code: 'vm.name-taken' });
  });

  it('has every denial, also of reads, and no read that was allowed', async () => {
    await bed.call('GET', '/api/v1/vms');
    await bed.call('GET', '/api/v1/vms', { headers: { authorization: 'Bearer wrong' } });
    await expect.poll(() => audit.taken.length).toBe(1);
    expect(audit.taken[0]).toMatchObject({
      actor: { id: 'anonymous' },
      result: 'denied',
      status: 401,
      code: 'auth.invalid',
    });
  });

  it('gets what happened while its service was away, in order and once', async () => {
    audit.deaf = true;
    for (let index = 0; index < 5; index += 1) expect((await create(`web-${index}`)).status).toBe(202);
    audit.deaf = false;
    await expect.poll(() => audit.taken.length, { timeout: 5_000 }).toBe(5);
    expect(new Set(audit.taken.map(({ object }) => object)).size).toBe(5);
    expect(audit.taken.map(({ at }) => at)).toEqual(audit.taken.map(({ at }) => at).toSorted());
  });

  it('has what was denied, refused or found done already before the answer, since no log tells of it', async () => {
    await bed.call('DELETE', '/api/v1/vms/web-1', { headers: { authorization: 'Bearer wrong' } });
    expect(audit.taken.at(-1)).toMatchObject({ result: 'denied', status: 401 });
    await bed.call('DELETE', '/api/v1/vms/nobody');
    expect(audit.taken.at(-1)).toMatchObject({ result: 'refused', status: 404 });
    await create('web-1');
    const start = () => bed.call('POST', '/api/v1/vms/web-1/start');
    expect((await start()).status).toBe(202);
    expect((await start()).status).toBe(202);
    expect(audit.taken.at(-1)).toMatchObject({ action: 'startVm', result: 'accepted', status: 202 });
  });

  it('holds up nobody for ever when its service is away', async () => {
    audit.deaf = true;
    expect((await bed.call('DELETE', '/api/v1/vms/nobody')).status).toBe(404);
  });

  it('gets what was accepted right before the process died from the log, once', async () => {
    audit.deaf = true;
    const { id, target } = (await (await create('web-1')).json()) as { id: string; target: string };
    bed = await bed.restart();
    await expect.poll(() => bed.audit.taken.length, { timeout: 5_000 }).toBe(1);
    expect(bed.audit.taken[0]).toMatchObject({
      actor: { kind: 'user', id: 'admin', source: '127.0.0.1' },
      ...{ action: 'createVm', object: target, result: 'accepted', status: 202, operationId: id },
    });
    bed = await bed.restart();
    await bed.call('DELETE', '/api/v1/vms/nobody');
    expect(bed.audit.taken).toMatchObject([{ status: 404 }]);
  });

  it('counts a flood of the same denial instead of listing it, and loses none', async () => {
    audit.deaf = true;
    const wrong = () => bed.call('GET', '/api/v1/vms', { headers: { authorization: 'Bearer wrong' } });
    const asked = Array.from({ length: 100 }, wrong);
    await expect.poll(() => waiting()).toBeGreaterThan(30);
    audit.deaf = false;
    for (const answer of await Promise.all(asked)) expect(answer.status).toBe(401);
    await expect.poll(() => waiting(), { timeout: 5_000 }).toBe(0);
    expect(audit.taken.reduce((sum, { times = 1 }) => sum + times, 0)).toBe(100);
    expect(audit.taken.length).toBeLessThan(50);
  });

  it('is read newest first, page by page, filtered', async () => {
    for (let index = 0; index < 5; index += 1) await create(`web-${index}`);
    await create('web-0');
    await expect.poll(() => audit.taken.length).toBe(6);
    await bed.tail.waitFor(bed.tail.position);
    const page = async (query: string) =>
      (await (await bed.call('GET', `/api/v1/audit${query}`)).json()) as {
        items: { sequence: number }[];
        nextCursor: string | null;
      };
    const seen: number[] = [];
    for (let cursor = ''; ;) {
      const { items, nextCursor } = await page(`?limit=2${cursor}`);
      seen.push(...items.map(({ sequence }) => sequence));
      if (nextCursor === null) break;
      cursor = `&cursor=${nextCursor}`;
    }
    expect(seen).toEqual([5, 4, 3, 2, 1, 0]);
    const refused = await page('?filter=result=refused&fields=sequence,code');
    expect(refused.items).toEqual([{ sequence: 5, code: 'vm.name-taken' }]);
  });

  it('is checked on request', async () => {
    await create('web-1');
    await expect.poll(() => audit.taken.length).toBe(1);
    const response = await bed.call('GET', '/api/v1/audit/verify');
    expect(await response.json()).toEqual({ valid: true, records: 1, broken: null });
  });
});
