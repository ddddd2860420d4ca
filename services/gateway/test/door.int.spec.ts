import { randomBytes } from 'node:crypto';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readOrCreateAdminToken } from '../src/inbound/http/admin-token.ts';
import { endpoints } from '../src/inbound/http/endpoints.ts';
import { startBed, type Bed } from './bed.ts';

let bed: Bed;
beforeAll(async () => {
  bed = await startBed();
});
afterAll(() => bed.stop());

const problemOf = async (response: Response): Promise<Record<string, unknown>> => {
  expect(response.headers.get('content-type')).toContain('application/problem+json');
  const problem = (await response.json()) as Record<string, unknown>;
  expect(problem).toMatchObject({
    type: `urn:chronovisor:problem:${String(problem['code'])}`,
    title: expect.any(String),
    status: response.status,
    detail: expect.any(String),
    hint: expect.any(String),
    traceId: expect.stringMatching(/^[0-9a-f]{32}$/),
    instance: expect.any(String),
  });
  return problem;
};

/** As a browser sends what its user typed. */
const asBrowser = (password: string): Record<string, string> => ({
  authorization: `Basic ${Buffer.from(`anybody:${password}`).toString('base64')}`,
});

describe('the admin token', () => {
  it('is 256 bits in a file that only its owner reads', async () => {
    const file = join(bed.dataDir, 'admin-token');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(Buffer.from((await readFile(file, 'utf8')).trim(), 'base64url')).toHaveLength(32);
  });

  it('stays the same, also when two processes make it at once', async () => {
    const { mkdtemp, rm } = await import('node:fs/promises');
    const { tmpdir } = await import('node:os');
    const dataDir = await mkdtemp(join(tmpdir(), 'token-'));
    await Promise.all(Array.from({ length: 8 }, () => readOrCreateAdminToken(dataDir)));
    const text = (await readFile(join(dataDir, 'admin-token'), 'utf8')).trim();
    expect((await readOrCreateAdminToken(dataDir)).is(text)).toBe(true);
    await writeFile(join(dataDir, 'admin-token'), 'short');
    await expect(readOrCreateAdminToken(dataDir)).rejects.toMatchObject({ code: 'token.damaged' });
    await rm(dataDir, { recursive: true });
  });
});

describe('without the right token', () => {
  const asked = endpoints.filter(({ open, path }) => open !== true && path !== '/metrics');

  it.each(asked.map(({ method, path }) => [method, path] as const))('%s %s answers 401', async (method, path) => {
    const response = await fetch(`${bed.url}${path.replace('{id}', 'x')}`, { method });
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toContain('Bearer');
    expect(await problemOf(response)).toMatchObject({ code: 'auth.missing' });
  });

  it.each(['Bearer wrong', `Bearer ${randomBytes(32).toString('base64url')}`, 'Basic YTpi', 'Bearer', ''])(
    '%j is no way in',
    async (authorization) => {
      const response = await fetch(`${bed.url}/api/v1/vms`, { headers: { authorization } });
      expect(response.status).toBe(401);
      expect(await problemOf(response)).toMatchObject({ code: 'auth.invalid' });
    },
  );

  it('not even what is there and what is not can be told apart', async () => {
    expect((await fetch(`${bed.url}/api/v1/nothing`)).status).toBe(401);
    expect((await fetch(`${bed.url}/admin`)).status).toBe(401);
  });

  it.each(['/healthz', '/readyz', '/metrics'])('%s answers all the same on this machine', async (path) => {
    expect((await fetch(`${bed.url}${path}`)).status).toBe(200);
  });

  it.each(['/', '/start.css', '/docs', '/docs/start.js', '/docs/openapi.json'])(
    '%s has a browser ask for the token',
    async (path) => {
      for (const headers of [{}, asBrowser('wrong')]) {
        const response = await fetch(`${bed.url}${path}`, { headers });
        expect([response.status, response.headers.get('www-authenticate')]).toEqual([401, 'Basic realm="chronovisor"']);
        expect(await problemOf(response)).toMatchObject({
          hint: expect.stringContaining('the token for the password'),
        });
      }
    },
  );
});

