import { specifyLink } from '../../../test/link-contract.ts';
import { fakeLink } from './link.fake.ts';

specifyLink('fake', async () => {
  const link = fakeLink();
  return { link, plant: async (name) => link.plant({ name, kind: 'bridge', up: false, master: null, addresses: [] }) };
});
