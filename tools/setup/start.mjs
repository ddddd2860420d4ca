/** `npm start`: from a bare machine to a running control plane; starts under the machine's own Node with nothing installed. */
import { goOnUnder24, prepareMachine } from './prepare.mjs';
import { endingInWords } from './say.mjs';

const begun = Date.now();

await endingInWords(async () => {
  const args = process.argv.slice(2);
  if (!args.includes('--help')) await prepareMachine();
  return goOnUnder24(new URL('./start-under-24.mjs', import.meta.url).href, [...args, `--since=${begun}`]);
});