describe('with the right token', () => {
  it('for a password a browser sees the pages and nothing else, so that no other site can use what it remembers', async () => {
    const headers = asBrowser(bed.token);
    for (const path of ['/', '/docs', '/docs/openapi.json'])
      expect((await fetch(`${bed.url}${path}`, { headers })).status).toBe(200);
    for (const method of ['GET', 'POST']) {
      const response = await fetch(`${bed.url}/api/v1/vms`, { method, headers });
      expect([response.status, response.headers.get('www-authenticate')]).toEqual([401, 'Bearer realm="chronovisor"']);
      expect(await problemOf(response)).toMatchObject({ code: 'auth.invalid' });
    }
  });

  it.each(endpoints.map(({ method, path }) => [method, path] as const))('%s %s is served', async (method, path) => {
    const response = await bed.call(method, path.replace('{id}', 'x'));
    const { code } = response.status < 400 ? { code: null } : ((await response.json()) as { code: string });
    expect(['request.not-found', 'request.method', 'internal.bug']).not.toContain(code);
  });
});

describe('a request that is wrong in itself', () => {
  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  const large = `{"description":"${'x'.repeat(10 * 1024 * 1024)}"}`;
  const post = (body?: string, headers: Record<string, string> = {}) =>
    ['POST', '/api/v1/vms', { ...(body === undefined ? {} : { body }), headers }] as const;
  const get = (path: string) => ['GET', `/api/v1${path}`, {}] as const;

  it.each([
    ['a path that leads nowhere', get('/nothing'), 404, 'request.not-found'],
    ['a method the path does not know', ['PUT', '/api/v1/vms', {}], 405, 'request.method'],
    ['a method another path knows', ['POST', '/api/v1/vms/x', {}], 405, 'request.method'],
    ['a vm that is not there', get('/vms/x'), 404, 'vm.not-found'],
    ['a name longer than any', get(`/vms/${'x'.repeat(200)}`), 404, 'vm.not-found'],
    ['a name longer than the router takes', get(`/vms/${'x'.repeat(300)}`), 404, 'request.not-found'],
    ['half a body', post('{"name":'), 400, 'request.malformed'],
    ['a list for a body', post('[1]'), 400, 'request.invalid'],
    ['a text for a body', post('"x"'), 400, 'request.invalid'],
    ['no body', post(), 400, 'request.invalid'],
    ['a body that would be a prototype', post('{"__proto__":{"x":1},"name":"x"}'), 400, 'request.invalid'],
    ['a form', post('name=x', form), 415, 'request.unsupported-type'],
    ['XML', post('<vm/>', { 'content-type': 'text/xml' }), 415, 'request.unsupported-type'],
    ['ten megabytes', post(large), 413, 'request.too-large'],
    ['a broken escape', get('/vms/%zz'), 400, 'request.malformed'],
    ['a limit of none', get('/vms?limit=0'), 400, 'request.invalid'],
    ['a limit twice', get('/vms?limit=1&limit=2'), 400, 'request.invalid'],
    ['an unknown parameter', get('/vms?colour=red'), 400, 'request.invalid'],
    ['a parameter where there are none', get('/status?colour=red'), 400, 'request.invalid'],
    ['a boolean that is none', ['DELETE', '/api/v1/vms/x?force=maybe', {}], 400, 'request.invalid'],
    ['a wait that is none', get('/operations/x?wait=soon'), 400, 'request.invalid'],
    ['a position nobody gave out', get('/vms?atLeast=999999'), 400, 'position.unknown'],
  ] as const)('with %s is answered', { timeout: 20_000 }, async (_what, [method, path, options], status, code) => {
    const response = await bed.call(method, path, options);
    expect(response.status).toBe(status);
    expect(await problemOf(response)).toMatchObject({ code });
  });

  it('with HEAD is answered by its status alone', async () => {
    expect((await bed.call('HEAD', '/api/v1/vms')).status).toBe(405);
  });

  it('names the methods a path takes', async () => {
    expect((await bed.call('PUT', '/api/v1/vms')).headers.get('allow')).toBe('GET, POST');
    expect((await bed.call('PUT', '/api/v1/vms/x')).headers.get('allow')).toBe('DELETE, GET, PATCH');
  });

  it('does not take the id of a thing as the name of another', async () => {
    const body = { name: '01a1fb41-7445-7b52-8dac-2c939006e2fc', memory: '64MiB' };
    const problem = await problemOf(await bed.call('POST', '/api/v1/vms', { body }));
    expect(problem).toMatchObject({ status: 400, errors: [{ pointer: '/name' }] });
  });

  it.each([
    [{}, '/name', 'this is missing'],
    [{ memory: '9999999TiB' }, '/memory', 'give whole bytes, less than 8192TiB of them'],
    [{ memory: '0' }, '/memory', 'nothing is no size'],
    [{ memory: '-5MiB' }, '/memory', 'write whole bytes as a number'],
    [{ labels: { ä: 'b' } }, '/labels/ä', 'a label is called by'],
  ])('says of %j what would be right', async (part, pointer, said) => {
    const body = { ...part, ...(pointer === '/name' ? {} : { name: 'web-1' }) };
    const problem = await problemOf(await bed.call('POST', '/api/v1/vms', { body }));
    expect(problem).toMatchObject({ errors: [{ pointer, detail: expect.stringContaining(said) }] });
  });

  it('names query parameters by their names', async () => {
    const problem = await problemOf(await bed.call('GET', '/api/v1/vms?limit=5000'));
    expect(problem['errors']).toMatchObject([{ pointer: '?limit' }]);
  });

  const raw = (bytes: string): Promise<string> =>
    new Promise((resolve, reject) => {
      let text = '';
      const socket = connect(Number(new URL(bed.url).port), '127.0.0.1', () => socket.write(bytes));
      socket.on('data', (data) => (text += String(data)));
      socket.on('end', () => resolve(text));
      socket.on('error', reject);
    });

  it('is answered even when it is no HTTP', async () => {
    const answer = await raw('GARBAGE\r\n\r\n');
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(answer).toContain('"code":"request.malformed"');
  });

  it('hears that its headers are too large', async () => {
    const answer = await raw(`GET /api/v1/vms HTTP/1.1\r\nhost: x\r\nx-long: ${'a'.repeat(20_000)}\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(answer).toContain('the headers are too large');
  });
});

describe('a trace', () => {
  it('goes on from the traceparent that came, and begins without one', async () => {
    const traceId = randomBytes(16).toString('hex');
    const headers = { traceparent: `00-${traceId}-${randomBytes(8).toString('hex')}-01` };
    expect(await problemOf(await bed.call('GET', '/api/v1/vms/x', { headers }))).toMatchObject({ traceId });
    const broken = await problemOf(await bed.call('GET', '/api/v1/vms/x', { headers: { traceparent: '00-zz' } }));
    expect(broken['traceId']).not.toBe(traceId);
  });
});

describe('the pages', () => {
  it('load nothing from elsewhere and are kept from doing so', async () => {
    const response = await bed.call('GET', '/docs');
    const policy = response.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain('unsafe');
    const page = await response.text();
    const parts = [...page.matchAll(/(?:src|href)="([^"]+)"/g)].map((match) => match[1] as string);
    expect(parts.length).toBeGreaterThan(3);
    expect(page).not.toContain('<script>');
    for (const part of parts) {
      expect(part).toMatch(/^\//);
      expect((await bed.call('GET', part)).status).toBe(200);
    }
  });
});

describe('a client that falls silent in the middle of its request', () => {
  it('does not hold up the end of the process', async () => {
    const own = await startBed();
    const silent = connect(Number(new URL(own.url).port), '127.0.0.1');
    const closed = new Promise((resolve) => silent.once('close', resolve));
    silent.on('error', () => silent.destroy());
    silent.write(
      'POST /api/v1/vms HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"a"',
    );
    await new Promise((resolve) => silent.once('ready', resolve).once('data', resolve));
    await own.stop();
    expect(await closed).toBe(false);
  });
});
