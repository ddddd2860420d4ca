/** Holds the real machine to what the doctor expects of one. */
import { createServer, type Server } from 'node:net';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, describe, expect, it } from 'vitest';

import { examine, liveMachine } from './index.mjs';

const opened: Server[] = [];
const folders: string[] = [];

afterEach(async () => {
  await Promise.all(opened.splice(0).map((server) => new Promise((done) => server.close(done))));
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

const listenSomewhere = async (): Promise<number> => {
  const server = createServer();
  opened.push(server);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
};

const temporary = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'chrono-doctor-'));
  folders.push(folder);
  return folder;
};

describe('the real machine', () => {
  it('names this very process as the holder of its port', async () => {
    const port = await listenSomewhere();
    expect(await liveMachine(process.env).tryListen('127.0.0.1', port)).toBe('EADDRINUSE');
    expect(liveMachine(process.env).portHolder(port)).toMatchObject({ pid: process.pid });
  });

  it('finds no holder for a free port', async () => {
    const port = await listenSomewhere();
    await new Promise((done) => opened.splice(0)[0]?.close(done));
    expect(await liveMachine(process.env).tryListen('127.0.0.1', port)).toBe('free');
    expect(liveMachine(process.env).portHolder(port)).toBeUndefined();
  });

  it('tells the code of a program and survives one that is not there', async () => {
    const machine = liveMachine(process.env);
    expect(await machine.run('/bin/sh', ['-c', 'echo out; echo err >&2; exit 3'])).toEqual({
      code: 3,
      stdout: 'out\n',
      stderr: 'err\n',
    });
    expect((await machine.run('/nowhere/at-all', [])).code).toBeNull();
  });

  it('finds programs, folders and free space', () => {
    const machine = liveMachine(process.env);
    const folder = temporary();
    expect(machine.which('sh')).toMatch(/^\/.*\/sh$/);
    expect(machine.which('no-such-program-at-all')).toBeUndefined();
    expect(machine.nearest(join(folder, 'a', 'b'))).toBe(folder);
    expect(machine.freeBytes(join(folder, 'a'))).toBeGreaterThan(0);
    expect(machine.access(join(folder, 'a'))).toBe('missing');
    expect(machine.access(folder)).toBe('ok');
  });

  it('is examined without a bug in any question', async () => {
    const findings = await examine(liveMachine(process.env), {
      dataDir: temporary(),
      httpHost: '127.0.0.1',
      httpPort: await listenSomewhere(),
      ownNats: true,
    });
    expect(findings.find((finding) => finding.id === 'port')).toMatchObject({ level: 'fail' });
    expect(findings.every((finding) => finding.found.length > 0 && finding.title.length > 0)).toBe(true);
    expect(findings.filter((finding) => finding.level !== 'ok').every((finding) => finding.remedy !== undefined)).toBe(
      true,
    );
  });
});
