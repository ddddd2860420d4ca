import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { Addresses, type Allowed } from './addresses.ts';
import { createPost, holdOffIn, type Outcome } from './post.ts';

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

const serve = async (listener: RequestListener): Promise<string> => {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
};

const post = (url: string, allowed: Allowed = ['127.0.0.0/8']): Promise<Outcome> =>
  createPost(new Addresses(allowed), { timeoutMs: 300, version: '1' })({
    url,
    id: 'e-1',
    body: '{}',
    secrets: [`whsec_${Buffer.alloc(32, 7).toString('base64')}`],
  });

describe('a letter', () => {
  it('is taken with any answer from 200 to 299', async () => {
    const url = await serve((_request, out) => void out.writeHead(202).end('thanks'));
    expect(await post(url)).toMatchObject({ delivered: true, status: 202, reason: null });
  });

  it('that is not answered in time is not taken', async () => {
    const url = await serve(() => undefined);
    expect(await post(url)).toMatchObject({ delivered: false, status: null, reason: 'no answer within 300 ms' });
  });

  it('whose answer never ends is not taken', async () => {
    const url = await serve((_request, out) => {
      out.writeHead(200);
      const more = setInterval(() => out.write('x'.repeat(16_384)), 1);
      out.on('close', () => clearInterval(more));
    });
    expect(await post(url)).toMatchObject({ delivered: false, reason: expect.stringContaining('more than 65536') });
  });

  it('is not sent on by a redirect', async () => {
    let asked = 0;
    const url = await serve((_request, out) => {
      asked += 1;
      out.writeHead(302, { location: '/again' }).end();
    });
    expect(await post(url)).toMatchObject({ delivered: false, status: 302 });
    expect(asked).toBe(1);
  });

  it('never reaches an address that is not allowed', async () => {
    let asked = 0;
    const url = await serve(() => (asked += 1));
    expect(await post(url, [])).toMatchObject({ delivered: false, reason: expect.stringContaining('private network') });
    expect(await post(url.replace('127.0.0.1', 'localhost'), [])).toMatchObject({ delivered: false, status: null });
    expect(asked).toBe(0);
  });

  it('that is put off tells for how long', async () => {
    const url = await serve((_request, out) => void out.writeHead(429, { 'retry-after': '7' }).end());
    expect(await post(url)).toMatchObject({ delivered: false, status: 429, holdOffMs: 7_000 });
    const taken = await serve((_request, out) => void out.writeHead(200, { 'retry-after': '7' }).end());
    expect(await post(taken)).toMatchObject({ delivered: true, holdOffMs: null });
  });

  it('to where nobody listens is not taken', async () => {
    const url = await serve(() => undefined);
    const server = servers.pop() as Server;
    await new Promise((resolve) => server.close(resolve));
    expect(await post(url)).toMatchObject({ delivered: false, reason: expect.stringContaining('ECONNREFUSED') });
  });
});

describe('Retry-After', () => {
  const now = Date.parse('2026-11-20T08:00:00Z');
  it.each([
    ['120', 120_000],
    ['Fri, 20 Nov 2026 08:00:30 GMT', 30_000],
    ['999999999', 7_200_000],
    ['Fri, 20 Nov 2099 08:00:30 GMT', 7_200_000],
    ['Fri, 20 Nov 2020 08:00:30 GMT', null],
    ['0', null],
    ['-5', null],
    ['soon', null],
    [undefined, null],
  ])('%s is a pause of %s ms', (header, ms) => expect(holdOffIn(header, now)).toBe(ms));
});
