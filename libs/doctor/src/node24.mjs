/** Says which Node runs the processes and where the set-up keeps it, so that every command finds the same one. */
import { join } from 'node:path';

export const nodeVersion = '24.21.0';

/** @type {typeof import('./index.mjs').isNewEnough} */
export const isNewEnough = (version) => Number(version.split('.')[0]) >= Number(nodeVersion.split('.')[0]);

/** @type {typeof import('./index.mjs').cacheFolder} */
export const cacheFolder = (env, home) => join(env['XDG_CACHE_HOME'] || join(home, '.cache'), 'chronovisor');

/** @type {typeof import('./index.mjs').nodeFolder} */
export const nodeFolder = (cache) => join(cache, `node-${nodeVersion}`);
