/** The second half of `npm test`: packages, bundles and guest, then the run of checks and tests. */
import { join } from 'node:path';

import { prepareGuest, prepareProject, root } from './prepare.mjs';
import { become } from './run.mjs';
import { endingInWords } from './say.mjs';

export const main = async (args) => {
  await prepareProject();
  await prepareGuest();
  return become(process.execPath, [join(root, 'tools', 'check', 'test-run.mjs'), ...args], { cwd: root });
};

if (process.argv[1] === import.meta.filename) await endingInWords(() => main(process.argv.slice(2)));
