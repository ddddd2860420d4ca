/** `npm test` of one workspace, for nx: every kind of test that lives in that folder; a folder may have none. */
import { bin, run } from './run.mjs';

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('say which folder');

const { code } = await run(bin('vitest'), ['run', '--passWithNoTests', `${folder}/`], {
  echo: true,
  timeoutMs: 3_600_000,
});
process.exitCode = code ?? 1;
