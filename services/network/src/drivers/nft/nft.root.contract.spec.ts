import { describe, expect, it } from 'vitest';
import { ownNamespace } from '../../../test/namespace.ts';
import { specifyNft, table } from '../../../test/nft-contract.ts';
import { liveNft } from './nft.live.ts';

specifyNft('live', async () => liveNft((await ownNamespace()).program));

describe('a live nft', () => {
  it('writes these rules, and only these', async () => {
    const { program } = await ownNamespace();
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
    const { program } = await ownNamespace();
    const nft = liveNft(program);
    await nft.applyNat(table);
    const before = await program.run('nft', ['list', 'ruleset']);
    await expect(nft.applyNat({ ...table, bridge: 'a name that is far too long for a bridge' })).rejects.toMatchObject({
      code: 'program.failed',
    });
    expect(await program.run('nft', ['list', 'ruleset'])).toBe(before);
  });
});
