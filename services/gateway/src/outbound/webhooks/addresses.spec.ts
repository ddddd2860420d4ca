import type { LookupAddress } from 'node:dns';
import { describe, expect, it } from 'vitest';
import { Addresses, AddressRefused, type Allowed } from './addresses.ts';

const found = (...addresses: readonly string[]): LookupAddress[] =>
  addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));

/** Names that answer differently every time they are asked. */
const open = (allowed: Allowed, ...answers: readonly (readonly string[])[]): Addresses => {
  let asked = 0;
  return new Addresses(allowed, (_host, done) => {
    const answer = answers[Math.min(asked, answers.length - 1)] ?? [];
    asked += 1;
    done(null, found(...answer));
  });
};

const connect = (addresses: Addresses): Promise<string> =>
  new Promise((resolve, reject) => {
    addresses.lookup('x.example', { all: false }, (error, address) =>
      error === null ? resolve(address as string) : reject(error),
    );
  });

describe('an address', () => {
  it.each([
    '127.0.0.1',
    '10.1.2.3',
    '172.16.0.1',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '0.0.0.0',
    '224.0.0.1',
    '255.255.255.255',
    '::1',
    '::',
    'fe80::1',
    'fd00::1',
    '::ffff:127.0.0.1',
    '64:ff9b::a00:1',
    '64:ff9b:1::a00:1',
    '::127.0.0.1',
    '::7f00:1',
    '4000::1',
  ])('%s is not reached', (address) => {
    expect(new Addresses([]).mayReach(address)).toBe(false);
    expect(new Addresses('all').mayReach(address)).toBe(true);
  });

  it.each(['93.184.216.34', '2606:2800:220:1:248:1893:25c8:1946'])('%s is reached', (address) => {
    expect(new Addresses([]).mayReach(address)).toBe(true);
  });

  it('of a network that was allowed is reached, and no other', () => {
    const addresses = new Addresses(['10.0.0.0/8', 'fd00::/8']);
    const tried = ['10.1.2.3', '::ffff:10.1.2.3', 'fd00::1', '192.168.1.1', '::1'];
    expect(tried.map((address) => addresses.mayReach(address))).toEqual([true, true, true, false, false]);
  });
});

describe('a name', () => {
  it('is held to the rule when it is connected to, whatever it said before', async () => {
    const addresses = open([], ['93.184.216.34'], ['127.0.0.1']);
    expect(await addresses.objectionTo('https://x.example/')).toBeNull();
    await expect(connect(addresses)).rejects.toThrow(AddressRefused);
  });

  it('gives the very address that was held to the rule', async () => {
    expect(await connect(open([], ['93.184.216.34']))).toBe('93.184.216.34');
  });

  it('is refused when one of its addresses is private', async () => {
    const objection = await open([], ['93.184.216.34', '10.0.0.1']).objectionTo('https://x.example/');
    expect(objection).toMatchObject({ code: 'webhook.address-refused', errors: [{ pointer: '/url' }] });
  });

  it('that has no address leads nowhere', async () => {
    expect(await open([], []).objectionTo('https://x.example/')).toMatchObject({ code: 'webhook.nowhere' });
  });
});

describe('an address written out', () => {
  it.each(['http://127.1/', 'http://0x7f000001/', 'http://[::1]/', 'http://2130706433/'])(
    '%s is no way around',
    (url) => {
      expect(() => new Addresses([]).requireLiteral(url)).toThrow(AddressRefused);
    },
  );
});
