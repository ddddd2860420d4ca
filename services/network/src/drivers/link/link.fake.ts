/** A host's interfaces in memory, with the kernel's own rules: no port without its bridge, no name twice. */
import { Fault } from '@chronovisor/kernel';
import type { Link, LinkSeen, Route } from './link.port.ts';

export interface FakeLink extends Link {
  /** Interfaces and routes that others made. */
  plant(link: LinkSeen): void;
  route(route: Route): void;
  /** From now on every change fails, as without root. */
  deny(denied: boolean): void;
}

const OURS = /^ch[rt][0-9a-f]{8,12}$/;

/** The routed subnet of an address, e.g. of `10.177.3.1/24`. */
const subnetOf = (cidr: string): string => {
  const [address = '', prefix = '32'] = cidr.split('/');
  const size = 2 ** (32 - Number(prefix));
  const value = address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  const first = Math.floor(value / size) * size;
  return `${[24, 16, 8, 0].map((shift) => Math.floor(first / 2 ** shift) % 256).join('.')}/${prefix}`;
};

class MemoryLink implements FakeLink {
  readonly #links = new Map<string, LinkSeen>();
  readonly #routes: Route[] = [];
  #denied = false;

  plant = (link: LinkSeen): void => void this.#links.set(link.name, link);
  route = (route: Route): void => void this.#routes.push(route);
  deny = (denied: boolean): void => {
    this.#denied = denied;
  };

  list = async (): Promise<readonly LinkSeen[]> => [...this.#links.values()];

  routes = async (): Promise<readonly Route[]> => [
    ...this.#routes,
    ...[...this.#links.values()].flatMap(({ name, up, addresses }) =>
      up
        ? addresses.flatMap((address) => [
            { destination: subnetOf(address), device: name },
            { destination: `${address.split('/')[0]}/32`, device: name },
          ])
        : [],
    ),
  ];

  ensureBridge: Link['ensureBridge'] = async ({ name, address }) => {
    this.#check(name, 'bridge');
    this.#links.set(name, { name, kind: 'bridge', up: true, master: null, addresses: [address] });
  };

  ensureTap: Link['ensureTap'] = async (name, bridge) => {
    this.#check(name, 'tap');
    if (this.#links.get(bridge)?.kind !== 'bridge') {
      throw new Fault('program.failed', `Cannot find device "${bridge}"`, { retry: 'never' });
    }
    this.#links.set(name, { name, kind: 'tap', up: true, master: bridge, addresses: [] });
  };

  remove: Link['remove'] = async (name) => {
    const seen = this.#links.get(name);
    if (seen === undefined) return;
    this.#check(name, seen.kind === 'bridge' ? 'bridge' : 'tap');
    this.#links.delete(name);
    for (const other of this.#links.values()) {
      if (other.master === name) this.#links.set(other.name, { ...other, master: null });
    }
  };

  #check(name: string, kind: LinkSeen['kind']): void {
    if (this.#denied)
      throw new Fault('program.failed', 'RTNETLINK answers: Operation not permitted', { retry: 'never' });
    const seen = this.#links.get(name);
    if (!OURS.test(name) || (seen !== undefined && seen.kind !== kind)) {
      throw new Fault('link.foreign', `the interface ${name} is not one of ours`, { retry: 'never' });
    }
  }
}

export const fakeLink = (): FakeLink => new MemoryLink();
