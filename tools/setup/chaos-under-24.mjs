/** The second half of `npm run chaos`: packages, bundles and guest, then the run. */
import { join } from 'node:path';

import { prepareGuest, prepareProject, root } from './prepare.mjs';
import { become } from './run.mjs';
import { endingInWords } from './say.mjs';

export const main = async (args) => {
  await prepareProject();
  await prepareGuest();
  return become(process.execPath, [join(root, 'test', 'chaos', 'main.ts'), ...args], { cwd: root });
};

if (process.argv[1] === import.meta.filename) await endingInWords(() => main(process.argv.slice(2)));
