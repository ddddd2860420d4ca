/** The command line as a process: signals, pipes and exit codes as a shell sees them. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { until } from './shell.ts';

const main = join(import.meta.dirname, '../src/main.ts');

let server: Server;
let started: ChildProcess[] = [];
/** An API whose event stream says one thing and then stays open, and whose list is long. */
beforeEach(async () => {
  const items = Array.from({ length: 20_000 }, (_, number) => ({ id: `${number}`, name: `vm-${number}` }));
  server = createServer((request, response) => {
    if (request.url?.startsWith('/api/v1/events') === true) {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(`id: 1\nevent: vm.started\ndata: ${JSON.stringify({ type: 'vm.started', subject: 'vms/1' })}\n\n`);
    } else response.end(JSON.stringify({ items, nextCursor: null }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(async () => {
  for (const child of started) child.kill('SIGKILL');
  started = [];
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
});

const chrono = (...argv: readonly string[]) => {
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const env = { PATH: process.env['PATH'], CHRONO_URL: url, CHRONO_TOKEN: 'x', HOME: '/nowhere' };
  const child = spawn(process.execPath, [main, ...argv], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  started.push(child);
  const said = { out: '', err: '' };
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said.err += text));
  return { child, said };
};

const ending = async (child: ChildProcess): Promise<unknown> => {
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
  return code ?? signal;
};

describe('the process', () => {
  it('ends with the code of what it did', async () => {
    expect(await ending(chrono('--version').child)).toBe(0);
    expect(await ending(chrono('vmm').child)).toBe(2);
  });

  it('writes a long list whole before it ends', async () => {
    const { child, said } = chrono('vm', 'list', '-q');
    child.stdout.setEncoding('utf8').on('data', (text: string) => (said.out += text));
    expect(await ending(child)).toBe(0);
    expect(said.out.trimEnd().split('\n')).toHaveLength(20_000);
  });

  it('says nothing when its reader has seen enough', async () => {
    const { child, said } = chrono('vm', 'list', '-o', 'json');
    child.stdout.once('data', () => child.stdout.destroy());
    expect([await ending(child), said.err]).toEqual([0, '']);
  });

  it('is left by SIGINT with 130, whatever it waits for', async () => {
    const { child, said } = chrono('events', '-f', '-o', 'ndjson');
    child.stdout.setEncoding('utf8').on('data', (text: string) => (said.out += text));
    await until(() => expect(said.out).toContain('vm.started'));
    child.kill('SIGINT');
    expect([await ending(child), said.err]).toEqual([130, '']);
  });
});
