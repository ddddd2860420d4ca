/** `npm test`: the whole suite from the same bare machine; the tests need one ISO image made by others on top. */
import { goOnUnder24, prepareMachine } from './prepare.mjs';
import { endingInWords } from './say.mjs';

const rescueDisc = {
  id: 'rescue-disc',
  package: 'grub-rescue-pc',
  files: ['/usr/lib/grub-rescue/grub-rescue-cdrom.iso'],
  use: 'start',
  purpose: 'carries the ISO image that a test boots',
};

await endingInWords(async () => {
  await prepareMachine({ needs: [rescueDisc], ignore: ['port', 'data-dir'] });
  return goOnUnder24(new URL('./test-under-24.mjs', import.meta.url).href, process.argv.slice(2));
});
