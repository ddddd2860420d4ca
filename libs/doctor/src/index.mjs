/** The door of the doctor: looks a machine over before anything is installed or started, so it is plain JavaScript without dependencies. */

export { examine, worst } from './examine.mjs';
export { liveMachine, systemFolders } from './machine.mjs';
export { osRelease } from './distribution.mjs';
export { needed, missingPackages, aptLine, wordsForOthers } from './needed.mjs';
export { toText, toJson } from './render.mjs';
export { settingsFrom } from './settings.mjs';
export { portHolder } from './port-holder.mjs';
export { cacheFolder, isNewEnough, nodeFolder, nodeVersion } from './node24.mjs';
