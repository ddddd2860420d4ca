import { specifyForwarding } from '../../../test/forwarding-contract.ts';
import { ownNamespace } from '../../../test/namespace.ts';
import { liveForwarding } from './forwarding.live.ts';

specifyForwarding('live', async () => liveForwarding((await ownNamespace()).program));
