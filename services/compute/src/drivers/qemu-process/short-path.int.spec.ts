import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { connectIn } from './short-path.ts';

it('a line that is reset in its first moment ends nobody but itself', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'chrono-short-path-'));
  const server = createServer();
  try {
    await new Promise<void>((resolve) => void server.listen(join(directory, 'serial'), resolve));
    const socket = await connectIn(directory, 'serial');
    expect(socket.listenerCount('error')).toBeGreaterThan(0);
    const closed = new Promise((resolve) => void socket.once('close', resolve));
    socket.destroy(new Error('reset'));
    await closed;
  } finally {
    server.close();
    await rm(directory, { recursive: true });
  }
});
