import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { holdHost } from './host-identity.ts';

describe('a host', () => {
  let dataDir: string;
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'chrono-host-'));
  });
  afterEach(() => rm(dataDir, { recursive: true, force: true }));

  it('keeps its id', async () => {
    const first = await holdHost(dataDir, 'a');
    first.release();
    const second = await holdHost(dataDir, 'a');
    second.release();
    expect(second.hostId).toBe(first.hostId);
  });

  it('is one process', async () => {
    const held = await holdHost(dataDir, 'a');
    await expect(holdHost(dataDir, 'a')).rejects.toMatchObject({ code: 'host.in-use' });
    const other = await holdHost(dataDir, 'b');
    expect(other.hostId).not.toBe(held.hostId);
    held.release();
    other.release();
  });

  it('says so when nobody can tell whether it runs already', async () => {
    await mkdir(join(dataDir, 'hosts/a'), { recursive: true });
    await writeFile(join(dataDir, 'hosts/a/host.lock'), 'something else altogether'.repeat(100));
    await expect(holdHost(dataDir, 'a')).rejects.toMatchObject({ code: 'host.directory-unusable' });
  });
});
