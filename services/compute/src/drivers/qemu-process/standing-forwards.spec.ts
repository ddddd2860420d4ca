import type { LaunchSpec } from '@chronovisor/contracts';
import { describe, expect, it } from 'vitest';
import { forwardsIn } from './standing-forwards.ts';

const first = '0199aa00-0000-7000-8000-000000000004';
const second = '0199aa00-0000-7000-8000-000000000005';
const spec = { nics: [{ nicId: first }, { nicId: second }] } as unknown as LaunchSpec;

/** As QEMU 7.2 wrote it. */
const table = [
  'Hub -1 (net-70008000000000000004):',
  '  Protocol[State]    FD  Source Address  Port   Dest. Address  Port RecvQ SendQ',
  '  TCP[ESTABLISHED]   12       127.0.0.1 50000       10.0.2.15    80     0     0',
  '  TCP[HOST_FORWARD]  11       127.0.0.1 38139       10.0.2.15    80     0     0',
  'Hub -1 (net-70008000000000000005):',
  '  Protocol[State]    FD  Source Address  Port   Dest. Address  Port RecvQ SendQ',
  '  UDP[HOST_FORWARD]  10               * 41698       10.0.2.15    53     0     0',
  '',
].join('\r\n');

describe("QEMU's table of forwards", () => {
  it('gives each forward to its nic, and connections to none', () => {
    expect(forwardsIn(table, spec)).toEqual([
      { nicId: first, protocol: 'tcp', hostAddress: '127.0.0.1', hostPort: 38_139, guestPort: 80 },
      { nicId: second, protocol: 'udp', hostAddress: '0.0.0.0', hostPort: 41_698, guestPort: 53 },
    ]);
  });

  it('may be empty', () => {
    expect(forwardsIn('', spec)).toEqual([]);
  });
});
