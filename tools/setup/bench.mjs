/** `npm run bench`: the benchmarks from the same bare machine; they print ratios and write JSON. */
import { goOnUnder24, prepareMachine } from './prepare.mjs';
import { endingInWords } from './say.mjs';

await endingInWords(async () => {
  await prepareMachine({ ignore: ['port', 'data-dir'] });
  return goOnUnder24(new URL('./bench-under-24.mjs', import.meta.url).href, process.argv.slice(2));
});
