/** The second half of `npm start`: packages, bundles and guest, then the supervisor takes over this process. */
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';

import { prepareGuest, prepareProject, root } from './prepare.mjs';
import { endingInWords } from './say.mjs';

export const main = async (args) => {
  await prepareProject();
  const guest = args.some((arg) => arg === '--no-demo' || arg === '--help') ? undefined : await prepareGuest();
  const { up } = await import(pathToFileURL(join(root, 'dist', 'up.js')).href);
  return up({ args, root, guest });
};

if (process.argv[1] === import.meta.filename) await endingInWords(() => main(process.argv.slice(2)));
