/** `npm test`: the whole suite from the same bare machine; the tests need a few packages of their own on top. */
import { goOnUnder24, prepareMachine } from './prepare.mjs';
import { endingInWords } from './say.mjs';

/** @type {readonly import('../../libs/doctor/src/index.mjs').Need[]} */
const forTests = [
  {
    id: 'rescue-disc',
    package: 'grub-rescue-pc',
    files: ['/usr/lib/grub-rescue/grub-rescue-cdrom.iso'],
    use: 'start',
    purpose: 'carries the ISO image that a test boots',
  },
  {
    id: 'busybox',
    package: 'busybox-static',
    program: 'busybox',
    use: 'start',
    purpose: 'plays the guest in tests of networks',
  },
];

await endingInWords(async () => {
  await prepareMachine({ needs: forTests, ignore: ['port', 'data-dir'] });
  return goOnUnder24(new URL('./test-under-24.mjs', import.meta.url).href, process.argv.slice(2));
});
