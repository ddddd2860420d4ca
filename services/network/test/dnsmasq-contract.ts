/** What every DHCP server of a network promises: reserved addresses for those it knows, silence for strangers. */
import { newId } from '@chronovisor/kernel/ids';
import { describe, expect, it } from 'vitest';
import type { Dnsmasq, ServerWanted } from '../src/drivers/dnsmasq/dnsmasq.port.ts';

export interface OpenedDnsmasq {
  readonly dnsmasq: Dnsmasq;
  ask(mac: string): Promise<{ readonly address: string; readonly hostname: string } | null>;
  kill(): Promise<void>;
}

export const server: ServerWanted = {
  networkId: newId(),
  bridge: 'chr0123abcd',
  subnet: '10.177.3.0/24',
  domain: 'blue.internal',
};
export const web = { mac: '52:54:00:00:00:02', address: '10.177.3.2', hostname: 'web-1' };
export const database = { mac: '52:54:00:00:00:03', address: '10.177.3.3', hostname: 'db-1' };

const specifyLeases = (open: () => Promise<OpenedDnsmasq>): void => {
  it('gives a MAC the address and the name reserved for it', async () => {
    const { dnsmasq, ask } = await open();
    await dnsmasq.ensure(server, [web, database]);
    expect(await ask(web.mac)).toMatchObject({ address: web.address, hostname: web.hostname });
    expect(await ask(database.mac)).toMatchObject({ address: database.address });
  });

  it('gives nothing to a stranger', async () => {
    const { dnsmasq, ask } = await open();
    await dnsmasq.ensure(server, [web]);
    expect(await ask('52:54:00:99:99:99')).toBe(null);
  });

  it('hears of new reservations while it runs', async () => {
    const { dnsmasq, ask } = await open();
    await dnsmasq.ensure(server, []);
    await dnsmasq.ensure(server, [web]);
    expect(await ask(web.mac)).toMatchObject({ address: web.address });
  });

  it("gives an address on to its next owner although the last one's lease still runs", async () => {
    const { dnsmasq, ask } = await open();
    await dnsmasq.ensure(server, [web]);
    expect(await ask(web.mac)).toMatchObject({ address: web.address });
    await dnsmasq.ensure(server, [{ ...database, address: web.address }]);
    expect(await ask(database.mac)).toMatchObject({ address: web.address });
  });
};

const specifyLife = (open: () => Promise<OpenedDnsmasq>): void => {
  it('is not there before it is asked for', async () => {
    expect(await (await open()).dnsmasq.isAlive(server.networkId)).toBe(false);
  });

  it('is started again after it died', async () => {
    const { dnsmasq, ask, kill } = await open();
    await dnsmasq.ensure(server, [web]);
    await kill();
    expect(await dnsmasq.isAlive(server.networkId)).toBe(false);
    await dnsmasq.ensure(server, [web]);
    expect(await ask(web.mac)).toMatchObject({ address: web.address });
  });

  it('ends, and is found ended the second time', async () => {
    const { dnsmasq } = await open();
    await dnsmasq.ensure(server, [web]);
    await dnsmasq.stop(server);
    await dnsmasq.stop(server);
    expect(await dnsmasq.isAlive(server.networkId)).toBe(false);
  });
};

export const specifyDnsmasq = (kind: 'fake' | 'live', open: () => Promise<OpenedDnsmasq>): void => {
  describe(`a ${kind} dnsmasq`, () => {
    specifyLeases(open);
    specifyLife(open);
  });
};
