import { afterEach, describe, expect, it } from 'vitest';
import { type Namespace, isRoot, namespace } from '../../../test/namespace.ts';
import { fakeForwarding } from './forwarding.fake.ts';
import { liveForwarding } from './forwarding.live.ts';
import type { Forwarding } from './forwarding.port.ts';

const made: Namespace[] = [];
afterEach(async () => {
  await Promise.all(made.splice(0).map((one) => one.remove()));
});
const openLive = async (): Promise<Forwarding> => {
  const own = await namespace();
  made.push(own);
  return liveForwarding(own.program);
};

describe.each<[string, () => Promise<Forwarding>]>([
  ['fake', async () => fakeForwarding()],
  ...(isRoot ? [['live', openLive] as [string, typeof openLive]] : []),
])('%s forwarding', (_, open) => {
  it('is switched on and off, also twice', async () => {
    const forwarding = await open();
    for (const on of [true, true, false, false, true]) {
      await forwarding.set(on);
      expect(await forwarding.isOn()).toBe(on);
    }
  });
});
