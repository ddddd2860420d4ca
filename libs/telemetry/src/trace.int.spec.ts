/** Traces against a small collector of OTLP over HTTP. */
import { once } from 'node:events';
import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { continueTrace, createTracing, traceIdOf } from './trace.ts';

let collector: Server;
let endpoint: string;
let received: string[];

beforeEach(async () => {
  received = [];
  collector = createServer((request, response) => {
    let body = '';
    request.on('data', (piece: Buffer) => {
      body += piece.toString();
    });
    request.on('end', () => {
      received.push(`${request.url ?? ''} ${body}`);
      response.end('{}');
    });
  }).listen(0, '127.0.0.1');
  await once(collector, 'listening');
  endpoint = `http://127.0.0.1:${(collector.address() as AddressInfo).port}`;
});
afterEach(async () => {
  collector.closeAllConnections();
  collector.close();
  await once(collector, 'close');
});

it('sends spans of one trace, the inner below the outer', async () => {
  const tracing = createTracing('test', endpoint);
  const parent = continueTrace(undefined);
  const inner = await tracing.span('outer', parent, (outer) => tracing.span('inner', outer, async (last) => last));
  await tracing.close();
  expect(traceIdOf(inner)).toBe(traceIdOf(parent));
  const said = received.join('\n');
  expect(said).toContain('/v1/traces');
  for (const word of ['outer', 'inner', traceIdOf(parent) ?? '', 'chronovisor-test']) expect(said).toContain(word);
});

it('marks the span of work that fails, and lets the failure through', async () => {
  const tracing = createTracing('test', endpoint);
  await expect(tracing.span('failing', undefined, () => Promise.reject(new Error('boom')))).rejects.toThrow('boom');
  await tracing.close();
  expect(received.join('\n')).toContain('boom');
});

it('passes the trace on when nobody collects', async () => {
  const tracing = createTracing('test', undefined);
  const parent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
  expect(await tracing.span('any', parent, async (traceparent) => traceparent)).toBe(parent);
  await tracing.close();
});

it('makes a new trace of what is none', () => {
  for (const text of [undefined, '', 'garbage', `00-${'0'.repeat(32)}-${'b'.repeat(16)}-01`]) {
    expect(continueTrace(text)).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
    expect(traceIdOf(text)).toBeNull();
  }
});
