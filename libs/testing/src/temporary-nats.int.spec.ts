import { existsSync, readFileSync } from 'node:fs';
import { createLogger } from '@chronovisor/telemetry';
import { openNatsBus } from '@chronovisor/bus';
import { expect, it } from 'vitest';
import { eventually, temporaryNats } from './index.ts';

it('starts servers side by side, comes back on the same port, and leaves nothing', async () => {
  const [one, other] = await Promise.all([temporaryNats(), temporaryNats()]);
  const bus = await openNatsBus({ url: one.url, name: 'test', log: createLogger('test', 'silent') });
  try {
    expect(one.port).not.toBe(other.port);
    const { port, pid } = one;
    expect(readFileSync(`/proc/${pid}/comm`, 'utf8')).toBe('nats-server\n');
    await one.kill();
    await eventually(() => bus.status === 'reconnecting');
    await one.start();
    expect(one.port).toBe(port);
    await eventually(() => bus.status === 'connected', { withinMs: 20_000 });
  } finally {
    await bus.close();
    const { pid } = one;
    await Promise.all([one.stop(), other.stop()]);
    expect(existsSync(`/proc/${pid}`)).toBe(false);
  }
});
