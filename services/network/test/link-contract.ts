/** What every link promises: bridges and TAPs made once, shown as they are, and those of others left alone. */
import { describe, expect, it } from 'vitest';
import type { Link } from '../src/drivers/link/link.port.ts';

export interface OpenedLink {
  readonly link: Link;
  /** Another's bridge. */
  plant(name: string): Promise<void>;
}

const bridge = { name: 'chr0123abcd', address: '10.177.3.1/24', mac: '0a:00:00:00:00:01' };
const tap = 'cht0123456789ab';
const find = async (link: Link, name: string) => (await link.list()).find((seen) => seen.name === name);

const specifyBridges = (open: () => Promise<OpenedLink>): void => {
  it('makes a bridge that is up and has its address, once', async () => {
    const { link } = await open();
    await link.ensureBridge(bridge);
    const seen = await find(link, bridge.name);
    expect(seen).toEqual({ name: bridge.name, kind: 'bridge', up: true, master: null, addresses: [bridge.address] });
    await link.ensureBridge(bridge);
    expect(await find(link, bridge.name)).toEqual(seen);
  });

  it('shows the route of a bridge', async () => {
    const { link } = await open();
    await link.ensureBridge(bridge);
    expect(await link.routes()).toContainEqual({ destination: '10.177.3.0/24', device: bridge.name });
  });

  it('gives a bridge its new address in place of the old one', async () => {
    const { link } = await open();
    await link.ensureBridge(bridge);
    await link.ensureBridge({ ...bridge, address: '10.177.9.1/24' });
    expect((await find(link, bridge.name))?.addresses).toEqual(['10.177.9.1/24']);
  });
};

const specifyTaps = (open: () => Promise<OpenedLink>): void => {
  it('makes a TAP that is a port of its bridge, once', async () => {
    const { link } = await open();
    await link.ensureBridge(bridge);
    for (let time = 0; time < 2; time += 1) {
      await link.ensureTap(tap, bridge.name);
      expect(await find(link, tap)).toMatchObject({ kind: 'tap', up: true, master: bridge.name });
    }
  });

  it('makes no TAP without its bridge', async () => {
    const { link } = await open();
    await expect(link.ensureTap(tap, bridge.name)).rejects.toMatchObject({ code: 'program.failed' });
  });

  it('removes what it made, and finds it gone the second time', async () => {
    const { link } = await open();
    await link.ensureBridge(bridge);
    await link.ensureTap(tap, bridge.name);
    for (const name of [tap, tap, bridge.name, bridge.name]) await link.remove(name);
    expect([await find(link, tap), await find(link, bridge.name)]).toEqual([undefined, undefined]);
  });

  it('leaves what others made alone', async () => {
    const { link, plant } = await open();
    await plant('br0');
    await expect(link.remove('br0')).rejects.toMatchObject({ code: 'link.foreign' });
    await expect(link.ensureBridge({ ...bridge, name: 'br0' })).rejects.toMatchObject({ code: 'link.foreign' });
    await plant(tap);
    await expect(link.ensureTap(tap, 'br0')).rejects.toMatchObject({ code: 'link.foreign' });
    expect(await find(link, 'br0')).toMatchObject({ kind: 'bridge' });
  });
};

export const specifyLink = (kind: 'fake' | 'live', open: () => Promise<OpenedLink>): void => {
  describe(`a ${kind} link`, () => {
    specifyBridges(open);
    specifyTaps(open);
  });
};
