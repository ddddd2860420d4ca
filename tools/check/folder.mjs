/** `npm run check` of one workspace, for nx: format and lint of that folder alone. The walls are the whole house's matter. */
import { bin, run } from './run.mjs';

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('say which folder');

const verdicts = await Promise.all([
  run(bin('oxfmt'), ['--check', folder], { echo: true }),
  run(bin('oxlint'), ['--type-aware', '--deny-warnings', '--format=unix', folder], { echo: true }),
]);
process.exitCode = verdicts.every(({ code }) => code === 0) ? 0 : 1;
