/** The kernel's setting, read and written by programs so that it is that of the network namespace they run in. */
import type { Program } from '../program/program.port.ts';
import type { Forwarding } from './forwarding.port.ts';

const SETTING = '/proc/sys/net/ipv4/ip_forward';

export const liveForwarding = (program: Program): Forwarding => ({
  isOn: async () => (await program.run('cat', [SETTING])).trim() === '1',
  set: async (on) => {
    await program.run('tee', [SETTING], on ? '1\n' : '0\n');
  },
});
