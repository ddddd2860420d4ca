/** What the switch for forwarding promises. */
import { describe, expect, it } from 'vitest';
import type { Forwarding } from '../src/drivers/forwarding/forwarding.port.ts';

export const specifyForwarding = (kind: 'fake' | 'live', open: () => Promise<Forwarding>): void => {
  describe(`${kind} forwarding`, () => {
    it('is switched on and off, also twice', async () => {
      const forwarding = await open();
      for (const on of [true, true, false, false, true]) {
        await forwarding.set(on);
        expect(await forwarding.isOn()).toBe(on);
      }
    });
  });
};
