import { specifyNft } from '../../../test/nft-contract.ts';
import { fakeNft } from './nft.fake.ts';

specifyNft('fake', async () => fakeNft());
