/** `npm run chaos`: a chaos run from the same bare machine; its arguments are those of test/chaos/main.ts. */
import { goOnUnder24, prepareMachine } from './prepare.mjs';
import { endingInWords } from './say.mjs';

await endingInWords(async () => {
  await prepareMachine({ ignore: ['port', 'data-dir'] });
  return goOnUnder24(new URL('./chaos-under-24.mjs', import.meta.url).href, process.argv.slice(2));
});
