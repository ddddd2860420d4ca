import { HostJoined, VmCrashed, VmDeleted } from '@chronovisor/contracts';
import { newId } from '@chronovisor/kernel/ids';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startBed, type Bed } from './bed.ts';
import { happening } from './recorder.ts';
import { created, hostFacts, provisioned, putWorld, sampleHost, type World } from './samples.ts';
import { readStream, type Stream } from './sse.ts';

let bed: Bed;
let world: World;
const open: Stream[] = [];

beforeEach(async () => {
  bed = await startBed();
  world = await putWorld(bed.recorder);
});
afterEach(async () => {
  for (const stream of open.splice(0)) stream.close();
  await bed.stop();
});

const follow = async (query = '', headers: Record<string, string> = {}): Promise<Stream> => {
  const abort = new AbortController();
  const response = await fetch(`${bed.url}/api/v1/events${query}`, {
    headers: { authorization: `Bearer ${bed.token}`, accept: 'text/event-stream', ...headers },
    signal: abort.signal,
  });
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toContain('text/event-stream');
  const stream = readStream(response, abort);
  open.push(stream);
  return stream;
};
const typesOf = ({ messages }: Stream): readonly (string | null)[] => messages.map(({ event }) => event);
const putVm = async (name = 'web-1'): Promise<string> => {
  const vmId = newId();
  await bed.recorder.put(`vm-${vmId}`, created(vmId, world.host.hostId, { name }), provisioned(vmId));
  return vmId;
};
const exit = { code: null, signal: 'SIGKILL', reason: 'killed', logTail: 'last words' };

describe('what no event could match', () => {
  const get = async (query: string) => {
    const response = await bed.call('GET', `/api/v1/events?${query}`);
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };

  it.each([
    ['types=nope.*', 'event.type-unknown', '?types', 'docs/events.md'],
    ['types=vm.*,vm.strated', 'event.type-unknown', '?types', 'did you mean vm.started or'],
    ['types=vms.*', 'event.type-unknown', '?types', 'did you mean vm.*'],
    ['subject=vms/nope', 'subject.unknown', '?subject', 'Name a vm by its name'],
    ['subject=wbe-1', 'subject.unknown', '?subject', 'did you mean web-1?'],
    ['subject=volumes/0199a7c0-0000-7000-8000-000000000000', 'subject.unknown', '?subject', 'by its id'],
  ])('%s is refused with its place and what may be meant', async (query, code, pointer, hint) => {
    await putVm();
    expect(await get(query)).toMatchObject({
      status: 400,
      body: { code, hint: expect.stringContaining(hint), errors: [{ pointer }] },
    });
  });

  it('is none of what once was: its events are still told', async () => {
    const vmId = await putVm();
    await bed.recorder.claim('vm-name', 'web-1', vmId);
    await bed.recorder.put(`vm-${vmId}`, happening(VmDeleted, { vmId }));
    for (const subject of [vmId, `vms/${vmId}`, 'web-1', 'vms/web-1']) {
      const { status, body } = await get(`after=0&subject=${subject}`);
      expect([status, (body['items'] as unknown[]).length]).toEqual([200, 3]);
    }
  });
});

