import { specifyLink } from '../../../test/link-contract.ts';
import { ownNamespace } from '../../../test/namespace.ts';
import { liveLink } from './link.live.ts';

specifyLink('live', async () => {
  const { program } = await ownNamespace();
  return {
    link: liveLink(program),
    plant: async (name) => void (await program.run('ip', ['link', 'add', name, 'type', 'bridge'])),
  };
});
