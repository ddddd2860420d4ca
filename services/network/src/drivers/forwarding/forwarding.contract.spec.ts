import { specifyForwarding } from '../../../test/forwarding-contract.ts';
import { fakeForwarding } from './forwarding.fake.ts';

specifyForwarding('fake', async () => fakeForwarding());
