import type { LaunchSpec, VmProcess } from '@chronovisor/contracts';
import { type Server, createServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { connectedPortsIn } from '../qemu-process/standing-forwards.ts';
import type { Machine } from '../qemu-process/qemu-process.port.ts';
import { fakeGuestPorts } from './guest-port.fake.ts';
import { liveGuestPorts } from './guest-port.live.ts';

interface Nic {
  readonly kind: 'nat' | 'user';
  readonly address: string | null;
}

/** `led`: the guest answers behind a forward. */
const machineWith = (nics: readonly Nic[], forwards: NonNullable<VmProcess['forwards']> = [], led = true): Machine =>
  ({
    spec: { nics } as unknown as LaunchSpec,
    process: { pid: 1, startTicks: 1, accelerator: 'sim', forwards },
    isLedThrough: async () => led,
  }) as unknown as Machine;

const forward = (hostPort: number, protocol: 'tcp' | 'udp' = 'tcp') =>
  ({ nicId: 'n', protocol, hostAddress: '0.0.0.0', hostPort, guestPort: 80 }) as never;

let server: Server | null = null;
afterEach(() => new Promise((resolve) => (server === null ? resolve(null) : server.close(resolve))));

const portOf = (it: Server | null): number | undefined => (it?.address() as { readonly port: number } | null)?.port;

/** Somebody who listens on this machine, in a guest's place. */
const listening = (): Promise<number> =>
  new Promise((resolve) => {
    server = createServer((socket) => socket.end());
    server.listen(0, '127.0.0.1', () => resolve(portOf(server) ?? 0));
  });
const closedPort = async (): Promise<number> => {
  const port = await listening();
  await new Promise((resolve) => server?.close(resolve));
  server = null;
  return port;
};

describe.each([
  ['live', () => liveGuestPorts()],
  ['fake', () => fakeGuestPorts((_machine, port) => port === portOf(server))],
])('a port of a guest, %s', (_title, open) => {
  it('that takes a connection is open', async () => {
    const port = await listening();
    expect(await open().try(machineWith([{ kind: 'nat', address: '127.0.0.1' }]), port)).toBe('open');
  });

  it('that takes none is closed', async () => {
    const port = await closedPort();
    expect(await open().try(machineWith([{ kind: 'nat', address: '127.0.0.1' }]), port)).toBe('closed');
  });

  it('cannot be tried without an address or a forward', async () => {
    const machine = machineWith(
      [
        { kind: 'user', address: null },
        { kind: 'nat', address: null },
      ],
      [forward(1, 'udp')],
    );
    expect(await open().try(machine, 80)).toBe('no-way');
  });
});

describe('a port behind a forward', () => {
  it('is open when QEMU has led the connection through', async () => {
    const port = await listening();
    expect(await liveGuestPorts().try(machineWith([], [forward(port)]), 80)).toBe('open');
  });

  it('is closed as long as only QEMU has taken the connection', async () => {
    const port = await listening();
    expect(await liveGuestPorts().try(machineWith([], [forward(port)], false), 80)).toBe('closed');
  });
});

it('is read from QEMU’s table: what the guest has not answered is not open', () => {
  const table = [
    'Hub -1 (net-1):',
    '  Protocol[State]    FD  Source Address  Port   Dest. Address  Port RecvQ SendQ',
    '  TCP[ESTABLISHED]   23       127.0.0.1 38139       10.0.2.15    80     0     0',
    '  TCP[SYN_SENT]      24       127.0.0.1 38140       10.0.2.15    81     0     0',
    '  TCP[HOST_FORWARD]  11       127.0.0.1 38141       10.0.2.15    82     0     0',
  ].join('\r\n');
  expect([...connectedPortsIn(table)]).toEqual([38_139]);
});
