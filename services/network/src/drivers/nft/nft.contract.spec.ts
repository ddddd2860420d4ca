import { specifyNft } from '../../../test/nft-contract.ts';
import { fakeNft } from './nft.fake.ts';

specifyNft('a fake nft', async () => fakeNft());