describe('an event stream', () => {
  it('tells what happens from now on, with position, type and the whole event', async () => {
    const stream = await follow('?types=vm.*');
    const vmId = await putVm();
    await bed.recorder.put(`vm-${vmId}`, happening(VmCrashed, { vmId, exit }));
    await expect.poll(() => typesOf(stream)).toEqual(['vm.created', 'vm.provisioned', 'vm.crashed']);
    const last = stream.messages.at(-1);
    const event = JSON.parse(last?.data ?? '') as Record<string, unknown>;
    expect(event).toMatchObject({
      type: 'vm.crashed',
      subject: `vms/${vmId}`,
      position: Number(last?.id),
      data: { exit: { signal: 'SIGKILL' } },
    });
  });

  it('goes on after the last id a reader has seen, from memory and from the store', async () => {
    await putVm();
    const all = await follow('?after=0');
    await expect.poll(() => all.messages.length).toBe(6);
    const ids = all.messages.map(({ id }) => Number(id));
    expect(ids).toEqual(ids.toSorted((a, b) => a - b));
    const rest = await follow('', { 'last-event-id': String(ids[3]) });
    await expect.poll(() => rest.messages.map(({ id }) => Number(id))).toEqual(ids.slice(4));
  });

  it('goes on after the last id when the process was started again meanwhile, without a gap or a repeat', async () => {
    await putVm('before');
    const all = await follow('?after=0');
    await expect.poll(() => all.messages.length).toBe(6);
    const last = String(all.messages.at(-1)?.id);
    bed = await bed.restart();
    const meanwhile = await putVm('meanwhile');
    const rest = await follow('', { 'last-event-id': last });
    await expect.poll(() => typesOf(rest)).toEqual(['vm.created', 'vm.provisioned']);
    expect(rest.messages.every(({ data }) => data.includes(meanwhile))).toBe(true);
  });

  it('misses nothing that happens while it catches up with the store', async () => {
    // More than the feed keeps, so that the beginning comes from the store.
    const hosts = Array.from({ length: 90 }, () => sampleHost());
    for (const host of hosts) {
      const joined = Array.from({ length: 100 }, () => happening(HostJoined, { facts: hostFacts(host) }));
      await bed.recorder.put(`host-${host.hostId}`, ...joined);
    }
    const stream = await follow('?after=0');
    const vmId = await putVm('late');
    await expect.poll(() => stream.messages.length, { timeout: 20_000 }).toBe(4 + 9000 + 2);
    const ids = stream.messages.map(({ id }) => Number(id));
    expect(new Set(ids).size).toBe(ids.length);
    expect(stream.messages.at(-1)?.data).toContain(vmId);
  });

  it('is about one thing when asked so, by id, path or name', async () => {
    const vmId = await putVm('one');
    await putVm('two');
    for (const subject of [vmId, `vms/${vmId}`, `/api/v1/vms/${vmId}`, 'one']) {
      const stream = await follow(`?after=0&subject=${encodeURIComponent(subject)}`);
      await expect.poll(() => typesOf(stream)).toEqual(['vm.created', 'vm.provisioned']);
    }
  });

  it('ends when the process stops', async () => {
    const stream = await follow();
    bed = await bed.restart();
    await expect(stream.ended).resolves.toBeUndefined();
  });

  it('refuses an id that is none', async () => {
    const headers = { accept: 'text/event-stream', 'last-event-id': 'x' };
    expect((await bed.call('GET', '/api/v1/events', { headers })).status).toBe(400);
  });
});

describe('a page of events', () => {
  const page = async (query: string): Promise<{ items: { type: string; position: number }[]; next: number }> =>
    (await (await bed.call('GET', `/api/v1/events${query}`)).json()) as never;

  it('shows the latest without a position', async () => {
    await putVm();
    const { items, next } = await page('?limit=2');
    expect(items.map(({ type }) => type)).toEqual(['vm.created', 'vm.provisioned']);
    expect(next).toBe(items.at(-1)?.position);
  });

  it('goes through the log from a position, page by page', async () => {
    await putVm();
    const seen: number[] = [];
    for (let after = 0; ;) {
      const { items, next } = await page(`?after=${after}&limit=2`);
      if (items.length === 0) break;
      seen.push(...items.map(({ position }) => position));
      after = next;
    }
    expect(seen).toHaveLength(6);
    expect(seen).toEqual([...new Set(seen)].toSorted((a, b) => a - b));
  });

  it('holds no claims, keys and audit records', async () => {
    const { items } = await page('?after=0&limit=1000');
    expect(items.every(({ type }) => !/claim|key|access/.test(type))).toBe(true);
  });
});
