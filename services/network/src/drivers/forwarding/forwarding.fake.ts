/** The setting in memory. */
import type { Forwarding } from './forwarding.port.ts';

export const fakeForwarding = (initially = false): Forwarding => {
  let state = initially;
  return {
    isOn: async () => state,
    set: async (on) => {
      state = on;
    },
  };
};
