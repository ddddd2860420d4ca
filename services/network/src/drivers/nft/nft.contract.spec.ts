import { afterEach, describe, expect, it } from 'vitest';
import { type Namespace, isRoot, namespace } from '../../../test/namespace.ts';
import { fakeNft } from './nft.fake.ts';
import { liveNft } from './nft.live.ts';
import type { Nft } from './nft.port.ts';

const made: Namespace[] = [];
afterEach(async () => {
  await Promise.all(made.splice(0).map((one) => one.remove()));
});
const own = async (): Promise<Namespace> => {
  const one = await namespace();
  made.push(one);
  return one;
};

const table = { name: 'chrono_0123abcd', bridge: 'chr0123abcd', subnet: '10.177.3.0/24' };

describe.each<[string, () => Promise<Nft>]>([
  ['fake', async () => fakeNft()],
  ...(isRoot ? [['live', async () => liveNft((await own()).program)] as [string, () => Promise<Nft>]] : []),
])('a %s nft', (_, open) => {
  it('has no table of ours at first', async () => {
    expect(await (await open()).tables()).toEqual([]);
  });

  it('applies a table once, however often it is asked', async () => {
    const nft = await open();
    await nft.applyNat(table);
    await nft.applyNat({ ...table, subnet: '10.177.9.0/24' });
    expect(await nft.tables()).toEqual([table.name]);
  });

  it('keeps a note beside the tables', async () => {
    const nft = await open();
    await nft.applyNat(table);
    await nft.applyNote('chrono_forwarding');
    expect((await nft.tables()).toSorted()).toEqual([table.name, 'chrono_forwarding']);
  });

  it('removes a table, and finds it gone the second time', async () => {
    const nft = await open();
    await nft.applyNat(table);
    await nft.remove(table.name);
    await nft.remove(table.name);
    expect(await nft.tables()).toEqual([]);
  });

  it('has no hand in tables of others', async () => {
    const nft = await open();
    await expect(nft.applyNat({ ...table, name: 'filter' })).rejects.toMatchObject({ code: 'nft.foreign' });
    await expect(nft.remove('nat')).rejects.toMatchObject({ code: 'nft.foreign' });
  });
});

describe.runIf(isRoot)('a live nft', () => {
  it('writes these rules, and only these', async () => {
    const { program } = await own();
    await program.run('nft', ['add', 'table', 'ip', 'theirs']);
    const nft = liveNft(program);
    await nft.applyNat(table);
    await nft.applyNat(table);
    expect(await program.run('nft', ['list', 'table', 'ip', table.name])).toMatchInlineSnapshot(`
      "table ip chrono_0123abcd {
      	chain chrono_postrouting {
      		type nat hook postrouting priority srcnat; policy accept;
      		ip saddr 10.177.3.0/24 ip daddr != 10.177.3.0/24 masquerade
      	}

      	chain chrono_forward {
      		type filter hook forward priority filter; policy accept;
      		iifname "chr0123abcd" oifname "chr0123abcd" accept
      		oifname "chr0123abcd" ip daddr 10.177.3.0/24 ct state established,related accept
      		iifname "chr0123abcd" ip saddr 10.177.3.0/24 accept
      		oifname "chr0123abcd" reject
      		iifname "chr0123abcd" reject
      	}
      }"
    `);
    expect(await program.run('nft', ['list', 'tables'])).toBe(`table ip theirs\ntable ip ${table.name}`);
  });

  it('changes nothing when one part of a table is wrong', async () => {
    const { program } = await own();
    const nft = liveNft(program);
    await nft.applyNat(table);
    const before = await program.run('nft', ['list', 'ruleset']);
    await expect(nft.applyNat({ ...table, bridge: 'a name that is far too long for a bridge' })).rejects.toMatchObject({
      code: 'program.failed',
    });
    expect(await program.run('nft', ['list', 'ruleset'])).toBe(before);
  });
});
