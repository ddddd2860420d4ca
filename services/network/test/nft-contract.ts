/** What every nft promises: tables of ours applied and removed once, and those of others left alone. */
import { describe, expect, it } from 'vitest';
import type { Nft } from '../src/drivers/nft/nft.port.ts';

export const table = { name: 'chrono_0123abcd', bridge: 'chr0123abcd', subnet: '10.177.3.0/24' };

export const specifyNft = (kind: 'fake' | 'live', open: () => Promise<Nft>): void => {
  describe(`a ${kind} nft`, () => {
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
};
