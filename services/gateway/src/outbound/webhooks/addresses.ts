/** Which addresses may be spoken to: none that only this side of the network knows, unless the operator says so. */
import { lookup, type LookupAddress } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { refuse, type Refusal } from '@chronovisor/kernel';
import ipaddr from 'ipaddr.js';

export type Allowed = 'all' | readonly string[];

export class AddressRefused extends Error {
  override readonly name = 'AddressRefused';
}

/** The one part of IPv6 that is given out to the world: what lies outside may still lead to a neighbour, such as `::127.0.0.1`. */
const WORLD = ipaddr.IPv6.parseCIDR('2000::/3');

/** Not loopback, private, link-local, carrier and documentation networks; mapped addresses count as what they map to. */
const isPublic = (address: string): boolean => {
  const parsed = ipaddr.process(address);
  return parsed.range() === 'unicast' && (parsed.kind() === 'ipv4' || parsed.match(WORLD));
};

const isWithin = (address: string, network: string): boolean => {
  const parsed = ipaddr.process(address);
  const [range, bits] = ipaddr.parseCIDR(network);
  return parsed.kind() === range.kind() && parsed.match(range, bits);
};

/** Without the brackets an IPv6 address has in a URL. */
const hostOf = (url: string): string => new URL(url).hostname.replaceAll(/^\[|\]$/g, '');

type Resolve = (host: string, done: (error: NodeJS.ErrnoException | null, found: LookupAddress[]) => void) => void;

const resolveAll: Resolve = (host, done) => lookup(host, { all: true }, done);

export class Addresses {
  readonly #allowed: Allowed;
  readonly #resolve: Resolve;

  constructor(allowed: Allowed, resolve: Resolve = resolveAll) {
    this.#allowed = allowed;
    this.#resolve = resolve;
  }

  mayReach(address: string): boolean {
    if (this.#allowed === 'all' || isPublic(address)) return true;
    return this.#allowed.some((network) => isWithin(address, network));
  }

  /** Written out in the URL an address is never looked up: it is held to the rule before anything is opened. */
  requireLiteral(url: string): void {
    const host = hostOf(url);
    if (isIP(host) !== 0 && !this.mayReach(host))
      throw new AddressRefused(`${host} is an address of a private network`);
  }

  /** For sockets: the very address that was held to the rule is the one that is connected to, so that a name cannot change between. */
  readonly lookup: LookupFunction = (host, options, done) => {
    this.#resolve(host, (error, found) => {
      const [first] = found ?? [];
      if (error !== null || first === undefined) {
        done(error ?? new Error(`${host} has no address`), [], 0);
        return;
      }
      const refused = found.find(({ address }) => !this.mayReach(address));
      if (refused !== undefined) {
        done(new AddressRefused(`${host} is ${refused.address}, an address of a private network`), [], 0);
        return;
      }
      if (options.all === true) done(null, found);
      else done(null, first.address, first.family);
    });
  };

  /** Looked at when a webhook is made or moved; null when it may be tried. */
  async objectionTo(url: string): Promise<Refusal | null> {
    try {
      this.requireLiteral(url);
      if (isIP(hostOf(url)) === 0) await this.#look(hostOf(url));
      return null;
    } catch (error) {
      const detail = (error as Error).message;
      const errors = [{ pointer: '/url', detail }];
      if (error instanceof AddressRefused) {
        const hint = 'Use an address that everybody can reach, or allow this one: CHRONO_WEBHOOK_ALLOW_PRIVATE.';
        return refuse('webhook.address-refused', `this is told to nobody: ${detail}`, { hint, errors });
      }
      const hint = 'Look at the spelling; the name has to be known to the control process.';
      return refuse('webhook.nowhere', `the address leads nowhere: ${detail}`, { hint, errors });
    }
  }

  #look(host: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.lookup(host, { all: true }, (error) => (error === null ? resolve() : reject(error)));
    });
  }
}
